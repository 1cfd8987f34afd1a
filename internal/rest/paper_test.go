package rest_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
)

// express is an e-Express+ packet, whose plies of 101 mm fit rolls.
func express(replace ...string) string {
	return tea(append(replace, `"APL"`, `"AEX"`, `"weight_g":1500`, `"weight_g":900`, `"net_weight_g":1200`, `"net_weight_g":500`)...)
}

// M-C5, U-14: programs ask for labels as people do, strictly; the same twice is
// the same to the byte.
func TestLabelAsAskedFor(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, express()).must(t, 201)
	id, _ := made.json["id"].(string)
	parcel, _ := c.do("POST", shipments, tea()).must(t, 201).json["id"].(string)
	for query, want := range map[string]string{
		"label.pdf": "ply 1 of eexpress-us/2\n",
		"label.pdf?stock=a4&start=3&nudge_x=0.5&nudge_y=-1&instructions=no": "print {Stock:a4 Start:3 NudgeX:0.5 NudgeY:-1 DPI:0 Bare:true}\n",
		"label.pdf?stock=102x152":         "print {Stock:102x152 ",
		"label.zpl?stock=102x152&dpi=300": "print {Stock:102x152 Start:0 NudgeX:0 NudgeY:0 DPI:300 Bare:false}\n",
	} {
		r, again := c.do("GET", shipments+"/"+id+"/"+query, "").must(t, 200), c.do("GET", shipments+"/"+id+"/"+query, "").must(t, 200)
		format := query[len("label."):][:3]
		if !strings.HasPrefix(string(r.body), want) || !bytes.Equal(r.body, again.body) || r.Header.Get("Content-Type") != "application/"+format ||
			!strings.HasSuffix(r.Header.Get("Content-Disposition"), "."+format+`"`) {
			t.Errorf("%s: %v %.80q", query, r.Header, r.body)
		}
	}
	for query, want := range map[string]string{
		"label.pdf?stock=a3":                         "422 label.stock at stock",
		"label.pdf?stock=A4":                         "422 label.stock at stock",
		"label.pdf?stock=a4&start=5":                 "422 label.start at start",
		"label.pdf?start=one":                        "422 label.whole at start",
		"label.pdf?nudge_x=5.01":                     "422 label.nudge at nudge_x",
		"label.pdf?nudge_y=NaN":                      "422 label.nudge at nudge_y",
		"label.pdf?stock=a4&stock=a4":                "422 api.parameter_twice at stock",
		"label.pdf?scale=2":                          "422 api.parameter_unknown at scale",
		"label.pdf?dpi=203":                          "422 api.parameter_unknown at dpi",
		"label.pdf?instructions=maybe":               "422 api.yes_no at instructions",
		"label.pdf?%zz":                              "422 api.query",
		"label.pdf?stock=" + url.QueryEscape("\x00"): "422 label.stock at stock",
		"label.zpl":                                  "422 label.stock_zpl at stock",
		"label.zpl?stock=a4":                         "422 label.stock_zpl at stock",
		"label.zpl?stock=102x152&dpi=600":            "422 label.dpi at dpi",
		"label.zpl?stock=102x152&start=1":            "422 api.parameter_unknown at start",
		"label.zpl?stock=100x150":                    "422 label.stock_small at stock",
	} {
		c.do("GET", shipments+"/"+id+"/"+query, "").refused(t, want)
	}
	c.do("GET", shipments+"/"+parcel+"/label.pdf?stock=102x152", "").refused(t, "422 label.stock_small at stock")
	c.do("GET", shipments+"/"+parcel+"/label.pdf?stock=a4&start=3", "").refused(t, "422 label.start at start")
}
