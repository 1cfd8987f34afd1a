package soap

import (
	"slices"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tracking"
)

// Api04Request asks how far an item is.
type Api04Request struct {
	ApiRequestObject
	ItemNo string
}

// Api04 is the last that is known of an item.
type Api04 struct {
	Reply
	ItemNo       string
	TrackingDate string
	TtStatus     string
}

// Api05Request asks for all that is known of an item's way.
type Api05Request struct {
	ApiRequestObject
	ItemNo   string
	Language string // E, C or S
}

// Api05 is an item's way, newest first.
type Api05 struct {
	Reply
	ItemNo        string
	TrackingInfos []TrackingInfo
}

// TrackingInfo is a step of it. A client reads the three by their place.
type TrackingInfo struct {
	ItemNo         string
	TrackingDate   string
	TrackingDetail string
}

// trackDay is how days are written.
const trackDay = "2006-01-02 15:04"

func day(t time.Time) string { return t.In(policy.Zone).Format(trackDay) }

// step is something that happened to an item.
type step struct {
	tracking.Event
	text string
}

// way is what happened to an item of the caller's own on its way, newest first,
// as the public page tells it (M-I4).
func (c *call) way(number string, l i18n.Lang) (postal.Number, []step, error) {
	it, err := c.item("", number)
	if err != nil {
		return "", nil, err
	}
	t, err := c.Portal.Track(c.r.Context(), c.who, portal.Lookup{Number: string(it.Number), From: c.who.Key})
	if err != nil {
		return "", nil, err
	}
	var all []step
	for _, e := range slices.Backward(t.Events) {
		all = append(all, step{e, e.Code.In(l)})
	}
	if len(all) == 0 {
		return t.Number, nil, problem.New(problem.NotFound, "soap.no_events", "itemNo")
	}
	return t.Number, all, nil
}

// ttStatus is how far an item is, in the numbers by which known clients tell it:
// at home and abroad some differ.
func ttStatus(e tracking.Event) string {
	home := e.Place == postal.Home
	switch e.Code.Stage() {
	case tracking.Accepted:
		return "0"
	case tracking.InTransit:
		switch {
		case e.Code == "EDC":
			return "4" // customs let it go
		case home && e.Code != "EMC":
			return "2" // at a sorting centre
		}
		return "3" // on its way
	case tracking.OutForDelivery, tracking.ToCollect:
		if home {
			return "4"
		}
		return "13"
	case tracking.Delivered:
		return "5"
	}
	return "6" // held, at customs, stopped, or in vain
}

func getMTTInfo(c *call, in Api04Request) (out Api04, err error) {
	number, all, err := c.way(in.ItemNo, c.lang)
	if err != nil {
		return out, err
	}
	out.ItemNo, out.TrackingDate, out.TtStatus = string(number), day(all[0].At), ttStatus(all[0].Event)
	return out, nil
}

func getTTInfo(c *call, in Api05Request) (out Api05, err error) {
	number, all, err := c.way(in.ItemNo, c.language(in.Language))
	if err != nil {
		return out, err
	}
	out.ItemNo = string(number)
	for _, s := range all {
		out.TrackingInfos = append(out.TrackingInfos, TrackingInfo{out.ItemNo, day(s.At), s.text})
	}
	return out, nil
}
