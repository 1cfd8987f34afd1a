package rest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"ecship/internal/rest"
)

// M-I1, invariant 9: every operation that changes something takes a key, and
// asked again under it, gives its answer and does nothing.
func TestEveryChangeOnce(t *testing.T) {
	c := open(t)
	item := c.do("POST", shipments, tea()).must(t, 201).text("id")
	draft := c.do("POST", shipments, tea(`"issue":true`, `"issue":false`)).must(t, 201).text("id")
	pay := c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, item)).must(t, 201).text("id")
	address := c.do("POST", addresses, saved()).must(t, 201).text("id")
	template := c.do("POST", templates, goods()).must(t, 201).text("id")
	for i, x := range []struct{ method, path, body string }{
		{"PATCH", shipments + "/" + draft, `{"reference":"A"}`},
		{"POST", shipments + "/" + draft + "/issue", ""},
		{"POST", shipments + "/" + draft + "/again", ""},
		{"POST", rest.Base + "/payments/" + pay + "/abandon", ""},
		{"POST", shipments + "/" + item + "/cancel", ""},
		{"POST", shipments + "/cancel", fmt.Sprintf(`{"ids":[%q]}`, draft)},
		{"PUT", addresses + "/" + address, strings.Replace(saved("12 West", "14 West"), `"kind":"recipient",`, ``, 1)},
		{"PUT", templates + "/" + template, goods("32000", "33000")},
		{"DELETE", addresses + "/" + address, ""},
		{"POST", batches + "/rows", rows()},
	} {
		key := fmt.Sprintf("Idempotency-Key: change %d", i)
		first := c.do(x.method, x.path, x.body, key)
		again := c.do(x.method, x.path, x.body, key)
		if first.StatusCode >= 300 || again.StatusCode >= 300 || !bytes.Equal(first.body, again.body) || first.Header.Get("Idempotent-Replayed") != "" || again.Header.Get("Idempotent-Replayed") != "true" ||
			again.Header.Get("Content-Type") != first.Header.Get("Content-Type") || again.Header.Get("Content-Length") != first.Header.Get("Content-Length") {
			t.Errorf("%s %s: %d %d %v\n%s\n%s", x.method, x.path, first.StatusCode, again.StatusCode, again.Header, first.body, again.body)
		}
		if first.StatusCode != again.StatusCode && again.StatusCode != 200 {
			t.Errorf("%s %s: %d, then %d", x.method, x.path, first.StatusCode, again.StatusCode)
		}
		if other := strings.Replace(x.path, "_", "_0", 1); other != x.path {
			c.do(x.method, other, x.body, key).refused(t, "422 idempotency.other_body at Idempotency-Key")
		}
		if used := c.do("GET", rest.Base+"/idempotency/"+fmt.Sprintf("change%%20%d", i), "").must(t, 200); used.count("done") != 1 {
			t.Errorf("%s", used.body)
		}
	}
	c.do("POST", rest.Base+"/keys", `{"name":"x"}`, "Idempotency-Key: k").refused(t, "422 rest.once_unused at Idempotency-Key")
	c.do("DELETE", shipments[:len(shipments)-9]+"templates/"+template, "", "Idempotency-Key: "+strings.Repeat("k", 300)).refused(t, "422 text.too_long at Idempotency-Key")
}

