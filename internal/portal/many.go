package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// Many are recipients in one destination who get the same (M-C6).
type Many struct {
	// From is an item whose service, weight, sender and contents they share.
	From       string
	Recipients []postal.Address
	// Once names the form: sent again, it makes no item twice.
	Once string
}

// Made is what became of one recipient: an issued item, or what is wrong, at
// the fields of Draft.
type Made struct {
	Item Item
	Err  *problem.Problem // nil where the item was issued
}

// IssueMany issues a label for each recipient, at most twenty. Good ones do not
// wait for bad ones: each has its own answer, in the order of the recipients.
func (p *Portal) IssueMany(ctx context.Context, who account.Actor, in Many) (all []Made, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return nil, err
	}
	switch n := len(in.Recipients); {
	case n == 0:
		return nil, problem.New(problem.Invalid, "many.none", "recipients")
	case n > policy.LabelsAtOnce:
		return nil, problem.New(problem.Invalid, "many.most", "recipients", "most", policy.LabelsAtOnce, "n", n)
	}
	from, err := p.Shipment(ctx, who, in.From)
	if err != nil {
		return nil, err
	}
	twins := map[string]int{}
	for _, to := range in.Recipients {
		to.Place = from.Recipient.Place
		key, err := recipientKey(in.Once, to, twins)
		if err != nil {
			return nil, err
		}
		made, err := p.CreateShipment(ctx, who, NewShipment{Draft: alike(from.Shipment, to), Issue: true, Once: key})
		if err != nil {
			q := problem.Of(err)
			if q.Kind != problem.Invalid && q.Kind != problem.Conflict {
				return all, err
			}
			all = append(all, Made{Err: q})
			continue
		}
		all = append(all, Made{Item: made.Item})
	}
	return all, nil
}

// alike is a draft with all that an item said, to another recipient.
func alike(s shipment.Shipment, to postal.Address) Draft {
	r, ref, sender, contents := routeOf(s), s.Reference, s.Sender, s.Customs
	d := Draft{Route: &r, Recipient: &to, Sender: &sender, Reference: &ref}
	if len(contents.Lines) > 0 {
		d.Contents = &contents
	}
	return d
}

// recipientKey tells a recipient of a form from the others, also those at the
// same address; what was mended is another one.
func recipientKey(form string, to postal.Address, twins map[string]int) (Once, error) {
	if form == "" {
		return Once{}, nil
	}
	b, err := json.Marshal(to)
	if err != nil {
		return Once{}, err
	}
	hash := sha256.Sum256(b)
	key := form + "." + hex.EncodeToString(hash[:8])
	twins[key]++
	return Once{Key: key + "." + strconv.Itoa(twins[key]), Hash: hash[:]}, nil
}
