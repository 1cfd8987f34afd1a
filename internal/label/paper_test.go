package label_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/policy"
)

func drawPaper(p label.Paper) []byte {
	var b bytes.Buffer
	for i, g := range p.Pages() {
		fmt.Fprintf(&b, "page %d: %v x %v mm\n", i+1, g.Width, g.Height)
		g.Draw(&label.Recorder{W: &b})
	}
	return b.Bytes()
}

// M-C4: the instruction sheet says all that the sender must do, in every
// language, his own first.
func TestInstructions(t *testing.T) {
	day := policy.Day(20870)
	for _, l := range i18n.Langs {
		p := label.Instructions(i18n.Text{En: "Hongkong Post", Hant: "香港郵政", Hans: "香港邮政"}, l, 3, day)
		drawn := drawPaper(p)
		golden(t, "instructions-"+string(l), drawn)
		if n := len(p.Pages()); n != 1 {
			t.Errorf("%s: %d pages", l, n)
		}
		if !strings.HasPrefix(string(drawn[bytes.Index(drawn, []byte("| "+l.T("paper.instruction.title"))):]), "| "+l.T("paper.instruction.title")) {
			t.Errorf("%s: the title is missing", l)
		}
	}
	var said strings.Builder
	for _, b := range label.Instructions(i18n.Text{}, i18n.En, 1, day).Blocks {
		said.WriteString(strings.Join(b.Text, "\n"))
	}
	for _, want := range []string{"laser printer", "Do not alter or scale", "front of the item", "No stamp is needed", "must be in Hong Kong",
		"Nothing but the insured value and the weight may be changed by hand", "indemnity", "counter of a post office", i18n.En.Day(day), i18n.Hant.Day(day), "郵票", "邮票", "賠償", "赔偿"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not said", want)
		}
	}
}

// A paper in each language, and one whose tables go on over pages: heads stand
// on each, no text leaves the page or lies on another, every row is there.
func TestPaper(t *testing.T) {
	for _, l := range i18n.Langs {
		golden(t, "paper-"+string(l), drawPaper(labeltest.Paper(l)))
	}
	p := labeltest.Paper(i18n.En)
	p.Footer = strings.Repeat("foot ", 100)
	b := &p.Blocks[0]
	for i := range 200 {
		row := append([]string{}, b.Rows[0]...)
		row[1] = strings.Repeat("Springfield ", i%9) + "row " + strconv.Itoa(i) + "."
		b.Rows = append(b.Rows, row)
	}
	for _, width := range []float64{0, 100} {
		if p.Width = width; width != 0 {
			p.Height = 150
		}
		pages, all := p.Pages(), ""
		for i, g := range pages {
			var s surveyor
			g.Draw(&s)
			heads := false
			for j, a := range s.texts {
				all += a.what + " "
				heads = heads || a.what == b.Heads[0].Name
				if a.x0 < 4.9 || a.x1 > g.Width-4.9 || a.y0 < 4.9 || a.y1 > g.Height-4.5 {
					t.Fatalf("%q leaves page %d: %+v", a.what, i+1, a)
				}
				for _, o := range s.texts[:j] {
					if a.meets(o) {
						t.Fatalf("%q and %q overlap on page %d", a.what, o.what, i+1)
					}
				}
			}
			if !heads {
				t.Errorf("page %d has no heads", i+1)
			}
		}
		for i := range 200 {
			if !strings.Contains(all, "row "+strconv.Itoa(i)+".") {
				t.Fatalf("row %d is missing", i)
			}
		}
	}
}

// U-14: the page by which a printer is set up: its rulers are as long as it says.
func TestTestPage(t *testing.T) {
	for _, s := range label.Stocks() {
		page := label.Ply{Width: s.Width, Height: s.Height}
		if s.Kind == label.Exact {
			page = label.A4
		}
		for _, l := range i18n.Langs {
			var c surveyor
			label.DrawTest(&c, page, l)
			wide, high := 0.0, 0.0
			for _, r := range c.lines {
				if r.x0 > 10 { // the frame stands left of it
					wide = max(wide, r.x1-r.x0)
					if r.y0 > 10 {
						high = max(high, r.y1-r.y0)
					}
				}
				if r.x0 < 3.5 || r.y0 < 3.5 || r.x1 > page.Width-3.5 || r.y1 > page.Height-3.5 {
					t.Fatalf("%s: a line leaves the page: %+v", s.Name, r)
				}
			}
			said := ""
			for _, a := range c.texts {
				said += a.what
				if a.x1 > page.Width-4 || a.y1 > page.Height-4 {
					t.Fatalf("%s: %q leaves the page", s.Name, a.what)
				}
			}
			w, h := strconv.Itoa(int(wide+0.001)), strconv.Itoa(int(high+0.001))
			if !strings.Contains(said, w) || !strings.Contains(said, h) || wide < 50 {
				t.Errorf("%s: the rulers are %s and %s mm", s.Name, w, h)
			}
		}
	}
}
