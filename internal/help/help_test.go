package help

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

var day = policy.Date(2026, 11, 23)

// checklist is what a sender asks, each with where it comes from: a promise, or
// a fact of the operator's own help. M-A8, U-19.
var checklist = map[string]string{
	"M-A1 register":                     "register",
	"M-A1 link works 30 days":           "activation",
	"M-A1 resending":                    "activation-missing",
	"M-A2 reset":                        "password",
	"M-A3 address book, templates":      "saved",
	"M-A4 roles":                        "team",
	"M-A5 languages":                    "language",
	"issue: notices can be switched":    "mails",
	"M-A6 own data":                     "data",
	"M-A8 contacts":                     "whom",
	"M-B1 compare":                      "compare",
	"M-B1 refusal":                      "cannot",
	"M-B1 standards, indemnity":         "delivery-time",
	"M-B2 price at posting":             "estimate",
	"M-C2 drafts":                       "draft",
	"M-C3 90 days":                      "label-days",
	"M-C3 issuing":                      "prepare",
	"M-C4 what is on it, stamps":        "on-label",
	"M-C4 by hand":                      "by-hand",
	"M-C4 laser":                        "paper",
	"M-C5 sizes":                        "size",
	"M-C6 twenty at once":               "many",
	"M-C7 return address":               "return-address",
	"M-C8 ZIP, office of exchange":      "us-zip",
	"M-C9 destinations":                 "express-where",
	"M-C9 insurance":                    "insurance",
	"M-C10 contents":                    "contents",
	"M-C10 prohibited":                  "prohibited",
	"M-C11 certificate":                 "certificate",
	"M-D1 ways to pay":                  "pay",
	"M-D1 deposit account":              "deposit",
	"M-D1 card":                         "card",
	"M-D2 20:00":                        "charged",
	"M-D3 cancel":                       "cancel",
	"M-D3 refund":                       "refund",
	"M-D4 how long":                     "refund-time",
	"M-D4 who decides":                  "refund-decide",
	"M-D4 overpaid":                     "overpaid",
	"M-C3 expired and paid":             "paid-expired",
	"M-D5 unknown outcome":              "unknown",
	"M-E1 where":                        "where",
	"M-E1 refused":                      "refused",
	"M-E2 amended":                      "accepted",
	"M-E2 heavier":                      "underpaid",
	"M-E3 tenders":                      "tenders",
	"M-E4 one receipt":                  "receipt-counter",
	"M-E5 points":                       "points",
	"M-E6 latest time":                  "latest-time",
	"M-E7 Drop and Go":                  "drop",
	"M-F1 file":                         "batch",
	"M-F1 columns":                      "batch-columns",
	"M-F1 limit":                        "batch-limit",
	"M-F2 errors":                       "batch-errors",
	"M-F3 progress":                     "batch-time",
	"M-G1 search":                       "history",
	"M-G1 export":                       "export",
	"M-G1 send again":                   "again",
	"M-G1 reprint":                      "reprint",
	"M-G2 kept":                         "history-kept",
	"M-H1 bulk services":                "bulk",
	"M-H2 associate":                    "associate",
	"M-H2 lost code":                    "code-lost",
	"M-H2 wrong approved services":      "approved",
	"M-H2 M-H6 kept":                    "bulk-kept",
	"M-H3 types of posting":             "bulk-types",
	"M-H4 posting summary":              "bulk-summary",
	"M-H4 what to bring":                "bulk-bring",
	"M-H5 payment at posting":           "bulk-pay",
	"M-H7 permit":                       "permit",
	"M-I1 interface":                    "api",
	"M-I1 keys":                         "api-key",
	"M-I1 idempotency":                  "api-twice",
	"M-I1 webhooks":                     "webhook",
	"M-I1 errors":                       "api-errors",
	"M-I2 older clients":                "api-soap",
	"M-I4 tracking":                     "follow",
	"fact 1.2 what to bring":            "bring",
	"fact 1.2 receipt":                  "receipt",
	"fact 1.2 encodings":                "batch-characters",
	"fact indemnity, enquiry":           "lost",
	"fact report":                       "report",
	"promise of access without a mouse": "access",
}

// M-A8, U-19: each question of the checklist is answered in every language, and
// no answer stands there that the checklist does not know.
func TestEveryQuestionIsAnswered(t *testing.T) {
	for _, l := range i18n.Langs {
		b, asked := In(l), map[string]bool{}
		for why, id := range checklist {
			asked[id] = true
			if q, ok := b.Question(id); !ok || len(q.Answer) == 0 {
				t.Errorf("%s: nothing answers %s (%s)", l, id, why)
			}
		}
		for _, topic := range b.Topics {
			for _, q := range topic.Questions {
				if !asked[q.ID] {
					t.Errorf("%s: %s answers what nobody asks", l, q.ID)
				}
			}
		}
	}
}

// M-A5: the languages have the same topics, questions, lists, tables, links and
// figures.
func TestLanguagesAgree(t *testing.T) {
	want := shape(In(i18n.En))
	for _, l := range i18n.Langs[1:] {
		got := shape(In(l))
		for i := range max(len(want), len(got)) {
			switch {
			case i >= len(got) || i >= len(want):
				t.Fatalf("%s: %d lines, the English %d", l, len(got), len(want))
			case got[i] != want[i]:
				t.Fatalf("%s:\n%s\nthe English:\n%s", l, got[i], want[i])
			}
		}
	}
}

