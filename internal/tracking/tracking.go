// Package tracking knows what happens to an item on its way: the events of the
// postal union's EMSEVT messages, what the public is told of each, and in what
// order they belong. It names no sender and no recipient.
package tracking

import (
	"embed"
	"slices"
	"sync"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Event is one thing that happened to an item.
type Event struct {
	Number postal.Number
	Code   Code
	At     time.Time
	// Place is the country, of two letters.
	Place string
	// Office is the six letters of the mail centre (UPU IMPC), where it is known.
	Office string
}

// Code is an event's code in EMSEVT, such as "EMI".
type Code string

// Posting is written by our own counter; all other events come from the feed.
const Posting Code = "EMA"

// Stage is how far along an item is, in one word for programs.
type Stage string

// The stages.
const (
	Accepted       Stage = "accepted"
	InTransit      Stage = "in_transit"
	Held           Stage = "held"
	Customs        Stage = "customs"
	OutForDelivery Stage = "out_for_delivery"
	ToCollect      Stage = "to_collect"
	Attempted      Stage = "attempted"
	Delivered      Stage = "delivered"
	Stopped        Stage = "stopped"
)

// Stages lists them.
var Stages = []Stage{Accepted, InTransit, Held, Customs, OutForDelivery, ToCollect, Attempted, Delivered, Stopped}

func stageNames() (all []string) {
	for _, s := range Stages {
		all = append(all, string(s))
	}
	return all
}

//go:embed tables/*.csv
var files embed.FS

// row is what the table says of a code.
type row struct {
	rank  int // its place in a journey
	stage Stage
	text  i18n.Text
}

// table reads the embedded table; what is wrong with it is the program's fault.
var table = sync.OnceValue(func() map[Code]row {
	all := map[Code]row{}
	var errs problem.List
	for _, t := range postal.MustTables(files) {
		t.Each([]string{"code", "stage", "en", "zh-Hant", "zh-Hans"}, nil, &errs, func(r postal.Row) {
			all[Code(r.Needed("code"))] = row{rank: len(all), stage: Stage(r.OneOf("stage", stageNames()...)),
				text: i18n.Text{En: r.Needed("en"), Hant: r.Needed("zh-Hant"), Hans: r.Needed("zh-Hans")}}
		})
	}
	if err := errs.Err(); err != nil {
		panic(err)
	}
	return all
})

// Codes lists every code, in the order of a journey.
func Codes() []Code {
	all := make([]Code, len(table()))
	for c, r := range table() {
		all[r.rank] = c
	}
	return all
}

// Known tells whether there is such a code.
func (c Code) Known() bool { _, ok := table()[c]; return ok }

// Stage is where an item is after the event.
func (c Code) Stage() Stage { return table()[c].stage }

// In is what the public is told of the event.
func (c Code) In(l i18n.Lang) string { return table()[c].text.In(l) }

// Timeline puts events in the order in which they happened, whatever the order
// in which they came. An item is posted once: of several messages that say so,
// as from our counter and from the mail centre, the first counts.
func Timeline(events []Event) []Event {
	all := slices.Clone(events)
	slices.SortStableFunc(all, func(a, b Event) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return table()[a.Code].rank - table()[b.Code].rank
	})
	posted := false
	return slices.DeleteFunc(all, func(e Event) bool {
		again := e.Code == Posting && posted
		posted = posted || e.Code == Posting
		return again
	})
}
