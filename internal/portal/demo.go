package portal

import (
	"context"
	"fmt"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// DemoPerson is somebody to sign in as.
type DemoPerson struct {
	Email    string
	Password string
	Name     string
	Role     i18n.Text
	Staff    account.Staff
}

// DemoPassword is everybody's in the demo.
const DemoPassword = "try the portal"

// DemoPeople are the sign-ins of the demo.
func (*Portal) DemoPeople() []DemoPerson {
	return []DemoPerson{
		{"mei@example.org", DemoPassword, "Mei's Tea Shop", i18n.Text{En: "a sender with items", Hant: "寄件人（已有郵件）", Hans: "寄件人（已有邮件）"}, ""},
		{"wing@example.org", DemoPassword, "Wing Lee Books", i18n.Text{En: "a sender with none", Hant: "寄件人（未有郵件）", Hans: "寄件人（没有邮件）"}, ""},
		{"clerk@example.org", DemoPassword, "Ho Siu Ming", i18n.Text{En: "a counter clerk at the General Post Office", Hant: "郵政總局櫃位職員", Hans: "邮政总局柜台职员"}, account.Clerk},
		{"officer@example.org", DemoPassword, "Lam Ka Yan", i18n.Text{En: "an officer who vets refunds", Hant: "退款主任", Hans: "退款主任"}, account.Officer},
		{"second@example.org", DemoPassword, "Yip Chi Kin", i18n.Text{En: "a second officer, for large refunds", Hant: "另一名退款主任（大額退款）", Hans: "另一名退款主任（大额退款）"}, account.Officer},
	}
}

// SeedDemo fills an empty database with the demo's people and items, through
// the same operations that people use, and makes a new test API key.
func (p *Portal) SeedDemo(ctx context.Context) (key string, err error) {
	for _, who := range p.DemoPeople() {
		if err := p.seedPerson(ctx, who); err != nil {
			return "", fmt.Errorf("the demo's data: %w", err)
		}
	}
	return p.demoKey(ctx)
}

// seedPerson opens the account of one of the demo's people, unless it is there.
func (p *Portal) seedPerson(ctx context.Context, d DemoPerson) error {
	var known bool
	if err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) { known, err = p.known(tx, d.Email); return err }); err != nil || known {
		return err
	}
	who, err := p.OpenAccount(ctx, NewAccount{Email: d.Email, Password: d.Password, Name: d.Name, Lang: i18n.En, Staff: d.Staff, Office: office(d.Staff)})
	if err != nil || d.Email != "mei@example.org" {
		return err
	}
	if err := p.OpenDepositAccount(ctx, NewDepositAccount{Number: "PM10001", Customer: who.Customer, Name: d.Name, Deposit: 2_000_00, CreditLimit: 500_00}); err != nil {
		return err
	}
	return p.seedItems(ctx, who)
}

func office(s account.Staff) string {
	if s == account.Clerk {
		return "GPO"
	}
	return ""
}

// demoKey makes a key of the first sender's test customer.
func (p *Portal) demoKey(ctx context.Context) (string, error) {
	who, err := p.MemberActor(ctx, p.DemoPeople()[0].Email, account.Test)
	if err != nil {
		return "", err
	}
	keys, err := p.Keys(ctx, who)
	if err != nil {
		return "", err
	}
	for _, k := range keys {
		if k.RevokedAt.IsZero() {
			if err := p.RevokeKey(ctx, who, k.ID); err != nil {
				return "", err
			}
		}
	}
	k, err := p.CreateKey(ctx, who, "demo")
	return k.Secret, err
}

// demoItem is a line of the demo's history.
type demoItem struct {
	service, place string
	grams          postal.Grams
	to             postal.Address
	goods, native  string
	hs             string
	value          money.Amount
	then           string // what becomes of it: "", "issue", "cancel", "post"
}

