package soap

import (
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
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
	at   time.Time
	text string
}

// steps are what an item's own states tell, newest first.
func steps(it portal.Item, l i18n.Lang) (all []step) {
	for _, e := range it.Events {
		all = append([]step{{e.At, l.T("event." + string(e.Event))}}, all...)
	}
	return all
}

func (c *call) way(number string, l i18n.Lang) (portal.Item, []step, error) {
	it, err := c.item("", number)
	if err != nil {
		return it, nil, err
	}
	all := steps(it, l)
	if len(all) == 0 {
		return it, nil, problem.New(problem.NotFound, "soap.no_events", "itemNo")
	}
	return it, all, nil
}

// ttPosted is the one status that an item has here before the tracking feed
// tells more: handed in.
const ttPosted = "0"

func getMTTInfo(c *call, in Api04Request) (out Api04, err error) {
	it, all, err := c.way(in.ItemNo, c.lang)
	if err != nil {
		return out, err
	}
	out.ItemNo, out.TrackingDate = string(it.Number), day(all[0].at)
	if !it.PostedAt.IsZero() {
		out.TtStatus = ttPosted
	}
	return out, nil
}

func getTTInfo(c *call, in Api05Request) (out Api05, err error) {
	it, all, err := c.way(in.ItemNo, c.language(in.Language))
	if err != nil {
		return out, err
	}
	out.ItemNo = string(it.Number)
	for _, s := range all {
		out.TrackingInfos = append(out.TrackingInfos, TrackingInfo{out.ItemNo, day(s.at), s.text})
	}
	return out, nil
}
