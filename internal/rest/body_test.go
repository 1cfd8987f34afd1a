package rest

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"ecship/internal/problem"
)

// whatever the body, reading it ends in a value or a problem with a
// message, and takes nothing that an easy-going reader would refuse.
func FuzzRead(f *testing.F) {
	f.Add(`{"service":"APL","weight_g":500,"size":{"length_mm":300,"breadth_mm":200,"height_mm":100},"recipient":{"name":"Ann","street":["1 Main St"],"place":"US"}}`)
	f.Add(`{"service":"APL","service":"ARM"}`)
	f.Add(`{"contents":{"lines":[{"quantity":"4"}]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		c := &call{r: r, op: &operation{}}
		var in, easy NewShipment
		err := c.read(&in)
		if p := (*problem.Problem)(nil); err != nil && (!errors.As(err, &p) || p.Key == "") {
			t.Fatal(err)
		}
		if err == nil && json.Unmarshal([]byte(body), &easy) != nil {
			t.Fatalf("%q was taken", body)
		}
	})
}