// shape is a book without its words.
func shape(b Book) (all []string) {
	for _, t := range b.Topics {
		for _, q := range t.Questions {
			for _, block := range q.Answer {
				all = append(all, t.ID+" "+q.ID+" "+string(block.Kind)+" "+block.Slot+string(block.About)+" "+strings.Join(inside(block), " "))
			}
		}
	}
	return all
}

var place = regexp.MustCompile(`\{[^}]*\}`)

// inside lists the places and links of a block, sorted, because languages put
// them into different orders.
func inside(b Block) (all []string) {
	for _, line := range b.Lines {
		for _, s := range line {
			all = append(all, place.FindAllString(s.Text, -1)...)
			if s.Link != "" {
				all = append(all, s.Link)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// names are what is called so, figures and all, and numbers of pages.
var names = strings.NewReplacer("CN 22", "", "CN 23", "", "A4", "", "Pos487", "", "下一個", "", "下一个", "")

// number is a figure, or a number in words before what is counted.
var number = regexp.MustCompile(`(?i)\d|\b(two|three|four|five|six|seven|ten|twelve|twenty|thirty|ninety) (days?|months?|hours?|minutes?|items?|years?|working)|[一二兩两三四五六七八九十百]+\s*(天|個月|个月|小時|小时|分鐘|分钟|個工作|个工作)`)

// M-A8: no figure is typed in a text: each comes from the policy or a table, by
// a place that is filled.
func TestFiguresAreFilled(t *testing.T) {
	f := FiguresOn(tariff.Embedded(), day)
	for _, l := range i18n.Langs {
		used := map[string]bool{}
		for _, topic := range In(l).Topics {
			for _, q := range topic.Questions {
				if strings.ContainsAny(q.Title, "{}") {
					t.Errorf("%s: the title of %s has a place", l, q.ID)
				}
				for _, b := range q.Answer {
					for _, line := range b.Lines {
						text := Plain(line)
						for _, p := range place.FindAllString(text, -1) {
							used[strings.Trim(p, "{}")] = true
						}
						if n := number.FindString(names.Replace(place.ReplaceAllString(text, ""))); n != "" {
							t.Errorf("%s: %s has the figure %q in its text: %s", l, q.ID, n, text)
						}
					}
				}
			}
		}
		if got, want := slices.Sorted(maps.Keys(used)), slices.Sorted(maps.Keys(f)); !slices.Equal(got, want) {
			t.Errorf("%s: the texts fill %v, the figures are %v", l, got, want)
		}
		for _, line := range lines(In(l).Fill(f)) {
			if strings.ContainsAny(line, "{}") {
				t.Errorf("%s: not filled: %s", l, line)
			}
		}
	}
}

func lines(b Book) (all []string) {
	for _, t := range b.Topics {
		for _, q := range t.Questions {
			for _, block := range q.Answer {
				for _, line := range block.Lines {
					all = append(all, Plain(line))
				}
			}
		}
	}
	return all
}

// A change of any figure changes the answers in every language, and a new table
// changes them from its day on.
func TestFiguresChangeTheText(t *testing.T) {
	f := FiguresOn(tariff.Embedded(), day)
	for name := range f {
		other := maps.Clone(f)
		other[name] = i18n.Text{En: "another figure"}
		for _, l := range i18n.Langs {
			if slices.Equal(lines(In(l).Fill(f)), lines(In(l).Fill(other))) {
				t.Errorf("%s: %s changes nothing", l, name)
			}
		}
	}
	later := day + 1
	premium, err := postal.ReadTable(strings.NewReader("kind,premium\neffective," + later.String() + "\nservice,over,to,premium,per\nAEX,0.00,6000.00,12.50,\n"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := tariff.Embedded().With(premium)
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[policy.Day]string{day: "a flat HK$11 for cover up to HK$5,000", later: "a flat HK$12.50 for cover up to HK$6,000"} {
		text := strings.Join(lines(In(i18n.En).Fill(FiguresOn(c, on))), "\n")
		if !strings.Contains(text, want) {
			t.Errorf("on %s no answer says %q", on, want)
		}
		if !strings.Contains(text, "Brazil") || !strings.Contains(text, "South Africa") {
			t.Errorf("on %s the places without insurance are not named", on)
		}
	}
}

// M-A5: Chinese texts keep to their own script.
func TestScripts(t *testing.T) {
	sets := map[i18n.Lang]encoding.Encoding{i18n.Hant: traditionalchinese.Big5, i18n.Hans: simplifiedchinese.HZGB2312}
	for l, set := range sets {
		for _, topic := range In(l).Topics {
			for _, q := range topic.Questions {
				text := q.Title
				if q.ID != "language" { // names the languages, each in itself
					for _, b := range q.Answer {
						for _, line := range b.Lines {
							text += Plain(line)
						}
					}
				}
				for _, r := range text {
					if _, err := set.NewEncoder().String(string(r)); err != nil && unicode.Is(unicode.Han, r) {
						t.Errorf("%s: %s: %c is not of this script", l, q.ID, r)
					}
				}
			}
		}
	}
}