// M-I1: who lost an answer finds what he made by his key or by his reference;
// nobody else does.
func TestFindAgain(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, tea("Order 1001", "Ref-7/b"), "Idempotency-Key: order/1001").must(t, 201).text("id")
	c.do("POST", addresses, saved(), "Idempotency-Key: order/1001").must(t, 201)
	path := rest.Base + "/idempotency/order%2F1001"
	r := c.do("GET", path, "").must(t, 200)
	done, _ := r.json["done"].([]any)
	if len(done) != 2 || r.text("key") != "order/1001" || !strings.Contains(string(r.body), `{"operation":"createShipment","at":"2026-11-23T02:00:00Z","id":"`+made+`","url":"`+shipments+`/`+made+`"}`) {
		t.Errorf("%s", r.body)
	}
	c.do("POST", shipments, tea("Order 1001", "Ref-7/b c")).must(t, 201)
	for ref, want := range map[string]int{"Ref-7/b": 1, "ref-7/b": 0, "Ref-7": 0, "Ref-7/b%20c": 1, "nothing": 0} {
		if r := c.do("GET", shipments+"?reference="+ref, "").must(t, 200); r.count("shipments") != want {
			t.Errorf("%s: %s", ref, r.body)
		}
	}
	for _, made := range []struct{ path, body, media, operation string }{
		{"/batches", orders(1), "text/csv", "uploadBatch"},
		{"/webhooks", `{"url":"https://shop.example.com/","types":["shipment.*"]}`, "application/json", "createWebhook"},
	} {
		c.do("POST", rest.Base+made.path, made.body, "Content-Type: "+made.media, "Idempotency-Key: "+made.operation).must(t, 201)
		if r := c.do("GET", rest.Base+"/idempotency/"+made.operation, "").must(t, 200); !strings.Contains(string(r.body), `{"operation":"`+made.operation+`",`) || !strings.Contains(string(r.body), `"url":"`+rest.Base+made.path+`/`) {
			t.Errorf("%s", r.body)
		}
	}
	tom := c.as("tom")
	tom.do("GET", path, "").refused(t, "404 error.not_found")
	if r := tom.do("GET", shipments+"?reference=Ref-7/b", "").must(t, 200); r.count("shipments") != 0 {
		t.Errorf("%s", r.body)
	}
	c.run.As("mei").Later(8 * 24 * 3600e9)
	if err := c.run.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.do("GET", path, "").refused(t, "404 error.not_found")
}

// M-I1: a dry run says what would be, and leaves nothing behind, not even a used
// key; what is wrong it finds as the real one would.
func TestDryRun(t *testing.T) {
	c := open(t)
	const key = "Idempotency-Key: dry"
	dry := c.do("POST", shipments+"?dry_run=true", tea(), key).must(t, 200)
	real := c.do("POST", shipments, tea(), key).must(t, 201)
	for _, name := range []string{"state", "estimate", "customs_form", "expires_on", "recipient"} {
		if fmt.Sprint(dry.json[name]) != fmt.Sprint(real.json[name]) || dry.json[name] == nil {
			t.Errorf("%s: %v, and then %v", name, dry.json[name], real.json[name])
		}
	}
	if dry.text("id") != "" || dry.text("number") != "" || dry.Header.Get("Location") != "" || dry.text("label_url") != "" {
		t.Errorf("%v %s", dry.Header, dry.body)
	}
	c.do("POST", shipments+"?dry_run=true", tea("1500", "0")).refused(t, "422 weight.zero at weight_g")
	c.do("POST", shipments+"?dry_run=maybe", tea()).refused(t, "422 rest.true_false at dry_run")
	if r := c.do("POST", shipments+"?dry_run=true", tea(`"issue":true`, `"issue":false`)).must(t, 200); r.text("state") != "draft" {
		t.Errorf("%s", r.body)
	}

	pay := func(query, more string) reply {
		return c.do("POST", rest.Base+"/payments"+query, fmt.Sprintf(`{"items":[%q],"method":"sandbox"%s}`, real.text("id"), more))
	}
	tried := pay("?dry_run=true", "").must(t, 200)
	if tried.text("id") != "" || tried.text("state") != "started" || tried.json["amount_cents"] == float64(0) {
		t.Errorf("%s", tried.body)
	}
	if r := pay("?dry_run=true", `,"quoted_cents":1`); r.text("code") != "payment.changed" {
		t.Errorf("%s", r.body)
	}
	if r := c.do("GET", rest.Base+"/payments", "").must(t, 200); r.count("payments") != 0 {
		t.Errorf("%s", r.body)
	}
	pay("", "").must(t, 201)
	if r := c.do("GET", shipments+"?counts=true", "").must(t, 200); fmt.Sprint(r.json["counts"]) != "map[issued:1]" {
		t.Errorf("%s", r.body)
	}
}