var demoItems = []demoItem{
	{"APL", "JP", 2400, postal.Address{Name: "Sato Yumiko", Street: []string{"2-11-3 Meguro", "Meguro-ku"}, City: "Tokyo", Postcode: "153-0063", Phone: "+81 3 5555 0123",
		Native: postal.NativeAddress{Name: "佐藤 由美子", Street: []string{"東京都目黒区目黒2-11-3"}}}, "oolong tea", "烏龍茶", "090240", 68000, "post"},
	{"ARM", "DE", 180, postal.Address{Name: "Jürgen Groß", Street: []string{"Hauptstraße 5"}, City: "Köln", Postcode: "50667", Phone: "+49 221 5550123"}, "tea samples", "茶葉樣本", "090230", 9000, "issue"},
	{"APL", "US", 1500, postal.Address{Name: "Ann O'Neil", Street: []string{"12 West 34th Street", "Apt 5B"}, City: "New York", State: "NY", Postcode: "10001", Phone: "+1 212 555 0100"}, "black tea", "紅茶", "0902400000", 32000, "cancel"},
	{"ARM", "GB", 320, postal.Address{Name: "Rosalind Okafor", Street: []string{"4 Canal Walk"}, City: "London", Postcode: "N1 6AF", Phone: "+44 20 7946 0123"}, "jasmine tea", "茉莉花茶", "090220", 14000, "issue"},
	{"AEX", "US", 320, postal.Address{Name: "Luis Ortega", Street: []string{"2200 Mission Street"}, City: "San Francisco", State: "CA", Postcode: "94110", Phone: "+1 415 555 0101"}, "green tea", "綠茶", "0902101000", 21000, "issue"},
	{"AEX", "US", 250, postal.Address{Name: "Grace Kim", Street: []string{"81 Prince Street"}, City: "New York", State: "NY", Postcode: "10012", Phone: "+1 212 555 0102"}, "green tea", "綠茶", "0902101000", 15000, "issue"},
	{"ARM", "FR", 450, postal.Address{Name: "Zoë Lefèvre", Street: []string{"18 rue du Thé"}, City: "Lyon", Postcode: "69002"}, "tea strainer", "茶隔", "732393", 12000, ""},
}

func (p *Portal) seedItems(ctx context.Context, who account.Actor) error {
	sender := postal.Address{Name: "Mei's Tea Shop", Street: []string{"Shop 3, G/F, 18 Shanghai Street", "Yau Ma Tei"}, City: "Kowloon", Place: postal.Home, Phone: "+852 2555 0123",
		Native: postal.NativeAddress{Name: "美記茶莊", Street: []string{"九龍油麻地上海街18號地下3號舖"}}}
	if _, err := p.AddAddress(ctx, who, NewAddress{Kind: book.Sender, Address: sender, Preferred: true}); err != nil {
		return err
	}
	clerk := account.Actor{User: "demo", Staff: account.Clerk, Office: "GPO", Mode: account.Live}
	for n, d := range demoItems {
		d.to.Place = d.place
		ref := fmt.Sprintf("Order %d", 1001+n)
		it, err := p.CreateDraft(ctx, who, Draft{
			Route: &Route{Service: d.service, Place: d.place, Grams: d.grams}, Recipient: &d.to, Sender: &sender, Reference: &ref,
			Contents: &customs.Declaration{Category: customs.Sale, Currency: "HKD", Lines: []customs.Line{
				{Description: d.goods, Native: d.native, Quantity: 1, Net: d.grams * 9 / 10, Value: d.value, HS: d.hs, Origin: "CN", Product: fmt.Sprintf("MEI-%d", n+1), Maker: "MEI TEA"}}}})
		if err == nil && d.then != "" {
			it, err = p.IssueShipment(ctx, who, it.ID)
		}
		if err == nil && d.then != "" && d.then != "cancel" {
			if _, err = p.KeepRecipient(ctx, who, it.ID); err == nil {
				_, err = p.KeepTemplate(ctx, who, LineOfItem{Shipment: it.ID})
			}
		}
		if err == nil && d.then == "cancel" {
			_, err = p.CancelShipment(ctx, who, it.ID)
		}
		if err == nil && d.then == "post" {
			_, err = p.AcceptAtCounter(ctx, clerk, Acceptance{Number: string(it.Number), Grams: d.grams + 12, Cash: 1_000_00})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
	}
	return nil
}

// NewAccount is an account that the operator opens without a mail: for staff,
// and for the demo.
type NewAccount struct {
	Email, Password, Name string
	Lang                  i18n.Lang
	Staff                 account.Staff
	Office                string // of a clerk
}

// OpenAccount opens an account at once. Whoever may run commands on the server
// may do it; no door offers it.
func (p *Portal) OpenAccount(ctx context.Context, in NewAccount) (who account.Actor, err error) {
	in.Email = account.CleanEmail(in.Email)
	var l problem.List
	l.Take("", account.CheckEmail(in.Email))
	l.Take("", account.CheckPassword(in.Password, in.Email))
	if _, ok := p.Catalogue().On(p.today(account.Nobody)).Office(in.Office); !ok && in.Staff == account.Clerk {
		l.Add("counter.no_office", "office", "office", in.Office)
	}
	if err := l.Err(); err != nil {
		return who, err
	}
	hash, err := p.passwords.hash(ctx, in.Password)
	if err != nil {
		return who, err
	}
	return who, p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		u := store.User{ID: tx.NewID("usr"), Email: in.Email, Name: in.Name, PasswordHash: hash, Lang: in.Lang, Staff: in.Staff, Office: in.Office,
			State: store.Active, CreatedAt: tx.Now}
		if err := tx.InsertUser(u); err != nil {
			return err
		}
		who = account.Actor{User: u.ID, Staff: in.Staff, Office: in.Office, Mode: account.Live}
		if err := tx.Audit(store.AuditRow{Actor: "system", Act: "account.open", Object: u.ID, Detail: map[string]any{"staff": in.Staff, "office": in.Office}}); err != nil {
			return err
		}
		if in.Staff != "" {
			return nil // staff have no items of their own
		}
		live, err := p.openCustomers(tx, u)
		who.Customer, who.Role = live, account.Owner
		return err
	})
}

