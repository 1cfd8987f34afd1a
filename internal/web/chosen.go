package web

import (
	"net/url"

	"ecship/internal/portal"
)

// export sends the list as it is filtered, all pages of it, as a file (M-G1).
func (s *site) export(kind portal.SheetKind) func(*visit) error {
	return func(v *visit) error {
		in := v.search()
		if len(v.problems) > 0 {
			return v.problems[0]
		}
		out, err := s.Portal.ExportShipments(v.ctx(), v.who, portal.Export{Search: in, Kind: kind, Lang: v.lang})
		if err != nil {
			return err
		}
		return v.file(out.Name+"."+string(kind), out.Write)
	}
}

// chosen asks what to do with many items, and does it (U-05): by GET it says
// what would happen to each, by POST what did.
func (s *site) chosen(v *visit) error {
	in := portal.Choice{Act: portal.ManyAct(v.get("act")), IDs: v.typed["id"]}
	if v.sent() {
		all, err := s.Portal.DoMany(v.ctx(), v.who, in)
		if err != nil {
			return err
		}
		return v.show(chosenDonePage(v, in.Act, all))
	}
	switch in.Act {
	case portal.PrintMany, portal.AgainMany, portal.CancelMany:
	default:
		return v.goTo(withQuery("/items", v.filtered()))
	}
	if err := s.widen(v, &in); err != nil {
		return err
	}
	all, more, err := s.Portal.Plan(v.ctx(), v.who, in)
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	return v.show(chosenPage(v, in.Act, all, more))
}

// widen makes a choice that of the page that was shown, or of all that the
// search finds.
func (s *site) widen(v *visit, in *portal.Choice) error {
	in.Search = v.search()
	switch v.get("scope") {
	case "all":
		in.All = true
	case "page":
		in.Search.After = v.get("after")
		l, err := s.Portal.Shipments(v.ctx(), v.who, in.Search)
		if err != nil {
			return err
		}
		in.IDs = nil
		for _, r := range l.Rows {
			in.IDs = append(in.IDs, r.ID)
		}
	}
	return nil
}

// chosenTitle is what the page of an act is called.
func chosenTitle(a portal.ManyAct) string {
	switch a {
	case portal.PrintMany:
		return "history.chosen.print"
	case portal.AgainMany:
		return "history.chosen.again"
	}
	return "history.chosen.cancel"
}

// fate is what an act means for an item, as a sentence.
func (v *visit) fate(a portal.ManyAct, x portal.Planned) string {
	switch {
	case x.Err != nil:
		return v.says(x.Err)
	case a == portal.PrintMany:
		return v.T("history.fate.print")
	case a == portal.AgainMany:
		return v.T("history.fate.again")
	case x.Number == "":
		return v.T("history.fate.discard")
	case x.Charged:
		return v.T("history.fate.charged")
	}
	return v.T("history.fate.cancel")
}

// outcome is what became of an item.
func (v *visit) outcome(a portal.ManyAct, x portal.Planned) string {
	switch {
	case x.Err != nil:
		return v.says(x.Err)
	case a == portal.AgainMany:
		return v.T("history.outcome.again")
	case x.Number == "":
		return v.T("history.outcome.discard")
	case x.Charged:
		return v.T("history.outcome.charged")
	}
	return v.T("history.outcome.cancel")
}

// able are the ids of the items with which the act can be done.
func able(all []portal.Planned) (ids []string) {
	for _, x := range all {
		if x.Err == nil {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

// filePath is the labels of items in one file.
func filePath(ids []string) string { return "/items/labels.pdf?" + url.Values{"id": ids}.Encode() }
