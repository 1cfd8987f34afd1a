package label_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
)

// many is a sample with so many kinds of goods, each with a name of its own.
func many(l label.Layout, kinds int) label.Item {
	it := labeltest.Of(l, 4)
	lines := it.Shipment.Customs.Lines
	it.Shipment.Customs.Lines = nil
	for i := range kinds {
		line := lines[i%len(lines)]
		line.Description = "Kind " + strconv.Itoa(i+1) + " of goods"
		it.Shipment.Customs.Lines = append(it.Shipment.Customs.Lines, line)
	}
	return it
}

// M-C4: any number of kinds that a declaration may list stands on the label or
// on its continuation sheets, each once a copy, with the totals on the last.
func TestContinuation(t *testing.T) {
	for _, l := range label.Layouts() {
		for kinds := range customs.MostLines + 1 {
			it := many(l, kinds)
			if err := label.Check(&it); err != nil {
				t.Fatalf("%s with %d kinds: %v", l.Name, kinds, err)
			}
			var b bytes.Buffer
			for _, s := range l.Sheets(&it) {
				before := b.Len()
				label.Draw(&label.Recorder{W: &b}, l, s, &it)
				drawn := b.String()[before:]
				if s.Part > 1 && (!strings.Contains(drawn, it.Shipment.Number.Grouped()) || !strings.Contains(drawn, fmt.Sprintf("%d / %d", s.Part, s.Parts))) {
					t.Errorf("%s: sheet %d does not say what it is", l.Name, s.Part)
				}
				total := "| " + it.Shipment.Customs.Currency + " " + it.Shipment.Customs.Value().Grouped() + "\n"
				if s.Parts > 1 && s.Part == s.Parts && !strings.Contains(drawn, total) {
					t.Errorf("%s: the last sheet lacks the total", l.Name)
				}
			}
			forms := strings.Count(b.String(), "| CN 22\n") + strings.Count(b.String(), "| CN 23\n")
			for i := range kinds {
				if n := strings.Count(b.String(), fmt.Sprintf("Kind %d of", i+1)); n != forms {
					t.Fatalf("%s with %d kinds: the %dth stands %d times on %d forms", l.Name, kinds, i+1, n, forms)
				}
			}
		}
	}
}

// The form as it continues, to look at.
func TestContinuationGolden(t *testing.T) {
	for _, name := range []string{"registered/1", "speedpost/1"} {
		l, _ := label.Find(name)
		it := many(l, customs.MostLines)
		var b bytes.Buffer
		for _, s := range l.Sheets(&it) {
			if s.Index == 0 {
				fmt.Fprintf(&b, "sheet %d of %d\n", s.Part, s.Parts)
				label.Draw(&label.Recorder{W: &b}, l, s, &it)
			}
		}
		golden(t, strings.ReplaceAll(name, "/", "-")+"-continued", b.Bytes())
	}
}

// A destination that wants the form more often than the plies bear it gets the
// customs copy again.
func TestCopies(t *testing.T) {
	l, _ := label.Find("parcel/1")
	for copies, want := range map[int]string{0: "item customs office", 1: "item customs office", 3: "item customs office customs", 4: "item customs office customs customs"} {
		it := labeltest.Of(l, 1)
		it.Copies = copies
		var got []string
		for _, s := range l.Sheets(&it) {
			got = append(got, s.Copy)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%d copies: %s", copies, s)
		}
	}
	l, _ = label.Find("registered/1")
	it := labeltest.Of(l, 1)
	if it.Copies = 4; len(l.Sheets(&it)) != 1 {
		t.Error("a CN 22 is wanted once")
	}
}

// M-C8: both plies of an item to the United States show the text to sort by,
// and say whose copy they are.
func TestIndicator(t *testing.T) {
	l, ok := label.Find("eexpress-us/1")
	if !ok {
		t.Fatal("no layout")
	}
	it := labeltest.Of(l, 1)
	for _, s := range l.Sheets(&it) {
		var b bytes.Buffer
		label.Draw(&label.Recorder{W: &b}, l, s, &it)
		for _, want := range []string{"| 1-JFK\n", string(it.Shipment.Number), map[string]string{"item": "To go on the item", "customs": "Customs copy"}[s.Copy]} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the %s ply lacks %q", s.Copy, want)
			}
		}
		if form := strings.Contains(b.String(), "CN 22"); form != (s.Copy == "customs") {
			t.Errorf("the %s ply and the CN 22: %t", s.Copy, form)
		}
	}
	if it.Indicator = strings.Repeat("JFK ", 30); label.Check(&it) == nil {
		t.Error("an endless indicator was taken")
	}
}
