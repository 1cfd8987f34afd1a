package label_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
)

// M-E4: one receipt for all items, showing what was amended, in each language.
func TestReceipt(t *testing.T) {
	for _, l := range i18n.Langs {
		r := labeltest.Receipt(l)
		var b bytes.Buffer
		for i, p := range r.Pages() {
			fmt.Fprintf(&b, "page %d: %v x %.2f mm\n", i+1, p.Width, p.Height)
			p.Draw(&label.Recorder{W: &b})
		}
		golden(t, "receipt-"+string(l), b.Bytes())
	}
}

// What is paid online is no posting, and nobody served at an office.
func TestPaymentReceipt(t *testing.T) {
	for _, l := range i18n.Langs {
		r := labeltest.Receipt(l)
		r.Office, r.Clerk = i18n.Text{}, ""
		var s surveyor
		r.Pages()[0].Draw(&s)
		said := map[string]bool{}
		for _, a := range s.texts {
			said[a.what] = true
		}
		for key, want := range map[string]bool{"receipt.payment": true, "receipt.number": true, "receipt.time": true, "receipt.title": false, "receipt.office": false, "receipt.clerk": false} {
			if said[l.T(key)] != want {
				t.Errorf("%s: %q stands on it: %t", l, l.T(key), !want)
			}
		}
	}
}

// A posting of any size has its receipt: every item on it, on pages that
// printers take, and nothing beyond the paper.
func TestLongReceipt(t *testing.T) {
	r := labeltest.Receipt(i18n.En)
	one := r.Items[0]
	r.Clerk, r.Office.En = strings.Repeat("clerk ", 2000), strings.Repeat("Office", 50)
	for range 500 {
		r.Items = append(r.Items, one)
	}
	found := 0
	pages := r.Pages()
	for _, p := range pages {
		if p.Height > 1000 {
			t.Errorf("a page of %v mm", p.Height)
		}
		var s surveyor
		p.Draw(&s)
		for i, a := range s.texts {
			if a.what == one.Number.Grouped() {
				found++
			}
			if a.x0 < 4.9 || a.x1 > 75.1 || a.y1 > p.Height-3 {
				t.Fatalf("%q leaves the paper: %+v", a.what, a)
			}
			if i > 0 && a.meets(s.texts[i-1]) {
				t.Fatalf("%q and %q overlap", a.what, s.texts[i-1].what)
			}
		}
	}
	if len(pages) < 2 || found != 501 {
		t.Errorf("%d pages with %d items", len(pages), found)
	}
}
