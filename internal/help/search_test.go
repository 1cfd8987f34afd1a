package help

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/i18n"
	"ecship/internal/tariff"
)

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		lang  i18n.Lang
		text  string
		first string // "" finds nothing
	}{
		{i18n.En, "refund", "refund"},
		{i18n.En, "How long is a label valid?", "label-days"},
		{i18n.En, "how long does a REFUND take", "refund-time"},
		{i18n.En, "what must I bring", "bring"},
		{i18n.En, "drop and go", "drop"},
		{i18n.En, "printers", "paper"},
		{i18n.En, "20:00", "charged"},
		{i18n.En, "octopus", "tenders"},
		{i18n.En, "xylophone", ""},
		{i18n.En, "how do I", ""},
		{i18n.En, "  ", ""},
		{i18n.En, "ｒｅｆｕｎｄ", "refund"},
		{i18n.Hant, "退款要多久", "refund-time"},
		{i18n.Hant, "標籤有效期", "label-days"},
		{i18n.Hant, "忘記密碼", "password"},
		{i18n.Hant, "八達通", "tenders"},
		{i18n.Hant, "ＪＦＫ", "us-zip"},
		{i18n.Hant, "長頸鹿", ""},
		{i18n.Hans, "忘记密码怎么办", "password"},
		{i18n.Hans, "激活码丢失", "code-lost"},
		{i18n.Hans, "退款", "refund"},
	} {
		hits := In(c.lang).Fill(FiguresOn(tariff.Embedded(), day)).Search(c.text)
		switch {
		case c.first == "" && len(hits) > 0:
			t.Errorf("%s %q finds %s", c.lang, c.text, hits[0].ID)
		case c.first != "" && len(hits) == 0:
			t.Errorf("%s %q finds nothing", c.lang, c.text)
		case c.first != "" && hits[0].ID != c.first:
			var ids []string
			for _, h := range hits {
				ids = append(ids, h.ID)
			}
			t.Errorf("%s %q finds %v, and %s not first", c.lang, c.text, ids, c.first)
		}
	}
}

// The line that a hit shows is one of its answer, with the found words bold.
func TestHitsShowTheirLine(t *testing.T) {
	hits := In(i18n.En).Search("octopus Alipay")
	if len(hits) == 0 {
		t.Fatal("nothing found")
	}
	var bold []string
	for _, s := range hits[0].Line {
		if s.Bold {
			bold = append(bold, s.Text)
		}
	}
	if got := strings.Join(bold, ","); got != "Octopus,Alipay" {
		t.Errorf("bold is %q", got)
	}
}

// Whatever is typed, a search ends, and its lines are those of the texts.
func TestSearchTakesAnything(t *testing.T) {
	b := In(i18n.Hant)
	all := strings.Join(lines(b), "\n")
	rapid.Check(t, func(t *rapid.T) {
		for _, h := range b.Search(rapid.String().Draw(t, "text")) {
			if !strings.Contains(all, Plain(h.Line)) {
				t.Fatalf("%q is in no answer", Plain(h.Line))
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("# A\n\n## b: C?\nd **e** [f](/g)\n\n- h\n- i\n@contact refund\n")
	f.Fuzz(func(t *testing.T, text string) {
		topic, err := parse("x", text)
		if err != nil {
			return
		}
		for _, q := range topic.Questions {
			for _, b := range q.Answer {
				for _, line := range b.Lines {
					for _, s := range line {
						if s.Link != "" && s.Link[0] != '/' && s.Link[0] != '#' || strings.HasPrefix(s.Link, "//") {
							t.Fatalf("a link to %q", s.Link)
						}
					}
				}
			}
		}
	})
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no title":           "## a: B\nc\n",
		"two titles":         "# A\n# B\n",
		"no answer":          "# A\n## a: B\n",
		"no id":              "# A\n## What?\nc\n",
		"text before":        "# A\nb\n",
		"HTML":               "# A\n## a: B\n<b>c</b>\n",
		"a half mark":        "# A\n## a: B\n**c\n",
		"a link out":         "# A\n## a: B\n[c](https://d.example)\n",
		"a link by a host":   "# A\n## a: B\n[c](//d.example)\n",
		"an unknown table":   "# A\n## a: B\n@prices\n",
		"an unknown subject": "# A\n## a: B\n@contact weather\n",
	} {
		if _, err := parse("x", text); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
