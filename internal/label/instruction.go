package label

import (
	"slices"
	"strconv"

	"ecship/internal/i18n"
	"ecship/internal/policy"
)

// Instructions is the sheet that goes with every print (M-C4): what the sender
// must do with the labels, in three languages, his own first. lastDay is the
// last day on which all of the labels are good; 0 leaves it out.
func Instructions(operator i18n.Text, lang i18n.Lang, labels int, lastDay policy.Day) Paper {
	if lang == "" {
		lang = i18n.En
	}
	p := Paper{Operator: operator, Title: lang.T("paper.instruction.title"), Lang: lang, Footer: lang.T("paper.instruction.footer")}
	p.Facts = append(p.Facts, Entry{lang.T("paper.instruction.labels"), strconv.Itoa(labels)})
	if lastDay != 0 {
		p.Facts = append(p.Facts, Entry{lang.T("label.valid_until"), lang.Day(lastDay)})
	}
	order := append([]i18n.Lang{lang}, slices.DeleteFunc(slices.Clone(i18n.Langs), func(l i18n.Lang) bool { return l == lang })...)
	for _, l := range order {
		b := Block{Heading: l.T("paper.instruction.heading"), Numbered: true, Text: []string{
			l.T("paper.instruction.printer"),
			l.T("paper.instruction.scale"),
			l.T("paper.instruction.affix"),
			l.T("paper.instruction.sign"),
			l.T("paper.instruction.stamp"),
			l.T("paper.instruction.return"),
			l.T("paper.instruction.amend"),
			l.T("paper.instruction.post"),
		}}
		if lastDay != 0 {
			b.Text = append(b.Text, l.T("paper.instruction.until", "day", l.Day(lastDay)))
		}
		p.Blocks = append(p.Blocks, b)
	}
	return p
}
