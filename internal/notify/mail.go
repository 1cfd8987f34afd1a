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
)

// Kinds lists them.
var Kinds = []Kind{Activation, Known, Reset, NoAccount, Changed}

// Write words a mail in a language. path is the page that the mail leads to,
// with its token; empty where there is none.
func (h Letterhead) Write(k Kind, lang i18n.Lang, path string) (subject, body string) {
	args := []any{"product", h.Product, "days", policy.ActivationDays, "hours", policy.ResetHours}
	key := "mail." + string(k)
	subject = lang.T(key+".subject", args...)
	parts := []string{lang.T("mail.greeting", args...), lang.T(key+".body", args...)}
	if path != "" {
		parts = append(parts, h.URL+path)
	}
	parts = append(parts, lang.T(key+".after", args...), lang.T("mail.signature", args...)+"\n"+h.URL)
	return subject, strings.Join(parts, "\n\n") + "\n"
}
