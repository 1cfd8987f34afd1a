package web

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// Twenty at once: one form with many recipients who get what an item says
// (M-C6). What is issued leaves the form; what is wrong stays to be mended.

var recipientFields = []string{"name", "company", "street.0", "street.1", "street.2", "city", "state", "postcode", "phone", "email"}

func recipientField(i int, name string) string { return "recipients." + strconv.Itoa(i) + "." + name }

// many serves the form.
func (s *site) many(v *visit) error {
	it, err := s.Portal.Shipment(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if v.r.Method == http.MethodGet {
		if v.get("once") == "" {
			v.typed.Set("once", strings.ToLower(rand.Text()))
		}
		return s.showMany(v, it)
	}
	if v.typed.Has("add") || v.typed.Get("remove") != "" {
		if i, err := strconv.Atoi(v.typed.Get("remove")); err == nil {
			clearRecipient(v.typed, i)
			compactRecipients(v.typed)
		} else {
			v.typed.Set("rows", strconv.Itoa(min(rowsTyped(v.typed)+1, policy.LabelsAtOnce)))
		}
		return s.showMany(v, it)
	}
	compactRecipients(v.typed)
	var to []postal.Address
	for i := range filledRows(v.typed) {
		to = append(to, addressFrom(v.typed, "recipients."+strconv.Itoa(i)))
	}
	made, err := s.Portal.IssueMany(v.ctx(), v.who, portal.Many{From: it.ID, Recipients: to, Once: v.get("once")})
	if err != nil && len(made) == 0 {
		if err := v.wrong(err); err != nil {
			return err
		}
		return s.showMany(v, it)
	}
	v.settle(made)
	if err != nil { // what is left stays in the form, to be sent again
		s.Log.Error("many broke off", "request", v.who.Request, "error", err)
		v.problems = append(v.problems, problem.New(problem.Of(err).Kind, problem.Of(err).Key, ""))
	}
	return s.showMany(v, it)
}

// settle takes the issued recipients off the form and puts the problems of the
// others at their fields.
func (v *visit) settle(made []portal.Made) {
	row, general := 0, map[string]bool{}
	for i, m := range made {
		if m.Err == nil {
			v.typed.Add("done", m.Item.ID)
			clearRecipient(v.typed, i)
			continue
		}
		for _, p := range m.Err.All() {
			q := *p
			q.More = nil
			if rest, ok := strings.CutPrefix(p.Field, "recipient."); ok {
				q.Field = recipientField(row, rest)
			} else if q.Field = ""; general[p.Key] {
				continue // the same of every recipient is told once
			}
			general[p.Key] = q.Field == ""
			v.problems = append(v.problems, &q)
		}
		row++
	}
	compactRecipients(v.typed)
}

// showMany shows the form, and what it has issued so far.
func (s *site) showMany(v *visit, it portal.Item) error {
	var done []portal.Item
	for _, id := range slices.Compact(slices.Clone(v.typed["done"])) {
		if len(done) == policy.BatchRows {
			break
		}
		d, err := s.Portal.Shipment(v.ctx(), v.who, id)
		if err != nil {
			return err
		}
		if d.State == shipment.Issued || d.State == shipment.Posted { // one that was cancelled since has no label
			done = append(done, d)
		}
	}
	status := http.StatusOK
	if len(v.problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	var press portal.Press
	if len(done) > 0 {
		var err error
		if press, err = s.Portal.Press(v.ctx(), v.who, portal.Papers{IDs: idsOf(done), Lang: v.lang}); err != nil {
			return err
		}
	}
	return v.showAs(status, manyPage(v, it, done, press))
}

// rowsTyped is how many recipients the form shows.
func rowsTyped(typed url.Values) int {
	n, err := strconv.Atoi(typed.Get("rows"))
	if err != nil || n < 1 {
		return 2
	}
	return min(n, 2*policy.LabelsAtOnce)
}

// filledRows is how many recipients are there, once they are moved together.
func filledRows(typed url.Values) (n int) {
	for rowFilled(typed, n) {
		n++
	}
	return n
}

func rowFilled(typed url.Values, i int) bool {
	return slices.ContainsFunc(recipientFields, func(f string) bool { return strings.TrimSpace(typed.Get(recipientField(i, f))) != "" })
}

func clearRecipient(typed url.Values, i int) {
	for _, f := range recipientFields {
		typed.Del(recipientField(i, f))
	}
}

// compactRecipients moves those in which something was typed together.
func compactRecipients(typed url.Values) {
	to := 0
	for i := range 2 * policy.LabelsAtOnce {
		if !rowFilled(typed, i) {
			continue
		}
		for _, f := range recipientFields {
			s := typed.Get(recipientField(i, f))
			typed.Del(recipientField(i, f))
			typed.Set(recipientField(to, f), s)
		}
		to++
	}
	typed.Set("rows", strconv.Itoa(max(to, 1)))
}
