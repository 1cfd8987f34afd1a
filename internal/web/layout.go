package web

import (
	"net/http"

	"ecship/internal/account"
)

// menuEntry is a line of the menu: where it leads and its message key.
type menuEntry struct{ path, key string }

// menu is what the visitor may choose from.
func (v *visit) menu() []menuEntry {
	m := []menuEntry{{"/", "web.menu.compare"}, {"/track", "track.menu"}}
	switch {
	case v.who.Staff == account.Officer:
		m = append(m, menuEntry{"/office/refunds", "web.menu.refunds"}, menuEntry{"/office/close", "web.menu.close"}, menuEntry{"/office/ranges", "range.title"}, menuEntry{"/office/jobs", "web.menu.jobs"})
	case v.who.Staff == account.Admin:
		m = append(m, menuEntry{"/office/jobs", "web.menu.jobs"})
	case v.who.Staff != "":
		m = append(m, menuEntry{"/counter/", "web.menu.counter"})
	case v.who.SignedIn():
		if v.mayPrepare() {
			m = append(m, menuEntry{"/items/new", "web.menu.prepare"})
		}
		m = append(m, menuEntry{"/items", "web.menu.items"}, menuEntry{"/batches", "batch.menu"}, menuEntry{"/addresses", "book.title"}, menuEntry{"/payments", "web.menu.payments"})
		if v.mayManage() {
			m = append(m, menuEntry{"/keys", "web.menu.keys"})
		}
	default:
		m = append(m, menuEntry{"/items/new", "web.menu.prepare"})
	}
	return m
}

// title is the document's: a page that shows problems says so first, because
// that is what a screen reader reads after a form was sent.
func (v *visit) title(f frame) string {
	t := f.Title
	if len(v.problems) > 0 {
		t = v.T("web.error.title", "title", t)
	}
	if t == v.ProductName {
		return t
	}
	return t + " – " + v.ProductName
}

// passes tells that what a visitor asked for may work in a while; what he sent
// is not sent again by a link.
func (v *visit) passes(status int) bool {
	return v.r.Method == http.MethodGet && (status == http.StatusTooManyRequests || status >= http.StatusInternalServerError)
}

// wayOut leads from an error to the visitor's own work, or to the first page.
func (v *visit) wayOut() menuEntry {
	if v.who.SignedIn() {
		for _, m := range v.menu() {
			if m.path == v.home() {
				return m
			}
		}
	}
	return menuEntry{"/", "web.error.home"}
}

func statusTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "web.error.404"
	case http.StatusForbidden:
		return "web.error.403"
	case http.StatusMethodNotAllowed:
		return "web.error.405"
	case http.StatusTooManyRequests:
		return "web.error.429"
	case http.StatusServiceUnavailable:
		return "web.error.503"
	case http.StatusInternalServerError:
		return "web.error.500"
	}
	return "web.error.400"
}
