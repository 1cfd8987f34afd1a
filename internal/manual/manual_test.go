package manual_test

import (
	"slices"
	"strings"
	"testing"

	"ecship/internal/manual"
	"ecship/internal/rest"
	"ecship/internal/soap"
)

// M-I1, M-I2: the references have every operation of the doors, each with a
// command, and set each of SOAP beside one of REST that there is.
func TestReferences(t *testing.T) {
	b := manual.Read()
	var got []string
	for _, g := range b.Groups {
		for _, o := range g.Operations {
			got = append(got, o.Method+" "+o.Path)
			if c := o.Curl(); !strings.Contains(c, manual.Host) || !o.Public && !strings.Contains(c, "$ECSHIP_KEY") || o.Summary == "" || len(o.Answers) == 0 {
				t.Errorf("%s is not told: %s", o.ID, c)
			}
		}
	}
	want := rest.Patterns()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the reference has %d operations, the door %d", len(got), len(want))
	}
	got = nil
	for _, s := range b.Services {
		for _, m := range s.Methods {
			got = append(got, s.Name+" "+m.Name)
			if _, _, ok := b.Operation(m.Rest); !ok && m.Rest != "" || m.Lesson == "" {
				t.Errorf("%s: there is no operation %q", m.Name, m.Rest)
			}
			if msg := m.Message(); !strings.Contains(msg, "integratorUsername") || strings.Count(msg, "<o:") != strings.Count(msg, "</o:") {
				t.Errorf("%s: the message is\n%s", m.Name, msg)
			}
		}
	}
	want = nil
	for _, o := range soap.Operations() {
		want = append(want, o.String())
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the reference has the operations %v, the door %v", got, want)
	}
}

// M-I2: the table of ship codes is what the SOAP door does with them.
func TestShipCodes(t *testing.T) {
	for _, c := range manual.ShipCodes {
		now, offered := soap.ServiceOf(c.Code)
		if !offered {
			now = ""
		}
		if now != c.Now || c.Now == c.Code {
			t.Errorf("%s is %q, the table says %q", c.Code, now, c.Now)
		}
	}
	if n := soap.OldShipCodes(); n != len(manual.ShipCodes) {
		t.Errorf("the door knows %d old codes, the table %d", n, len(manual.ShipCodes))
	}
}

// M-I1: every table from data is asked for, and every program in a text is of a
// language that we know.
func TestTexts(t *testing.T) {
	langs := []string{"", "sh", "go", "php", "python", "js", "json", "javascript", "text", "http", "xml"}
	filled := map[string]bool{}
	for _, p := range manual.Read().Pages {
		for _, b := range p.Blocks {
			for _, s := range manual.Slots {
				if b.Kind == manual.Slot && b.Text == s {
					filled[s] = true
				}
			}
			if b.Kind == manual.Code && !slices.Contains(langs, b.Lang) {
				t.Errorf("%s has a program in %q", p.ID, b.Lang)
			}
			if b.Kind == manual.Table {
				for _, row := range b.Rows {
					if len(row) != len(b.Rows[0]) {
						t.Errorf("%s: a row of %d cells below %d headings: %v", p.ID, len(row), len(b.Rows[0]), row)
					}
				}
			}
		}
	}
	if len(filled) != len(manual.Slots) {
		t.Error("the texts ask only for", filled)
	}
}
