package web

import (
	"slices"
	"strings"
	"testing"

	"ecship/internal/help"
	"ecship/internal/i18n"
	"ecship/internal/postal"
)

// notPages are the routes that answer no page: files, lists for scripts, and
// what machines call.
var notPages = []string{".pdf", ".csv", ".zpl", ".xlsx", ".json", "/find", "/progress", "/faults", "/notices/{method}"}

// U-19, M-A8: every page has its questions, all of which are answered, and no
// row stands for nothing.
func TestEveryPageHasItsQuestions(t *testing.T) {
	for _, r := range (&site{}).routes() {
		a := askAt(r.pattern)
		file := slices.ContainsFunc(notPages, func(end string) bool { return strings.Contains(r.pattern, end) })
		help := strings.HasPrefix(a.path, help.Root) || r.pattern == "POST /sign-out"
		if !file && !help && len(a.questions) == 0 {
			t.Errorf("nothing is asked at %s: a row of asks is missing", r.pattern)
		}
	}
	for _, a := range asks {
		if !slices.ContainsFunc((&site{}).routes(), func(r route) bool { return below(strings.Fields(r.pattern)[1], a.path) }) {
			t.Errorf("no route is at %s", a.path)
		}
		for _, id := range a.questions {
			if _, ok := help.In(i18n.En).Question(id); !ok {
				t.Errorf("%s asks %s, which is no question", a.path, id)
			}
		}
		if a.about != "" && !slices.Contains(postal.Subjects, a.about) {
			t.Errorf("%s: nobody is asked about %q", a.path, a.about)
		}
	}
}

// The row with the longest path counts, and a path ends where a segment does.
func TestAskAt(t *testing.T) {
	for pattern, want := range map[string]string{
		"GET /items": "/items", "GET /items/{id}": "/items/{id}", "POST /items/{id}/refund": "/items/{id}/refund",
		"GET /items/{id}/again": "/items/{id}", "GET /items/labels.pdf": "/items", "GET /payments/{id}/back": "/payments",
		"GET /pay": "/pay", "GET /{$}": "/{$}", "GET /nowhere": "",
	} {
		if got := askAt(pattern).path; got != want {
			t.Errorf("%s is asked as %q, want %q", pattern, got, want)
		}
	}
}
