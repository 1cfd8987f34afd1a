package web

import (
	"strings"

	"ecship/internal/account"
	"ecship/internal/help"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// ask is what people ask at a page, and whom.
type ask struct {
	path      string // of a route, or the beginning of several
	questions []string
	about     postal.Subject // "" names no contact
}

// asks is what is asked where (U-19): the row with the longest path that a
// route's begins with. A page below none of them fails a test.
var asks = []ask{
	{"/{$}", []string{"compare", "estimate", "cannot", "insurance"}, ""},
	{"/track", []string{"follow", "lost"}, postal.Claims},
	{"/places", []string{"compare", "cannot"}, ""},
	{"/register", []string{"register", "activation-missing", "password"}, postal.General},
	{"/activate", []string{"activation", "activation-missing"}, postal.General},
	{"/resend", []string{"activation", "activation-missing"}, postal.General},
	{"/sign-in", []string{"password", "activation-missing", "register"}, postal.General},
	{"/forgotten", []string{"password"}, postal.General},
	{"/reset", []string{"password"}, postal.General},
	{"/demo", []string{"register"}, ""},
	{"/help", nil, ""},
	{"/API-portal", []string{"api", "api-key", "api-twice"}, postal.Programs},
	{"/notices", []string{"mails"}, postal.General},
	{"/account", []string{"data", "password", "language"}, postal.General},
	{"/account/statements", []string{"deposit", "bulk-kept"}, postal.Deposit},

	{"/items", []string{"history", "prepare", "history-kept", "export"}, ""},
	{"/items/charts", []string{"export", "history-kept"}, ""},
	{"/items/new", []string{"prepare", "draft", "express-where", "saved"}, ""},
	{"/items/print", []string{"paper", "size", "by-hand", "reprint"}, ""},
	{"/items/segregation", []string{"us-zip", "bring"}, ""},
	{"/items/{id}", []string{"label-days", "by-hand", "bring", "follow", "lost"}, postal.Claims},
	{"/items/{id}/many", []string{"many", "batch"}, ""},
	{"/items/{id}/recipient", []string{"us-zip", "saved", "draft"}, ""},
	{"/items/{id}/sender", []string{"return-address", "saved", "draft"}, ""},
	{"/items/{id}/contents", []string{"contents", "prohibited", "insurance", "saved"}, ""},
	{"/items/{id}/check", []string{"by-hand", "label-days", "estimate", "on-label"}, ""},
	{"/items/{id}/cancel", []string{"cancel", "refund", "refund-time"}, postal.Refunds},
	{"/items/{id}/refund", []string{"refund", "refund-time", "refund-decide"}, postal.Refunds},
	{"/batches", []string{"batch", "batch-columns", "batch-errors", "batch-time", "batch-limit"}, ""},
	{"/batches/new", []string{"batch", "batch-columns", "batch-characters", "batch-limit"}, ""},

	{"/pay", []string{"pay", "charged", "card", "deposit"}, postal.Deposit},
	{"/payments", []string{"charged", "unknown", "cancel", "receipt"}, postal.Refunds},
	{"/refunds", []string{"refund-time", "refund-decide"}, postal.Refunds},
	{"/addresses", []string{"saved", "return-address"}, ""},
	{"/address-files", []string{"saved", "batch-characters"}, ""},
	{"/templates", []string{"saved", "contents"}, ""},
	{"/keys", []string{"api", "api-key", "api-twice"}, postal.Programs},
	{"/developers", []string{"api", "api-key", "api-twice"}, postal.Programs},
	{"/webhooks", []string{"api", "webhook"}, postal.Programs},
	{"/integrators", []string{"api", "api-key", "team"}, postal.Programs},
	{"/team", []string{"team"}, postal.General},
	{"/invitation", []string{"team", "register"}, postal.General},
	{"/counter", []string{"accepted", "refused", "tenders", "underpaid", "overpaid"}, ""},
	{"/office/close", []string{"charged", "unknown"}, ""},
	{"/office/jobs", []string{"mails", "batch-time"}, ""},
	{"/office/ranges", []string{"on-label", "label-days"}, ""},
	{"/office/refunds", []string{"refund-decide", "refund-time", "charged"}, ""},
}

// askAt is what is asked at a route's pages.
func askAt(pattern string) (best ask) {
	_, path, _ := strings.Cut(pattern, " ")
	for _, a := range asks {
		if below(path, a.path) && len(a.path) >= len(best.path) {
			best = a
		}
	}
	return best
}

// below tells whether a path is another, or one of those under it.
func below(path, top string) bool {
	rest, ok := strings.CutPrefix(path, top)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == '.')
}

// questions are those of this page, in the visitor's language.
func (v *visit) questions() (all []help.Question) {
	book := help.In(v.lang)
	for _, id := range askAt(v.pattern).questions {
		if q, ok := book.Question(id); ok {
			all = append(all, q)
		}
	}
	return all
}

// contact is whom to ask about a subject: the general line where the operator
// has no row for it.
func (v *visit) contact(about postal.Subject) (postal.Contact, bool) {
	if about == "" {
		return postal.Contact{}, false
	}
	if c, ok := v.edition().Contact(about); ok {
		return c, true
	}
	return v.edition().Contact(postal.General)
}

// answers is the help with its figures of today.
func (v *visit) answers() help.Book {
	return help.In(v.lang).Fill(help.FiguresOn(v.Portal.Catalogue(), v.today()))
}

// helpIndex lists the topics and their questions, or what a search found.
func (s *site) helpIndex(v *visit) error {
	text := strings.TrimSpace(v.get("q"))
	book := v.answers()
	return v.show(helpPage(v, book, text, book.Search(text)))
}

// helpTopic shows a topic's answers.
func (s *site) helpTopic(v *visit) error {
	t, ok := v.answers().Topic(v.r.PathValue("topic"))
	if !ok {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return v.show(topicPage(v, t))
}

// labelSize is a service's label: one size for each ply.
type labelSize struct {
	service *postal.Service
	us      bool // of items to the United States alone
	layout  label.Layout
}

// labelSizes are those of all services that are prepared here, in their order.
func (v *visit) labelSizes() (all []labelSize) {
	services := v.edition().Services()
	for i := range services {
		s := &services[i]
		if !s.Prepared {
			continue
		}
		usual, ok := label.For(*s, "")
		if ok {
			all = append(all, labelSize{s, false, usual})
		}
		if us, ok := label.For(*s, "US"); ok && us.Name != usual.Name {
			all = append(all, labelSize{s, true, us})
		}
	}
	return all
}

// plies says a label's sizes: "188 × 135 mm (2 plies), 188 × 137 mm".
func (v *visit) plies(l label.Layout) string {
	var sizes []string
	for i := 0; i < len(l.Plies); {
		p, n := l.Plies[i], 0
		for ; i < len(l.Plies) && l.Plies[i].Width == p.Width && l.Plies[i].Height == p.Height; i++ {
			n++
		}
		size := itoa(int(p.Width)) + " × " + itoa(int(p.Height)) + " mm"
		if n > 1 {
			size = v.T("help.plies", "size", size, "n", n)
		}
		sizes = append(sizes, size)
	}
	return strings.Join(sizes, v.T("help.comma"))
}

// may says whether a role allows an act.
func (v *visit) may(r account.Role, a account.Act) string {
	if account.May[r][a] {
		return v.T("help.yes")
	}
	return v.T("help.no")
}

// today is the visitor's day.
func (v *visit) today() policy.Day { return policy.DayOf(v.Now().Add(v.who.Clock)) }
