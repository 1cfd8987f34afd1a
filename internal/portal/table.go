package portal

import (
	"context"
	"strings"

	"ecship/internal/account"
	"ecship/internal/postal"
	"ecship/internal/store"
	"ecship/internal/tariff"
)

// RefreshTables loads the operator's versions of the reference tables, if there
// are new ones since the last time; every node asks again and again.
func (p *Portal) RefreshTables(ctx context.Context) error {
	var version int
	var own []postal.Table
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		if version, err = tx.TablesVersion(); err != nil || int64(version) == p.tables.Load() {
			return err
		}
		rows, err := tx.AllTables()
		if err != nil {
			return err
		}
		own, err = readTables(rows)
		return err
	})
	if err != nil || int64(version) == p.tables.Load() {
		return err
	}
	c := tariff.Embedded()
	if len(own) > 0 {
		if c, err = tariff.Compile(append(tariff.EmbeddedTables(), own...)...); err != nil {
			return err
		}
	}
	p.catalogue.Store(c)
	p.tables.Store(int64(version))
	return nil
}

func readTables(rows []store.ReferenceTable) (all []postal.Table, err error) {
	for _, row := range rows {
		t, err := postal.ReadTable(strings.NewReader(row.CSV))
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// ImportTable takes a version of a reference table into the database, where it
// overrides the one that the program brings along from its day on (M-B3). It
// is refused whole where the catalogue would not hold together with it. Only
// commands of the server offer it; by names who ran them.
func (p *Portal) ImportTable(ctx context.Context, by string, t postal.Table) (version int, err error) {
	var text strings.Builder
	if err := t.Write(&text); err != nil {
		return 0, err
	}
	err = p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		rows, err := tx.AllTables()
		if err != nil {
			return err
		}
		own, err := readTables(rows)
		if err != nil {
			return err
		}
		if _, err := tariff.Compile(append(append(tariff.EmbeddedTables(), own...), t)...); err != nil {
			return err
		}
		if version, err = tx.InsertTable(store.ReferenceTable{Kind: t.Kind, Effective: t.Effective, CSV: text.String(), LoadedBy: by}); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: by, Act: "table.import", Object: t.Kind,
			Detail: map[string]any{"effective": t.Effective.String(), "version": version, "rows": len(t.Rows)}})
	})
	if err != nil {
		return 0, err
	}
	return version, p.RefreshTables(ctx)
}

// Compare is every service side by side for a parcel posted today (M-B1). It
// asks nobody to sign in.
func (p *Portal) Compare(_ context.Context, who account.Actor, in tariff.Request) (tariff.Comparison, error) {
	return p.Catalogue().Compare(in, p.today(who))
}

// ServiceItem is an item whose postage by one service is asked for.
type ServiceItem struct {
	Service string // its ship code
	tariff.Request
}

// Price is one service's postage for an item posted today.
func (p *Portal) Price(_ context.Context, who account.Actor, in ServiceItem) (tariff.Quote, error) {
	return p.Catalogue().Price(in.Service, in.Request, p.today(who))
}
