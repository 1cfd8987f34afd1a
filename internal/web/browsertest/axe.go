package browsertest

import (
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// Axe is axe-core, to be put into pages.
type Axe struct{ source string }

// LoadAxe reads axe-core from the folder into which npm put it.
func LoadAxe(file string) (Axe, error) {
	b, err := os.ReadFile(file)
	return Axe{string(b)}, err
}

// rules are those of WCAG 2.0 to 2.2, levels A and AA.
const rules = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"], rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]}`

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Violations are what axe finds wrong with the page as it is now.
func (a Axe) Violations(t *Tab) (all []string, err error) {
	if there, err := Get(t, chromedp.Evaluate[bool](`typeof axe !== "undefined"`)); err != nil {
		return nil, err
	} else if !there {
		if err := t.Do(chromedp.Evaluate[chromedp.Void](a.source)); err != nil {
			return nil, err
		}
	}
	found, err := Get(t, chromedp.Evaluate[[]violation](`axe.run(document, `+rules+`).then(r => r.violations)`, chromedp.EvalAwaitPromise))
	for _, v := range found {
		for _, n := range v.Nodes {
			all = append(all, fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Help, n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t")))
		}
	}
	return all, err
}
