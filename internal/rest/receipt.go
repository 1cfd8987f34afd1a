package rest

import (
	"strings"

	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

func getReceipt(c *call) error {
	return c.paper(c.Portal.Receipt(c.r.Context(), c.who, portal.Paper{ID: c.r.PathValue("id"), Lang: c.lang}))
}

func getPaymentReceipt(c *call) error {
	return c.paper(c.Portal.PaymentReceipt(c.r.Context(), c.who, portal.Paper{ID: c.r.PathValue("id"), Lang: c.lang}))
}

// idsParameter names the items of one file.
var idsParameter = parameter{"ids", "ids of items, parted by commas, in the order of their labels", "shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9,shp_01JDF3Q2V7X8Z9K4M5N6P7R8SA"}

// getLabels answers with the labels of several items in one file.
func getLabels(format portal.Format) func(*call) error {
	return func(c *call) error {
		q := c.r.URL.Query()
		how, err := label.ReadPrint(q.Get)
		if err != nil {
			return err
		}
		ids := strings.Split(q.Get("ids"), ",")
		if q.Get("ids") == "" {
			return problem.New(problem.Invalid, "rest.ids", "ids", "most", policy.BatchRows)
		}
		if err := mistakenAmong("ids", ids, "shp"); err != nil {
			return err
		}
		out, err := c.Portal.Labels(c.r.Context(), c.who, portal.Papers{IDs: ids, Lang: c.lang, Print: &how, Format: format})
		return c.paper(out, err)
	}
}

// exportShipments answers with all that a search finds, as a file.
func exportShipments(kind portal.SheetKind) func(*call) error {
	return func(c *call) error {
		in, err := c.search()
		if err != nil {
			return err
		}
		out, err := c.Portal.ExportShipments(c.r.Context(), c.who, portal.Export{Search: in, Kind: kind, Lang: c.lang})
		if err != nil {
			return err
		}
		for media, k := range sheetKinds {
			if k == string(kind) {
				return c.file(media, attachment(out.Name+"."+string(kind)), out.Write)
			}
		}
		return problem.New(problem.Internal, "error.internal", "")
	}
}
