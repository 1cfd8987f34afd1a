package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/customs"
)

// HeadingsMost is how many headings a search gives at most.
const HeadingsMost = 20

// HeadingSearch is what somebody calls goods, or the first digits of their HS
// code.
type HeadingSearch struct {
	Text  string
	Limit int // at most HeadingsMost, which 0 means too
}

// Headings finds HS codes by words in any language (M-C10). It asks nobody to
// sign in.
func (p *Portal) Headings(_ context.Context, who account.Actor, in HeadingSearch) ([]customs.Heading, error) {
	if in.Limit < 1 || in.Limit > HeadingsMost {
		in.Limit = HeadingsMost
	}
	return p.Catalogue().On(p.today(who)).Customs.Headings(clipped(in.Text), in.Limit), nil
}

// clipped is as much of a search as is worth reading.
func clipped(s string) string { return s[:min(len(s), 400)] }
