package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

// M-C6: of three recipients two are issued; the list sent again with the third
// mended makes nothing twice; twenty-one are refused with nothing issued.
func TestManyByREST(t *testing.T) {
	c := open(t)
	id, _ := c.do("POST", shipments, tea()).must(t, 201).json["id"].(string)
	list := func(n int, replace ...string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"name":"Recipient %d","street":["12 West 34th St"],"city":"New York","state":"NY","postcode":"10001"}`, i+1))
		}
		return strings.NewReplacer(replace...).Replace(`{"once":"july","recipients":[` + strings.Join(all, ",") + `]}`)
	}
	type results struct {
		Results []struct {
			Status   int
			Shipment struct{ Number string }
			Problem  struct{ Code, Field string }
		}
	}
	send := func(body string) (r results) {
		t.Helper()
		if err := json.Unmarshal(c.do("POST", shipments+"/"+id+"/many", body).must(t, 207).body, &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := send(list(3, "Recipient 2", "")).Results
	if len(first) != 3 || first[0].Status != 201 || first[2].Status != 201 || first[1].Status != 422 ||
		first[1].Problem.Code != "address.missing" || first[1].Problem.Field != "recipients.1.name" {
		t.Fatalf("%+v", first)
	}
	again := send(list(3)).Results
	if again[0].Shipment != first[0].Shipment || again[2].Shipment != first[2].Shipment || again[1].Status != 201 || again[1].Shipment.Number == "" {
		t.Errorf("%+v", again)
	}
	c.do("POST", shipments+"/"+id+"/many", list(21)).refused(t, "422 many.most at recipients")
	c.do("POST", shipments+"/"+id+"/many", `{"recipients":[]}`).refused(t, "422 many.none at recipients")
	if l := portaltest.Must(c.run, c.run.Portal.Shipments, portal.Search{}); l.Counts["issued"] != 4 {
		t.Error(l.Counts)
	}
}

// M-C8: programs get the segregation list as JSON and as a PDF.
func TestSegregationByREST(t *testing.T) {
	c := open(t)
	if r := c.do("GET", "/api/v1/segregation", "").must(t, 200); string(r.body) != `{"on":"2026-11-23","groups":[]}` {
		t.Errorf("%s", r.body)
	}
	for _, zip := range []string{`"10001"`, `"94101"`} {
		state := map[string]string{`"10001"`: `"NY"`, `"94101"`: `"CA"`}[zip]
		c.do("POST", shipments, express(`"10001"`, zip, `"NY"`, state)).must(t, 201)
	}
	r := c.do("GET", "/api/v1/segregation", "").must(t, 200)
	for _, want := range []string{`{"group":"JFK","heading":`, `"count":1,"weight_g":900,"offices":[{"office":"JFK","indicator":"1-JFK","count":1,`, `"postcode":"94101"`} {
		if !bytes.Contains(r.body, []byte(want)) {
			t.Errorf("lacks %s: %s", want, r.body)
		}
	}
	if r := c.do("GET", "/api/v1/segregation.pdf", "").must(t, 200); !bytes.Contains(r.body, []byte("1-JFK")) || r.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%v %s", r.Header, r.body)
	}
	if r := c.as("tom").do("GET", "/api/v1/segregation", "").must(t, 200); bytes.Contains(r.body, []byte("JFK")) {
		t.Errorf("somebody else sees them: %s", r.body)
	}
}

// M-C11: programs get the certificate of posting, for six months.
func TestCertificateByREST(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, tea()).must(t, 201)
	path := fmt.Sprintf("%s/%s/certificate.pdf", shipments, made.json["id"])
	c.do("GET", path, "").refused(t, "409 certificate.not_posted")
	c.run.AsClerk("GPO")
	portaltest.Must(c.run, c.run.Portal.AcceptAtCounter, portal.Acceptance{Number: fmt.Sprint(made.json["number"]), Grams: 1500, Cash: 60000})
	if r := c.do("GET", path, "").must(t, 200); !bytes.Contains(r.body, []byte("Ann O'Neil")) {
		t.Errorf("%s", r.body)
	}
	c.run.Later(7 * 31 * 24 * time.Hour)
	c.do("GET", path, "").refused(t, "409 certificate.over")
}
