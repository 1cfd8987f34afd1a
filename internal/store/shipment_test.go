package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func draft(tx *store.Tx, customer string) shipment.Shipment {
	return shipment.Shipment{
		ID: tx.NewID("shp"), Customer: customer, State: shipment.Draft, Service: "ARM", Reference: "PO 7",
		Sender: postal.Address{Name: "Chan & Co", Street: []string{"Flat 9, 12 Nathan Road"}, Place: "HK", Phone: "29212222", Email: "chan@example.com",
			Native: postal.NativeAddress{Name: "陳記", Street: []string{"彌敦道十二號"}}},
		Recipient: postal.Address{Name: "Zoë O'Neil", Company: "Ｇlobe", Street: []string{"1600 Pennsylvania Avenue"}, City: "Washington", Place: "US", Postcode: "20500",
			Phone: "+12025550123", Email: "zoe@example.org"},
		Grams: 250, Size: postal.Size{Length: 200, Breadth: 100, Height: 50}, Insured: 500, AdviceOfReceipt: true,
		Customs: customs.Declaration{Category: customs.Gift, Currency: "HKD", SenderRef: "IM3720000000", ImporterRef: "EORI999",
			Lines: []customs.Line{{Description: "Toy", Native: "玩具", Quantity: 1, Net: 200, Value: 10000, HS: "950300", Origin: "CN"}}},
		Estimate:  shipment.Estimate{Postage: 3250, Total: 3250, Book: "2026-01-01"},
		CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
}

func issue(tx *store.Tx, s *shipment.Shipment, n postal.Number) {
	s.State, s.Number, s.Layout, s.IssuedAt = shipment.Issued, n, "registered/1", tx.Now
	s.ExpiresOn = shipment.Expires(policy.DayOf(tx.Now))
}

// An item comes back as it was saved, by its owner or by its number, and to
// nobody else (I-1, M-A7).
func TestShipment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		var s shipment.Shipment
		must(t, db, func(tx *store.Tx) error {
			s = draft(tx, c.ID)
			return tx.InsertShipment(&s)
		})
		same := func(tx *store.Tx) {
			t.Helper()
			got, err := tx.Shipment(c.ID, s.ID)
			if diff := cmp.Diff(s, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
		}
		must(t, db, func(tx *store.Tx) error {
			same(tx)
			s.Recipient.Street = []string{"1 Main Street"}
			s.Service = "APL"
			if err := tx.UpdateShipment(&s); err != nil {
				return err
			}
			same(tx)
			issue(tx, &s, "CA000000010HK")
			if err := tx.UpdateShipment(&s); err != nil {
				return err
			}
			same(tx)
			return nil
		})
		must(t, db, func(tx *store.Tx) error {
			if s.Version != 3 {
				t.Error("version", s.Version)
			}
			got, err := tx.ShipmentByNumber("CA000000010HK")
			if diff := cmp.Diff(s, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			for _, key := range [][2]string{{foreign.ID, s.ID}, {c.ID, "shp_none"}, {"", s.ID}} {
				if _, err := tx.Shipment(key[0], key[1]); !problem.Is(err, problem.NotFound) {
					t.Error(key, err)
				}
			}
			s.State, s.PostedAt = shipment.Posted, tx.Now
			if err := tx.StepShipment(&s); err != nil {
				return err
			}
			same(tx)
			return nil
		})
	})
}

// Of two who saved the same version the later is refused; an issued item is
// frozen (M-C3).
func TestShipmentConflict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		conflict := func(what string, err error) {
			t.Helper()
			if !problem.Is(err, problem.Conflict) {
				t.Error(what, err)
			}
		}
		must(t, db, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			early := s
			if err := tx.UpdateShipment(&s); err != nil {
				return err
			}
			conflict("an old version saved:", tx.UpdateShipment(&early))
			stolen := s
			stolen.Customer = foreign.ID
			conflict("another customer saved it:", tx.UpdateShipment(&stolen))
			conflict("a draft took a step of an issued item:", sent(tx, tx.StepShipment(new(s))))
			issue(tx, &s, "RA000000014HK")
			if err := tx.UpdateShipment(&s); err != nil {
				return err
			}
			s.Recipient.Name = "Mallory"
			conflict("an issued item was changed:", tx.UpdateShipment(&s))
			stale := s
			stale.Version--
			conflict("an old version took a step:", sent(tx, tx.StepShipment(&stale)))
			return nil
		})
		err := db.Tx(ctx, 0, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			issue(tx, &s, "RA000000014HK")
			return tx.InsertShipment(&s)
		})
		if err == nil {
			t.Error("R-05: a number was used twice")
		}
	})
}

