package i18n_test

import (
	"testing"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
)

// M-A5: the tags of Accept-Language are tried one by one.
func TestMatch(t *testing.T) {
	for header, want := range map[string]i18n.Lang{
		"":                         i18n.En,
		"fr-CH, fr;q=0.9":          i18n.En,
		"zh-HK,zh;q=0.9":           i18n.Hant,
		"zh-TW":                    i18n.Hant,
		"zh-Hant-CN":               i18n.Hant,
		"yue":                      i18n.Hant,
		"zh":                       i18n.Hans,
		"zh-CN,zh;q=0.9,en;q=0.8":  i18n.Hans,
		"zh-SG":                    i18n.Hans,
		"en-GB,zh-HK;q=0.9":        i18n.En,
		"fr, zh-HK;q=0.8, en;q=.7": i18n.Hant,
		"en;q=0.1, zh-MO;q=0.2":    i18n.Hant,
		"zh-HK;q=0, en":            i18n.En,
		"zh-HK;q=NaN, en":          i18n.En,
		"zh-HK;q=x":                i18n.En,
	} {
		if got := i18n.Match(header); got != want {
			t.Errorf("%q gives %s, want %s", header, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("zh-HK,zh;q=0.9")
	f.Fuzz(func(t *testing.T, s string) {
		if _, ok := i18n.Known(string(i18n.Match(s))); !ok {
			t.Fatal(s)
		}
	})
}

func TestFormats(t *testing.T) {
	d := policy.Date(2026, time.November, 3)
	if got := i18n.En.Day(d) + i18n.Hant.Day(d); got != "3 November 20262026年11月3日" {
		t.Error(got)
	}
	if got := i18n.En.Weight(999) + ", " + i18n.En.Weight(1250); got != "999 g, 1.25 kg" {
		t.Error(got)
	}
	if l, ok := i18n.Known("zh-hant-hk"); !ok || l != i18n.Hant {
		t.Error(l, ok)
	}
	for l, want := range map[i18n.Lang]string{i18n.En: "Japan, 2 kg|One. Two.", i18n.Hant: "Japan，2 kg|One.Two."} {
		if got := l.Phrase("Japan", "", "2 kg") + "|" + l.Sentences("One.", "Two.", ""); got != want {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
	}
	if got := (i18n.Text{En: "Macao", Hant: "澳門"}).In(i18n.Hans); got != "Macao" {
		t.Error(got)
	}
}

// Values of messages are written in the language: names, days.
func TestFill(t *testing.T) {
	day := policy.Date(2027, time.February, 21)
	if got := i18n.Hant.T("state.illegal", "state", day); got != "現時不能進行這個操作：郵件狀態為2027年2月21日。" {
		t.Error(got)
	}
	if got := i18n.En.T("state.illegal", "state", i18n.Text{En: "posted"}); got != "This can't be done now: the item is posted." {
		t.Error(got)
	}
	if got := i18n.En.T("no.such.key"); got != "no.such.key" {
		t.Error(got)
	}
}
