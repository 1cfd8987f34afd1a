package web_test

import (
	"net/http"
	"strings"
	"testing"

	"ecship/internal/help"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

// U-19: every topic is a page with all its questions, and every link in the
// help leads somewhere.
func TestHelpPages(t *testing.T) {
	d := newDemo(t)
	seen := map[string]int{}
	for _, topic := range help.In(i18n.En).Topics {
		path := help.Root + "/" + topic.ID
		a := d.get(path)
		page := checkDocument(t, path, a.body)
		ids := map[string]bool{}
		page.walk(func(n *node) { ids[n.attr["id"]] = true })
		for _, q := range topic.Questions {
			if !ids[q.ID] {
				t.Errorf("%s lacks the question %s", path, q.ID)
			}
			for _, b := range q.Answer {
				for _, line := range b.Lines {
					for _, s := range line {
						if to, _, _ := strings.Cut(s.Link, "#"); to != "" && !strings.HasPrefix(to, "/api/") && seen[to] == 0 {
							seen[to] = d.get(to).status // of a page for members, the sign-in's
						}
					}
				}
			}
		}
	}
	for path, status := range seen {
		if status != http.StatusOK {
			t.Errorf("the help leads to %s, which answers %d", path, status)
		}
	}
	if a := d.get(help.Root + "/nothing"); a.status != http.StatusNotFound {
		t.Errorf("a topic that is not: %d", a.status)
	}
}

// U-19: a search shows the answer's line and leads to it, in Chinese too.
func TestHelpSearch(t *testing.T) {
	d := newDemo(t)
	a := d.get("/help?q=octopus")
	if !strings.Contains(a.body, "<mark>Octopus</mark>") || !strings.Contains(a.body, `href="/help/posting#tenders"`) {
		t.Error(a.body)
	}
	if a := d.get("/help?q=%E5%85%AB%E9%81%94%E9%80%9A&lang=zh-Hant"); !strings.Contains(a.body, "<mark>八達通</mark>") {
		t.Error(a.body)
	}
	if a := d.get("/help?lang=en&q=%3Ci%3Exylophone"); strings.Contains(a.body, "<i>") || !strings.Contains(a.body, "2921 2222") {
		t.Error(a.body)
	}
}

// M-A8: a contact stands where the question arises, from the operator's table
// in force.
func TestContactsWhereTheQuestionArises(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	text := checkDocument(t, "pay", d.get("/pay").body).text()
	if !strings.Contains(text, "Financial Services Division") || !strings.Contains(text, "2921 2222") {
		t.Errorf("the payment page says:\n%s", text)
	}
	table, err := postal.ReadTable(strings.NewReader("kind,contact\neffective," + policy.DayOf(d.Now()).String() +
		"\nsubject,name_en,name_zh-Hant,name_zh-Hans,phone,mail\ngeneral,General,一般,一般,1000 0000,\ndeposit,Accounts,帳戶,账户,2000 0000,accounts@post.example\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Portal.ImportTable(d.Context(), "operator", table); err != nil {
		t.Fatal(err)
	}
	page := d.get("/pay").body
	if !strings.Contains(page, "2000 0000") || !strings.Contains(page, `href="mailto:accounts@post.example"`) || strings.Contains(page, "2921 2222") {
		t.Error(page)
	}
	if page := d.get("/items/new"); !strings.Contains(page.body, `href="/help/label#prepare"`) {
		t.Error("no question at the page of a new label")
	}
}