// Invariant 5: an item whose frozen data was altered in the database is not
// given out for a reprint.
func TestFrozen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		var s shipment.Shipment
		must(t, db, func(tx *store.Tx) error {
			s = draft(tx, c.ID)
			issue(tx, &s, "RA000000014HK")
			return tx.InsertShipment(&s)
		})
		for _, tamper := range []string{
			`UPDATE shipments SET doc = replace(doc, 'Washington', 'Springfield')`, `UPDATE shipments SET grams = grams + 1`,
			`UPDATE shipments SET layout = 'registered/2'`, `UPDATE shipments SET service = 'SRM'`,
		} {
			if err := db.Tx(ctx, 0, func(tx *store.Tx) error {
				if n, err := store.Exec(tx, tamper); n != 1 || err != nil {
					t.Fatal(n, err)
				}
				_, err := tx.Shipment(c.ID, s.ID)
				return err
			}); !problem.Is(err, problem.Internal) {
				t.Errorf("%s went unseen: %v", tamper, err)
			}
		}
		must(t, db, func(tx *store.Tx) error { _, err := tx.Shipment(c.ID, s.ID); return err })
	})
}

// M-C2: a draft thrown away keeps its steps and nothing of what was typed.
func TestPurgeShipment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			if all, err := tx.StaleDrafts(tx.Now, 10); len(all) != 0 || err != nil {
				t.Error("stale too early", all, err)
			}
			all, err := tx.StaleDrafts(tx.Now.Add(time.Second), 10)
			if len(all) != 1 || all[0] != (store.ShipmentKey{Customer: c.ID, ID: s.ID}) || err != nil {
				t.Error(all, err)
			}
			if err := tx.PurgeShipment(&s, shipment.Draft); err != nil {
				return err
			}
			rows, err := store.Strings(tx, `SELECT * FROM shipments`)
			if len(rows) != 1 || strings.Contains(strings.Join(rows, ""), "Zo") {
				t.Error(rows)
			}
			if list, err := tx.Shipments(c.ID, store.ShipmentFilter{}, "", 10); len(list) != 0 || err != nil {
				t.Error("it is still listed", list, err)
			}
			return err
		})
	})
}

