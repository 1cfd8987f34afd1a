package label_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/postal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares what was drawn with testdata/<name>.txt.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name + ".txt"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s is drawn differently now; look at it, then run with -update. It is:\n%s", name, got)
	}
}

// M-C3, M-C4: every version of every layout is drawn as it ever was, and each ply
// says whose copy it is.
func TestGolden(t *testing.T) {
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 1)
		var b bytes.Buffer
		for i, p := range l.Plies {
			fmt.Fprintf(&b, "ply %d: %v x %v mm\n", i+1, p.Width, p.Height)
			if p.Copy == "" {
				t.Errorf("ply %d of %s is nobody's", i+1, l.Name)
			}
			label.Draw(&label.Recorder{W: &b}, l, label.Sheet{Ply: p, Index: i, Part: 1, Parts: 1}, &it)
		}
		golden(t, strings.ReplaceAll(l.Name, "/", "-"), b.Bytes())
	}
}

// M-C4: what a label must say, in both scripts.
func TestContents(t *testing.T) {
	for _, s := range []postal.Service{labeltest.Registered, labeltest.Parcel} {
		it := labeltest.Item(s, 7)
		it.Shipment.AdviceOfReceipt = true
		it.Shipment.Insured = 50000
		drawn := draw(t, &it)
		for _, want := range []string{
			it.Shipment.Sender.Name, it.Shipment.Sender.Native.Name, it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name,
			"HONG KONG", strings.ToUpper(it.Place.En), it.Place.Hant, s.Name.En, s.Name.Hant, "PAR AVION", "AIR MAIL",
			it.Shipment.Number.Grouped(), "barcode", string(it.Shipment.Number), it.Shipment.Customs.Lines[0].Description, it.Shipment.Customs.Lines[0].HS,
			"DÉCLARATION EN DOUANE", "2027-02-21", it.Shipment.Reference, "HKD 500.00", "A.R.", "No stamp needed", strings.Replace(s.Form, "CN", "CN ", 1),
		} {
			if !strings.Contains(drawn, want) {
				t.Errorf("%s lacks %q", s.Code, want)
			}
		}
		if strings.Contains(drawn, "SPECIMEN") {
			t.Error("a live item is no specimen")
		}
	}
}

// M-I3, O-11: a test customer's label says SPECIMEN; M-C4: only air mail bears
// the air mail impression; a prepaid item says PORT PAYÉ.
func TestVariants(t *testing.T) {
	it := labeltest.Item(labeltest.Registered, 2)
	it.Shipment.Test = true
	if !strings.Contains(draw(t, &it), "SPECIMEN") {
		t.Error("SPECIMEN is missing")
	}
	it.Service.Air, it.Prepaid = false, true
	drawn := draw(t, &it)
	if strings.Contains(drawn, "AVION") {
		t.Error("surface mail bears the air mail impression")
	}
	if !strings.Contains(drawn, "PORT PAYÉ") || strings.Contains(drawn, "due at the counter") {
		t.Error("a prepaid item does not say so")
	}
	it.Lang = i18n.Hans
	if drawn := draw(t, &it); !strings.Contains(drawn, "报关单") || strings.Contains(drawn, "報關單") {
		t.Error("simplified Chinese was asked for")
	}
}

// Where no Chinese address was given, the place's Chinese name still helps
// those who sort in Hong Kong; and room is left to write an insured value (M-E2).
func TestLatinOnly(t *testing.T) {
	it := labeltest.Item(labeltest.Parcel, 2)
	it.Shipment.Recipient.Native = postal.NativeAddress{}
	drawn := draw(t, &it)
	if want := strings.ToUpper(it.Place.En) + " " + it.Place.Hant; !strings.Contains(drawn, want) {
		t.Errorf("%q is missing", want)
	}
	if strings.Count(drawn, "| —\n") != 3 { // the advice of receipt, on three plies
		t.Error("the place of the insured value is not free")
	}
}