// openCustomers makes a user the owner of a live customer and of its test
// customer, a tenant of its own with its own clock (M-I3).
func (p *Portal) openCustomers(tx *store.Tx, u store.User) (live string, err error) {
	for _, mode := range []account.Mode{account.Live, account.Test} {
		c := store.Customer{ID: tx.NewID("cus"), Mode: mode, Name: u.Name, State: store.Active, CreatedAt: tx.Now}
		if err := tx.InsertCustomer(c); err != nil {
			return "", err
		}
		if err := tx.InsertMembership(u.ID, c.ID, account.Owner); err != nil {
			return "", err
		}
		if mode == account.Live {
			live = c.ID
		}
	}
	return live, nil
}

// MemberActor is a user acting for his customer of a mode. Only commands of
// the server ask for one without a password.
func (p *Portal) MemberActor(ctx context.Context, email string, mode account.Mode) (who account.Actor, err error) {
	return who, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		u, err := tx.UserByEmail(account.CleanEmail(email))
		if err != nil {
			return err
		}
		who, err = actAs(tx, u, mode)
		return err
	})
}

// actAs is a user acting for his customer of a mode, or as the staff that he
// is.
func actAs(tx *store.Tx, u store.User, mode account.Mode) (who account.Actor, err error) {
	if u.State != store.Active {
		return who, problem.New(problem.Unauthorised, "error.unauthorised", "")
	}
	who = account.Actor{User: u.ID, Staff: u.Staff, Office: u.Office, Mode: account.Live, Halted: tx.Now.Before(u.HaltedUntil)}
	if u.Staff != "" {
		return who, nil
	}
	all, err := tx.Memberships(u.ID)
	if err != nil {
		return account.Nobody, err
	}
	for _, m := range all {
		if m.Customer.Mode == mode && m.Customer.State == store.Active {
			who.Customer, who.Role, who.Mode, who.Clock = m.Customer.ID, m.Role, mode, m.Customer.Clock
			return who, nil
		}
	}
	return account.Nobody, problem.New(problem.Unauthorised, "error.unauthorised", "")
}
