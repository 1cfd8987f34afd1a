package portal

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// BatchPapers names the labels of a file.
type BatchPapers struct {
	ID   string
	Lang i18n.Lang
	// ByOffice puts them in the order of the offices of exchange instead of the
	// file's.
	ByOffice bool
	// After is the line of the last row in the part before; a part has up to
	// policy.BatchRows labels.
	After int
}

// BatchLabels are the labels of a file's items in one file, without those that
// were cancelled since.
func (p *Portal) BatchLabels(ctx context.Context, who account.Actor, in BatchPapers) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		items, err := p.labelsOfBatch(tx, who, in)
		if err == nil {
			out, err = p.labelsOf(tx, who, Papers{Lang: in.Lang}, items)
		}
		return err
	})
}

func (p *Portal) labelsOfBatch(tx *store.Tx, who account.Actor, in BatchPapers) (items []label.Item, err error) {
	if _, err := myBatch(tx, who, in.ID); err != nil {
		return nil, err
	}
	rows, err := tx.BatchShipments(who.Customer, in.ID, in.After, policy.BatchRows)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		s, err := mine(tx, who, r.Shipment)
		if err != nil {
			return nil, err
		}
		if state := s.StateAt(tx.Now); state == shipment.Issued || state == shipment.Posted {
			items = append(items, p.labelItem(s, p.Catalogue().On(policy.DayOf(s.IssuedAt)), in.Lang))
		}
	}
	if len(items) == 0 {
		return nil, problem.New(problem.Conflict, "batch.no_labels", "")
	}
	if in.ByOffice {
		slices.SortStableFunc(items, func(a, b label.Item) int {
			return cmp.Or(cmp.Compare(a.Shipment.Recipient.Place, b.Shipment.Recipient.Place), cmp.Compare(a.Indicator, b.Indicator))
		})
	}
	return items, nil
}

// BatchParts are the lines behind which each part of a file's labels begins; a
// file of up to policy.BatchRows items has one.
func (p *Portal) BatchParts(ctx context.Context, who account.Actor, id string) (parts []int, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	return parts, p.read(ctx, who, func(tx *store.Tx) error {
		parts = nil
		if _, err := myBatch(tx, who, id); err != nil {
			return err
		}
		for after := 0; ; {
			rows, err := tx.BatchShipments(who.Customer, id, after, policy.BatchRows)
			if err != nil || len(rows) == 0 {
				return err
			}
			parts = append(parts, after)
			if len(rows) < policy.BatchRows {
				return nil
			}
			after = rows[len(rows)-1].N
		}
	})
}

// UnpaidOfBatch is what a pay page shows of a file: its items that nobody has
// paid for, as many as one payment takes.
func (p *Portal) UnpaidOfBatch(ctx context.Context, who account.Actor, id string) (v Payment, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return v, err
	}
	var ids []string
	err = p.read(ctx, who, func(tx *store.Tx) error {
		ids = nil
		if _, err := myBatch(tx, who, id); err != nil {
			return err
		}
		rows, err := tx.UnpaidOfBatch(who.Customer, id, policy.PaymentItems)
		for _, r := range rows {
			ids = append(ids, r.Shipment)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	return p.Payable(ctx, who, ids)
}

// Columns are what the first rows of a file look like, and whose address a row
// has that names no sender.
type Columns struct {
	Samples [][]string // the first rows, as they came
	Sender  postal.Address
}

const samplesShown = 3

// BatchColumns shows the first rows of a file that waits for its columns to be
// confirmed.
func (p *Portal) BatchColumns(ctx context.Context, who account.Actor, id string) (c Columns, err error) {
	b, err := p.Batch(ctx, who, id)
	if err != nil {
		return c, err
	}
	r, err := p.openBatch(ctx, &b.Batch)
	if err != nil {
		return c, err
	}
	defer r.Close() //nolint:errcheck // only read
	for range samplesShown {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c, err
		}
		c.Samples = append(c.Samples, row.Cells)
	}
	c.Sender, err = p.lastSender(ctx, who)
	return c, err
}

// lastSender is the sender of the newest item that names one.
func (p *Portal) lastSender(ctx context.Context, who account.Actor) (a postal.Address, err error) {
	return a, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.Shipments(who.Customer, store.ShipmentFilter{}, "", policy.PageRows)
		for _, r := range rows {
			if r.SenderName == "" {
				continue
			}
			s, err := mine(tx, who, r.ID)
			a = s.Sender
			return err
		}
		return err
	})
}

// BatchLimit is how many items a customer may have in one file; 0 is the
// policy's again.
type BatchLimit struct {
	Email string // of a user whose customer is meant
	Mode  account.Mode
	Most  int
}

// SetBatchLimit lets a customer have more items in one file, or fewer (M-F1).
// Only commands of the server offer it; by names who ran them.
func (p *Portal) SetBatchLimit(ctx context.Context, by string, in BatchLimit) error {
	if in.Most < 0 || in.Most > policy.BatchRowsMost {
		return problem.New(problem.Invalid, "batch.limit", "most", "most", policy.BatchRowsMost)
	}
	who, err := p.MemberActor(ctx, in.Email, in.Mode)
	if err != nil {
		return err
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		if err := tx.SetBatchMost(who.Customer, in.Most); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: by, Act: "batch.limit", Object: who.Customer, Customer: who.Customer, Detail: map[string]any{"most": in.Most}})
	})
}

// missingColumns are fields that every item needs and that neither a column nor
// an answer for all rows gives.
func missingColumns(b *Batch) (all []batch.Field) {
	has := func(f batch.Field) bool {
		return b.Same[f] != "" || slices.ContainsFunc(b.Mapping, func(m batch.Field) bool { return m.Plain() == f })
	}
	for _, need := range [][]batch.Field{{"sender.name", "sender.company"}, {"service"}} {
		if !slices.ContainsFunc(need, has) {
			all = append(all, need[0])
		}
	}
	return all
}