// A reprint follows the version that was issued; a draft the newest, the one of
// its destination first.
func TestFor(t *testing.T) {
	l, ok := label.For(postal.Service{Layout: "registered"}, "JP")
	if !ok || l.Name != "registered/2" {
		t.Error(l.Name, ok)
	}
	s := labeltest.Service("eexpress")
	for place, want := range map[string]string{"US": "eexpress-us/2", "JP": "eexpress/2"} {
		if l, _ := label.For(s, place); l.Name != want {
			t.Errorf("%s gets %s, want %s", place, l.Name, want)
		}
	}
	if _, ok := label.For(postal.Service{Layout: "none"}, "JP"); ok {
		t.Error("a layout that does not exist was found")
	}
	if _, ok := label.Find("registered/0"); ok {
		t.Error("a version that does not exist was found")
	}
}

// M-C1: a service that is added as data, with the layout of its kind, gets a
// label that says all; no code knows its name.
func TestServiceOfData(t *testing.T) {
	s := postal.Service{Code: "XYZ", Name: i18n.Text{En: "Tracked Packet", Hant: "追蹤小郵包", Hans: "追踪小邮包"}, Scope: postal.Overseas,
		Class: postal.Letter, Air: true, Indicator: "LX", Form: "CN22"}
	for _, layout := range []string{"registered", "eexpress", "parcel", "speedpost", "local"} {
		s.Layout = layout
		it := labeltest.Item(s, 3)
		it.Shipment.Layout = ""
		if err := label.Check(&it); err != nil {
			t.Errorf("%s: %v", layout, err)
		}
		drawn := draw(t, &it)
		for _, want := range []string{"Tracked Packet 追蹤小郵包", it.Shipment.Number.Grouped(), it.Shipment.Recipient.Name} {
			if !strings.Contains(drawn, want) {
				t.Errorf("%s lacks %q", layout, want)
			}
		}
	}
}

// CN 23 goes with letter post that is worth more than the CN 22 may tell (M-C4):
// the label bears no CN 22 then, and a sheet with the form follows.
func TestDearLetterPost(t *testing.T) {
	for _, c := range []struct{ layout, place, want string }{
		{"registered", "JP", "registered-cn23/1"}, {"eexpress", "JP", "eexpress-cn23/1"}, {"eexpress", "US", "eexpress-cn23-us/1"},
	} {
		it := labeltest.Item(labeltest.Service(c.layout), 1)
		it.Shipment.Layout, it.Shipment.Form, it.Shipment.Recipient.Place = "", "CN23", c.place
		l, ok := it.Layout()
		if !ok || l.Name != c.want {
			t.Errorf("%s to %s gets %s", c.layout, c.place, l.Name)
		}
		it.Shipment.Layout = l.Name
		drawn := draw(t, &it)
		if strings.Contains(drawn, "CN 22") || strings.Count(drawn, "| CN 23") != 1 {
			t.Errorf("%s draws the wrong forms", l.Name)
		}
		it.Shipment.Layout, it.Shipment.Form = "", "CN22"
		if l, _ := it.Layout(); strings.Contains(l.Name, "cn23") {
			t.Errorf("a cheap item gets %s", l.Name)
		}
	}
}

func draw(t *testing.T, it *label.Item) string {
	t.Helper()
	l, ok := it.Layout()
	if !ok {
		t.Fatal("no layout")
	}
	var b bytes.Buffer
	for _, s := range l.Sheets(it) {
		label.Draw(&label.Recorder{W: &b}, l, s, it)
	}
	return b.String()
}

// What never leaves Hong Kong has no French on it, and the Chinese in its place.
func TestLocalHasNoFrench(t *testing.T) {
	n := 0
	for _, c := range labeltest.Matrix() {
		if c.Item.Shipment.Recipient.Place != postal.Home || c.Item.Lang == i18n.Hans {
			continue
		}
		n++
		l, _ := c.Item.Layout()
		var b bytes.Buffer
		label.Draw(&label.Recorder{W: &b}, l, l.Sheets(&c.Item)[0], &c.Item)
		for _, french := range []string{" / ", "PAYÉ", "Destinataire", "assurée"} {
			if strings.Contains(b.String(), french) {
				t.Errorf("%s has %q", c.Name, french)
			}
		}
		for _, want := range []string{"投保金額", "回執"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %s", c.Name, want)
			}
		}
	}
	if n == 0 {
		t.Error("no local label in the matrix")
	}
}