// M-G1: the history finds items by every word of number, reference, names and
// place, by state, service and day, newest first and page by page.
func TestShipments(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		var ids []string
		for i := range 10 {
			now = now.Add(24 * time.Hour)
			must(t, db, func(tx *store.Tx) error {
				other := draft(tx, foreign.ID)
				s := draft(tx, c.ID)
				ids = append([]string{s.ID}, ids...)
				if i == 3 {
					s.Reference, s.Recipient.Native.Name, s.Recipient.Place, s.Service = "50%_off", "王小姐", "GB", "AEX"
					issue(tx, &s, "LA000000010HK")
				}
				if err := tx.InsertShipment(&other); err != nil {
					return err
				}
				return tx.InsertShipment(&s)
			})
		}
		fourth := ids[6]
		find := func(f store.ShipmentFilter, after string, limit int) (got []string) {
			t.Helper()
			if err := db.Read(ctx, 0, func(tx *store.Tx) error {
				rows, err := tx.Shipments(c.ID, f, after, limit)
				for _, r := range rows {
					got = append(got, r.ID)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return got
		}
		day := func(d int) policy.Day { return policy.Date(2026, 11, d) }
		for name, c := range map[string]struct {
			f     store.ShipmentFilter
			after string
			limit int
			want  []string
		}{
			"all":             {limit: 25, want: ids},
			"first page":      {limit: 4, want: ids[:4]},
			"second page":     {after: ids[3], limit: 4, want: ids[4:8]},
			"last page":       {after: ids[7], limit: 4, want: ids[8:]},
			"beyond":          {after: ids[9], limit: 4},
			"state":           {f: store.ShipmentFilter{State: shipment.Issued}, limit: 9, want: []string{fourth}},
			"service":         {f: store.ShipmentFilter{Service: "AEX"}, limit: 9, want: []string{fourth}},
			"from":            {f: store.ShipmentFilter{From: day(11)}, limit: 9, want: ids[:1]},
			"to":              {f: store.ShipmentFilter{To: day(2)}, limit: 9, want: ids[9:]},
			"one day":         {f: store.ShipmentFilter{From: day(5), To: day(5)}, limit: 9, want: []string{fourth}},
			"number":          {f: store.ShipmentFilter{Words: store.Words("la000000010hk")}, limit: 9, want: []string{fourth}},
			"native name":     {f: store.ShipmentFilter{Words: store.Words("王小")}, limit: 9, want: []string{fourth}},
			"two words":       {f: store.ShipmentFilter{Words: store.Words("gb  王")}, limit: 9, want: []string{fourth}},
			"width and case":  {f: store.ShipmentFilter{Words: store.Words("ＺＯË GLOBE 50%")}, limit: 9, want: []string{fourth}},
			"no wildcards":    {f: store.ShipmentFilter{Words: store.Words("50__off")}, limit: 9},
			"a real _ and %":  {f: store.ShipmentFilter{Words: store.Words("%_o")}, limit: 9, want: []string{fourth}},
			"a backslash":     {f: store.ShipmentFilter{Words: store.Words(`\`)}, limit: 9},
			"place":           {f: store.ShipmentFilter{Place: "GB"}, limit: 9, want: []string{fourth}},
			"exact number":    {f: store.ShipmentFilter{Number: "LA000000010HK"}, limit: 9, want: []string{fourth}},
			"foreign number":  {f: store.ShipmentFilter{Number: "LA000000023HK"}, limit: 9},
			"number, state":   {f: store.ShipmentFilter{Number: "LA000000010HK", State: shipment.Posted}, limit: 9},
			"street":          {f: store.ShipmentFilter{Words: store.Words("pennsylvania"), From: day(11)}, limit: 9, want: ids[:1]},
			"phone":           {f: store.ShipmentFilter{Words: store.Words("2025550123 zoe"), From: day(11)}, limit: 9, want: ids[:1]},
			"contents":        {f: store.ShipmentFilter{Words: store.Words("玩具"), From: day(11)}, limit: 9, want: ids[:1]},
			"amount":          {f: store.ShipmentFilter{Words: store.Words("32.50"), From: day(11)}, limit: 9, want: ids[:1]},
			"date":            {f: store.ShipmentFilter{Words: store.Words("2026-11-05")}, limit: 9, want: []string{fourth}},
			"accents":         {f: store.ShipmentFilter{Words: store.Words("zoe"), From: day(11)}, limit: 9, want: ids[:1]},
			"a code's name":   {f: store.ShipmentFilter{Words: []store.Word{{Text: "britain", Codes: []string{"GB", "GG"}}}}, limit: 9, want: []string{fourth}},
			"a quote":         {f: store.ShipmentFilter{Words: store.Words("o'neil"), To: day(2)}, limit: 9, want: ids[9:]},
			"beyond U+FFFF":   {f: store.ShipmentFilter{Words: store.Words("𠮷")}, limit: 9},
			"NUL, bad UTF-8":  {f: store.ShipmentFilter{Words: store.Words("\x00\xff")}, limit: 9},
			"not over fields": {f: store.ShipmentFilter{Words: store.Words("gbaex")}, limit: 9},
		} {
			if diff := cmp.Diff(c.want, find(c.f, c.after, c.limit)); diff != "" {
				t.Error(name, diff)
			}
		}
		must(t, db, func(tx *store.Tx) error {
			n, err := tx.CountByState(c.ID, 0)
			if diff := cmp.Diff(store.Counts{By: map[shipment.State]int{shipment.Draft: 9, shipment.Issued: 1}, Unindexed: 10}, n); diff != "" {
				t.Error(diff)
			}
			rows, err2 := tx.Shipments(c.ID, store.ShipmentFilter{Words: store.Words("la0")}, "", 1)
			if len(rows) != 1 || err2 != nil || rows[0].Number != "LA000000010HK" || rows[0].Total != 3250 || rows[0].Grams != 250 || rows[0].RecipientNative != "王小姐" ||
				rows[0].StateAt(rows[0].ExpiresOn.End()) != shipment.Expired {
				t.Errorf("%+v, %v", rows, err2)
			}
			spent, err4 := tx.Spent(c.ID, day(1), day(30))
			if diff := cmp.Diff([]store.Spent{{Service: "AEX", Place: "GB", Items: 1, Total: 3250}}, spent); diff != "" || err4 != nil {
				t.Error("spent", diff, err4)
			}
			last := shipment.Expires(day(5))
			due, err3 := tx.Overdue(last+1, 9)
			if early, err := tx.Overdue(last, 9); len(early) != 0 || len(due) != 1 || due[0].ID != fourth || err != nil || err3 != nil {
				t.Error("overdue", early, due, err, err3)
			}
			return err
		})
	})
}

// Each step of a state is a row, numbered on, and never changes.
func TestEvents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			first := store.ShipmentEvent{Event: "create", To: shipment.Draft, At: tx.Now, Actor: "usr_1"}
			second := store.ShipmentEvent{Event: shipment.Issue, From: shipment.Draft, To: shipment.Issued, At: tx.Now, Actor: "usr_1", Note: "n"}
			third := store.ShipmentEvent{Event: shipment.Cancel, From: shipment.Issued, To: shipment.Cancelled, At: tx.Now, Actor: "key_1"}
			if err := tx.AppendEvents(c.ID, s.ID, first, second); err != nil {
				return err
			}
			if err := tx.AppendEvents(c.ID, s.ID, third); err != nil {
				return err
			}
			first.Seq, second.Seq, third.Seq = 1, 2, 3
			got, err := tx.Events(c.ID, s.ID)
			if diff := cmp.Diff([]store.ShipmentEvent{first, second, third}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}