// M-I1: of a list each has its own outcome, at its own path; sent again under
// its key nothing is made twice.
func TestBulk(t *testing.T) {
	c := open(t)
	list := fmt.Sprintf(`{"shipments":[%s,%s,%s]}`, tea(), tea(`Ann O'Neil`, ``), tea("1001", "1002"))
	first := c.do("POST", shipments+"/bulk", list, "Idempotency-Key: bulk").must(t, 207)
	status := func(r reply) (all []string, ids []string) {
		for _, x := range r.json["results"].([]any) {
			one, _ := x.(map[string]any)
			p, _ := one["problem"].(map[string]any)
			it, _ := one["shipment"].(map[string]any)
			all = append(all, fmt.Sprint(one["status"], " ", p["code"], " ", p["field"]))
			if it != nil {
				ids = append(ids, it["id"].(string))
			}
		}
		return all, ids
	}
	got, ids := status(first)
	if fmt.Sprint(got) != "[201 <nil> <nil> 422 address.missing shipments.1.recipient.name 201 <nil> <nil>]" {
		t.Fatal(got)
	}
	again, same := status(c.do("POST", shipments+"/bulk", list, "Idempotency-Key: bulk").must(t, 207))
	if fmt.Sprint(same) != fmt.Sprint(ids) || again[0] != "200 <nil> <nil>" {
		t.Error(again, same, ids)
	}
	cancelled, _ := status(c.do("POST", shipments+"/cancel", fmt.Sprintf(`{"ids":[%q,"shp_00000000000000000000000000","pay_00000000000000000000000000",%q]}`, ids[0], ids[0])).must(t, 207))
	if fmt.Sprint(cancelled) != "[200 <nil> <nil> 404 error.not_found <nil> 404 rest.id_kind ids.2 409 state.illegal <nil>]" {
		t.Error(cancelled)
	}
	c.do("POST", shipments+"/bulk", `{"shipments":[]}`).refused(t, "422 rest.bulk at shipments")
	c.do("POST", shipments+"/cancel", `{"ids":[`+strings.TrimSuffix(strings.Repeat(`"x",`, 101), ",")+`]}`).refused(t, "422 rest.bulk at ids")
	c.do("POST", shipments+"/bulk", `{"shipments":[{"plcae":"US"}]}`).refused(t, "422 api.member_unknown at shipments.0.plcae")
}

// M-F1: rows may come as JSON; an uploaded file under a key comes once.
func TestRowsAndFilesOnce(t *testing.T) {
	c := open(t)
	file := orders(3)
	const key = "Idempotency-Key: file"
	upload := func(body string) reply {
		return c.do("POST", batches+"?name=a.csv", body, "Content-Type: text/csv", key)
	}
	first, again := upload(file).must(t, 201), upload(file).must(t, 200)
	if first.text("id") != again.text("id") || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%s", again.body)
	}
	upload(file+"\n").refused(t, "422 idempotency.other_body at Idempotency-Key")
	if r := c.do("GET", batches, "").must(t, 200); r.count("batches") != 1 {
		t.Errorf("%s", r.body)
	}

	made := c.do("POST", batches+"/rows", rows()).must(t, 201)
	c.run.Work()
	if r := c.do("GET", batches+"/"+made.text("id")+"/rows", "").must(t, 200); r.count("rows") != 2 || !strings.Contains(string(r.body), `"text":"=1+1"`) {
		t.Errorf("%s", r.body)
	}
	c.do("POST", batches+"/rows", rows()).refused(t, "409 batch.twin at again")
	c.do("POST", batches+"/rows", strings.Replace(rows(), `}]`, `}],"again":true`, 1)).must(t, 201)
	c.do("POST", batches+"/rows", `{"rows":[{"recipient.nom":"Ann"}]}`).refused(t, "422 batch.no_field at rows.0.recipient.nom")
	c.do("POST", batches+"/rows", `{"rows":[{}]}`).refused(t, "422 rest.rows at rows")
	if r := c.do("GET", batches, "").must(t, 200); r.count("batches") != 3 {
		t.Errorf("%s", r.body)
	}
}

// rows are two items of a batch.
func rows() string {
	const row = `{"service":"ARM","recipient.country":"GB","recipient.name":%q,"recipient.street.1":"4 Canal Walk","recipient.city":"London","recipient.postcode":"N1 6AF","weight":"320","category":"sale","currency":"HKD",
		"item.1.description":"black tea","item.1.quantity":"1","item.1.weight":"200","item.1.value":"80","item.1.hs":"090230","item.1.origin":"CN"}`
	return fmt.Sprintf(`{"rows":[`+row+`,`+row+`],"same":{"sender.name":"Chan Tai Man","sender.street.1":"8 Shanghai Street","sender.city":"Kowloon","sender.phone":"91234567"}}`, "Ann", "=1+1")
}
