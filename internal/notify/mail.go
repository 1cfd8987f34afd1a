package notify

import (
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/policy"
)

// Letterhead is what every mail of this portal says of itself.
type Letterhead struct {
	Product string // the portal's name, "ecship" unless the operator has another
	URL     string // where the portal is, without a slash at the end
}

// Kind names a mail; its texts stand in the catalogue under "mail."+kind.
type Kind string

// The mails.
const (
	Activation Kind = "activation" // a link that opens a new account (M-A1)
	Known      Kind = "known"      // somebody registered with an address that has an account (M-A7)
	Reset      Kind = "reset"      // a link to a new password (M-A2)
	NoAccount  Kind = "no_account" // a reset was asked for where there is none (M-A7)
	Changed    Kind = "changed"    // the password was changed (M-A2)
	Paid       Kind = "paid"       // a payment was charged: the receipt (M-D2)
	Refunded   Kind = "refunded"   // a refund took a step (M-D4)
	Posted     Kind = "posted"     // an item was accepted at the counter
	Delivered  Kind = "delivered"  // an item was delivered (M-I4)
	Expiring   Kind = "expiring"   // labels expire in a week (M-C3)
	Statement  Kind = "statement"  // the month of a deposit account has ended (M-D1)
	BatchDone  Kind = "batch"      // a file that took long is checked, or issued (M-F3)
	Invited    Kind = "invited"    // a link to act for a customer (M-A4)
	Asked      Kind = "asked"      // a link to let an integrator act for one
	NewRole    Kind = "new_role"   // what a member may do was changed (M-A4)
	Removed    Kind = "removed"    // a member acts for the customer no more (M-A4)
	Halted     Kind = "halted"     // to the staff: somebody asked for too much (I-1)
)

// Kinds lists them.
var Kinds = []Kind{Activation, Known, Reset, NoAccount, Changed, Paid, Refunded, Posted, Delivered, Expiring, Statement, BatchDone, Invited, Asked, NewRole, Removed, Halted}

// Switchable tells whether a user may switch the mails of a kind off. Those
// about his account, his password and his refunds always come.
func (k Kind) Switchable() bool {
	switch k {
	case Paid, Posted, Delivered, Expiring, Statement, BatchDone:
		return true
	}
	return false
}

// Write words a mail in a language. path is the page that the mail leads to,
// with its token; empty where there is none. facts are further name, value
// pairs of its texts.
func (h Letterhead) Write(k Kind, lang i18n.Lang, path string, facts ...any) (subject, body string) {
	args := append([]any{"product", h.Product, "days", policy.ActivationDays, "hours", policy.ResetHours}, facts...)
	key := "mail." + string(k)
	subject = lang.T(key+".subject", args...)
	parts := []string{lang.T("mail.greeting", args...), lang.T(key+".body", args...)}
	if path != "" {
		parts = append(parts, h.URL+path)
	}
	parts = append(parts, lang.T(key+".after", args...), lang.T("mail.signature", args...)+"\n"+h.URL)
	return subject, strings.Join(parts, "\n\n") + "\n"
}
