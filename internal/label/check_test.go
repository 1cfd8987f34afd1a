package label_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// An item that its label can't say in full is refused, at the field, by name.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		what, field, key string
		change           func(it *label.Item)
	}{
		{"good", "", "", func(*label.Item) {}},
		{"Vietnamese and beyond U+FFFF", "", "", func(it *label.Item) {
			it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name = "Nguyễn Thị Hương", "𨋢𠝹"
		}},
		{"emoji", "recipient.name", "label.character_at", func(it *label.Item) { it.Shipment.Recipient.Name = "Ada 😀" }},
		{"Thai", "sender.native.name", "label.character_at", func(it *label.Item) { it.Shipment.Sender.Native.Name = "สมชาย" }},
		{"goods in Arabic", "customs.lines.1.description", "label.character_at", func(it *label.Item) { it.Shipment.Customs.Lines[1].Description = "كتاب" }},
		{"endless name", "recipient.name", "label.too_long", func(it *label.Item) { it.Shipment.Recipient.Name = strings.Repeat("Ab ", 3334) }},
		{"endless goods", "customs.lines.0.description", "label.too_long", func(it *label.Item) { it.Shipment.Customs.Lines[0].Description = strings.Repeat("x", 10000) }},
		{"endless reference", "", "", func(it *label.Item) { it.Shipment.Reference = strings.Repeat("x", 10000) }},
		{"too many kinds", "customs.lines", "label.too_many_lines", func(it *label.Item) {
			for range 20 {
				it.Shipment.Customs.Lines = append(it.Shipment.Customs.Lines, it.Shipment.Customs.Lines[0])
			}
		}},
		{"no layout", "service", "label.layout", func(it *label.Item) { it.Shipment.Layout = "gone/9" }},
	} {
		it := labeltest.Item(labeltest.Registered, 5)
		c.change(&it)
		err := label.Check(&it)
		if c.key == "" {
			if err != nil {
				t.Errorf("%s: %v", c.what, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: nothing was said", c.what)
			continue
		}
		if p := problem.Of(err); p.Key != c.key || p.Field != c.field || p.Kind != problem.Invalid {
			t.Errorf("%s: %v, want %s at %s", c.what, err, c.key, c.field)
		}
	}
}

// The problem tells where the first of the characters stands, and its field.
func TestCheckTellsThePlace(t *testing.T) {
	err := label.CheckAddress(postal.Address{Street: []string{"1 Street", "Хата"}, Native: postal.NativeAddress{Street: []string{"九龍𨋢旺角𪚥道𪚥"}}})
	want := map[string]string{"native.street.0": "characters 𪚥 position 6"}
	for _, p := range problem.Of(err).All() {
		got := strings.TrimSpace(fmt.Sprintln(p.Args...))
		if p.Key != "label.character_at" || got != want[p.Field] {
			t.Errorf("%s at %s: %s, want %s", p.Key, p.Field, got, want[p.Field])
		}
		delete(want, p.Field)
	}
	if len(want) > 0 {
		t.Error("nothing was said of", want)
	}
	err = label.CheckContents(customs.Declaration{Comments: "ok", Lines: []customs.Line{{Description: "tea"}, {Description: "cups", Native: "𪚥茶"}}})
	if p := problem.Of(err); p.Field != "lines.1.native" || fmt.Sprint(p.Args...) != fmt.Sprint("characters", "𪚥", "position", 1) {
		t.Error(err)
	}
}

// Every item whose texts are as long as they may be has its label, on every
// layout: the fields' limits are those of the portal.
func TestCheckLongest(t *testing.T) {
	text := func(n int, s string) string { return string([]rune(strings.Repeat(s, n))[:n]) }
	const latin, han = "Harmony Mansion, Nathan Road ", "九龍旺角彌敦道和諧大廈"
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 5)
		for _, a := range []*postal.Address{&it.Shipment.Sender, &it.Shipment.Recipient} {
			a.Name, a.Company = text(postal.NameMost, latin), text(postal.NameMost, latin)
			line, native := text(postal.LineMost, latin), text(postal.NativeMost, han)
			a.Street = []string{line, line, line}
			a.City, a.State, a.Postcode, a.Phone = text(postal.CityMost, latin), text(postal.StateMost, latin), "123456789012", "+852 1234 5678 90123"
			a.Native = postal.NativeAddress{Name: native, Company: native, Street: []string{native, native, native}}
		}
		c := &it.Shipment.Customs
		for i := range c.Lines {
			c.Lines[i].Description, c.Lines[i].Native = text(customs.MostDescription, latin), text(customs.MostDescription, han)
		}
		for _, s := range []*string{&c.SenderRef, &c.ImporterRef, &c.Comments, &c.Licence, &c.Certificate, &c.Invoice} {
			*s = text(customs.MostText, latin)
		}
		if err := label.Check(&it); err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
	}
}

// The message names the characters.
func TestCheckNames(t *testing.T) {
	it := labeltest.Item(labeltest.Registered, 5)
	it.Shipment.Recipient.Name = "A😀B😀ไ"
	p := problem.Of(label.Check(&it))
	if got := i18n.En.T(p.Key, p.Args...); !strings.Contains(got, "😀 ไ") {
		t.Error(got)
	}
}

// S-14: bidirectional and other control characters never reach the paper, and
// texts of any length draw.
func TestControls(t *testing.T) {
	it := labeltest.Item(labeltest.Registered, 5)
	it.Shipment.Recipient.Name = "Ada\u202eevil\u2066 \x00Love\x1blace\u200f\n\r\tB\ufeff\xff"
	it.Shipment.Reference = strings.Repeat("endstream ) \\ ", 1000)
	drawn := draw(t, &it)
	if !strings.Contains(drawn, "| Adaevil Lovelace B\n") {
		t.Error("the name is not clean")
	}
	if i := strings.IndexFunc(drawn, func(r rune) bool {
		return r != '\n' && (r < ' ' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069)
	}); i >= 0 {
		t.Errorf("%q", drawn[i:])
	}
}

// R-27, S-14: no text makes the drawing panic or hang, leaves its place or comes
// out with a control character.
func FuzzDraw(f *testing.F) {
	f.Add("Chan Tai Man", "陳大文", "1 × Book")
	f.Add("\u202e) \\ endstream", "𨋢\U0010ffff", strings.Repeat("A", 3000))
	for _, text := range nasty {
		f.Add(text, text, text)
	}
	layouts := label.Layouts()
	f.Fuzz(func(t *testing.T, name, native, goods string) {
		l := layouts[(len(name)+len(native)+len(goods))%len(layouts)]
		it := labeltest.Of(l, 1)
		it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name, it.Shipment.Customs.Lines[0].Description = name, native, goods
		drawnWhole(t, l.Name, l, &it)
		_ = label.Check(&it)
	})
}
