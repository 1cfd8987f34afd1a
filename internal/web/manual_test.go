package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/manual"
)

// manualPaths are all pages for developers.
func manualPaths() (all []string) {
	b := manual.Read()
	for _, p := range b.Pages {
		all = append(all, p.Path())
	}
	for _, g := range b.Groups {
		all = append(all, g.Path(), g.ObjectsPath())
	}
	for _, s := range b.Services {
		all = append(all, s.Path())
	}
	return all
}

var (
	elementID = regexp.MustCompile(` id="([^"]+)"`)
	reference = regexp.MustCompile(`(?:href|src|action)="([^"]+)"`)
)

// M-I1: every page for developers is there in three languages, has at most
// 120 kB with what it loads, nothing of a third party, and no dead link.
func TestManual(t *testing.T) {
	d := newDemo(t)
	own := 0
	for _, file := range reference.FindAllStringSubmatch(d.get("/API-portal/").body, -1) {
		if strings.HasPrefix(file[1], "/static/") {
			own += len(d.get(file[1]).body)
		}
	}
	if own == 0 {
		t.Fatal("a page loads nothing")
	}
	ids, links := map[string]map[string]bool{}, map[string]string{}
	for _, path := range manualPaths() {
		for _, l := range i18n.Langs {
			a := d.get(path + "?lang=" + string(l))
			if a.status != http.StatusOK {
				t.Fatalf("%s: %d", path, a.status)
			}
			if l == i18n.En {
				checkDocument(t, path, a.body)
			}
			if size := len(a.body) + own; size > 120_000 {
				t.Errorf("%s in %s has %d bytes", path, l, size)
			}
			if strings.Contains(a.body, manual.Host) {
				t.Errorf("%s names %s in the place of this portal", path, manual.Host)
			}
			ids[path] = map[string]bool{}
			for _, m := range elementID.FindAllStringSubmatch(a.body, -1) {
				ids[path][m[1]] = true
			}
			for _, m := range reference.FindAllStringSubmatch(a.body, -1) {
				to := strings.ReplaceAll(m[1], "&amp;", "&")
				if strings.HasPrefix(to, "#") {
					to = path + to
				}
				links[to] = path
			}
		}
	}
	seen := map[string]bool{}
	for to, from := range links {
		page, part, _ := strings.Cut(to, "#")
		if known := ids[page]; known != nil {
			if part != "" && !known[part] {
				t.Errorf("%s leads to %s, where there is no such part", from, to)
			}
			continue
		}
		if !strings.HasPrefix(page, "/") {
			if !strings.HasPrefix(page, "tel:") && !strings.HasPrefix(page, "mailto:") {
				t.Errorf("%s leads to a third party: %s", from, to)
			}
			continue
		}
		if strings.HasPrefix(page, "/api/") || strings.HasPrefix(page, "/API/") || page == "/sign-out" || seen[page] {
			continue // other doors, which have tests of their own
		}
		if seen[page] = true; d.get(page).status != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", from, page, d.get(page).status)
		}
	}
	for _, path := range []string{"/API-portal", "/API-portal/index.jsp?lang=en_us"} {
		if a := d.get(path); a.path != "/API-portal/" {
			t.Errorf("%s leads to %s", path, a.path)
		}
	}
	for _, path := range []string{"/API-portal/nothing", "/API-portal/rest/nothing", "/API-portal/soap/nothing"} {
		if a := d.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.status)
		}
	}
}
