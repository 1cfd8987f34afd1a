package postal

import (
	"slices"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Subject is something that people ask the operator about.
type Subject string

// The subjects. General is asked where a subject has neither phone nor mail.
const (
	General     Subject = "general"
	Permit      Subject = "permit"  // permit mailing
	Prepaid     Subject = "prepaid" // postage prepaid
	Deposit     Subject = "deposit" // to apply for a deposit account
	AccountData Subject = "account" // what is held of permit, CDA and PP accounts
	Codes       Subject = "codes"   // activation codes not received, or lost
	Bulk        Subject = "bulk"    // approved bulk services
	Refunds     Subject = "refund"
	Claims      Subject = "claim" // loss and damage
	Programs    Subject = "api"
)

// Subjects lists the subjects in the order in which the help shows them.
var Subjects = []Subject{General, Permit, Prepaid, Deposit, AccountData, Codes, Bulk, Refunds, Claims, Programs}

// Contact is whom to ask about a subject (M-A8). What is empty the operator has
// not entered.
type Contact struct {
	Subject     Subject
	Title       i18n.Text // of the subject
	Unit, Hours i18n.Text
	Phone, Mail string
}

// Reachable tells whether somebody answers at it.
func (c Contact) Reachable() bool { return c.Phone != "" || c.Mail != "" }

// ParseContacts reads a "contact" table. Every subject may stand once; the
// general one must, and be reachable.
func ParseContacts(t Table) (all []Contact, err error) {
	errs := &problem.List{}
	names := make([]string, len(Subjects))
	for i, s := range Subjects {
		names[i] = string(s)
	}
	t.Each([]string{"subject", "name_en", "name_zh-Hant", "name_zh-Hans", "phone", "mail"},
		[]string{"unit_en", "unit_zh-Hant", "unit_zh-Hans", "hours_en", "hours_zh-Hant", "hours_zh-Hans", "source"}, errs, func(r Row) {
			c := Contact{Subject: Subject(r.OneOf("subject", names...)), Title: r.Words("name_"), Phone: r.Text("phone"), Mail: r.Text("mail"),
				Unit: i18n.Text{En: r.Text("unit_en"), Hant: r.Text("unit_zh-Hant"), Hans: r.Text("unit_zh-Hans")}, Hours: i18n.Text{En: r.Text("hours_en"), Hant: r.Text("hours_zh-Hant"), Hans: r.Text("hours_zh-Hans")}}
			if slices.ContainsFunc(all, func(other Contact) bool { return other.Subject == c.Subject }) {
				r.Bad("table.twice", "subject")
			}
			if c.Subject == General && !c.Reachable() {
				r.Bad("table.empty", "phone")
			}
			all = append(all, c)
		})
	if errs.Err() == nil && !slices.ContainsFunc(all, func(c Contact) bool { return c.Subject == General }) {
		errs.Add("table.value", "subject", "line", 1, "column", "subject", "value", string(General))
	}
	slices.SortStableFunc(all, func(a, b Contact) int { return slices.Index(Subjects, a.Subject) - slices.Index(Subjects, b.Subject) })
	return all, errs.Err()
}
