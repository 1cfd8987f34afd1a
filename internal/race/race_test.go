package race_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
	"ecship/internal/store/storetest"
	"ecship/internal/verify"
)

const itemJSON = `{"service":"APL","weight_g":1500,"issue":%t,
	"sender":{"name":"Chan Tai Man","street":["8 Shanghai Street"],"city":"Kowloon","place":"HK","phone":"91234567"},
	"recipient":{"name":"Ann O'Neil","street":["12 West 34th St"],"city":"New York","state":"NY","postcode":"10001","place":"US","phone":"+12125550100"},
	"contents":{"category":"gift","currency":"HKD","lines":[{"description":"black tea","quantity":4,"net_weight_g":1200,"value_cents":32000,"hs_code":"090230","origin":"CN"}]}}`

// item prepares an item, with its label or without.
func (h *house) item(issue bool) (id, number string) {
	h.Helper()
	status, body := h.program(0, http.MethodPost, "/shipments", fmt.Sprintf(itemJSON, issue), "")
	if status != http.StatusCreated {
		h.Fatalf("%d %s", status, body)
	}
	return member(body, "id"), member(body, "number")
}

// paid prepares an item and pays for it by card, in the morning.
func (h *house) paid() (item, pay string) {
	h.Helper()
	h.Until((policy.DayOf(h.Now()) + 1).Start().Add(10 * time.Hour))
	item, _ = h.item(true)
	status, body := h.program(0, http.MethodPost, "/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, item), "")
	if status != http.StatusCreated {
		h.Fatalf("%d %s", status, body)
	}
	pay = member(body, "id")
	if err := h.Gateway.Pay(pay); err != nil {
		h.Fatal(err)
	}
	h.program(0, http.MethodGet, "/payments/"+pay, "", "")
	return item, pay
}

// charged is paid, charged and cancelled: there is something to be given back.
func (h *house) charged() (item, pay string) {
	h.Helper()
	item, pay = h.paid()
	h.Until(policy.DayOf(h.Now()).At(policy.CaptureHour))
	h.work()
	if status, body := h.program(0, http.MethodPost, "/shipments/"+item+"/cancel", "", ""); status != http.StatusOK {
		h.Fatalf("%d %s", status, body)
	}
	return item, pay
}

// one fails unless something happened exactly once.
func (h *house) one(what string, n int) {
	h.Helper()
	if n != 1 {
		h.Errorf("%s: %d times", what, n)
	}
}

func (h *house) shipment(id string) portal.Item   { return as(h, h.Portal.Shipment, id) }
func (h *house) payment(id string) portal.Payment { return as(h, h.Portal.Payment, id) }

// as does an operation in mei's name.
func as[In, Out any](h *house, op Op[In, Out], in In) Out {
	h.Helper()
	h.Who = h.mei
	return Must(h.Runner, op, in)
}

// steps counts the events of an item, of a payment or of a refund.
func itemSteps(it portal.Item, e shipment.Event) (n int) {
	for _, x := range it.Events {
		if x.Event == e {
			n++
		}
	}
	return n
}

func moneySteps(all []portal.MoneyEvent, e string) (n int) {
	for _, x := range all {
		if x.Event == e {
			n++
		}
	}
	return n
}

// payments is how many payments mei has begun.
func (h *house) payments() (n int) {
	h.Helper()
	page := portal.PaymentPage{}
	for {
		l := as(h, h.Portal.Payments, page)
		n += len(l.Rows)
		if page.After = l.Next; l.Next == "" {
			return n
		}
	}
}

// races are what eight want at once, and who judges it.
var races = map[string]func(h *house){
	"number": func(h *house) {
		id, _ := h.item(false)
		atOnce(func(at int) { h.sender.post(at, "/items/"+id+"/check") },
			func(at int) { h.program(at, http.MethodPost, "/shipments/"+id+"/issue", "", "") })
		h.one("issued", itemSteps(h.shipment(id), shipment.Issue))
	},
	"idempotency": func(h *house) {
		a, _ := h.item(true)
		key, form := fmt.Sprint("k", rand.Uint64()), fmt.Sprint("f", rand.Uint64())
		before := h.payments()
		atOnce(func(at int) { h.sender.post(at, "/pay", "items", a, "method", "sandbox", "once", form) },
			func(at int) { h.program(at, http.MethodPost, "/shipments", fmt.Sprintf(itemJSON, true), key) })
		h.one("paid under one key", h.payments()-before)
		same := map[string]bool{}
		for at := range h.nodes { // asked once more, each node gives the one answer
			_, body := h.program(at, http.MethodPost, "/shipments", fmt.Sprintf(itemJSON, true), key)
			same[member(body, "id")] = true
		}
		h.one("items of one key", len(same))
	},
	"pay": func(h *house) {
		id, _ := h.item(true)
		before := h.payments()
		atOnce(func(at int) {
			h.sender.post(at, "/pay", "items", id, "method", "sandbox", "once", fmt.Sprint(rand.Uint64()))
		},
			func(at int) {
				h.program(at, http.MethodPost, "/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, id), fmt.Sprint(rand.Uint64()))
			})
		h.one("paid", h.payments()-before)
	},
	"instead": func(h *house) { // by card, what was left for the counter
		id, _ := h.item(true)
		_, body := h.program(0, http.MethodPost, "/payments", fmt.Sprintf(`{"items":[%q],"method":"counter"}`, id), "")
		left, before := member(body, "id"), h.payments()
		atOnce(func(at int) {
			h.sender.post(at, "/pay", "items", id, "method", "sandbox", "once", fmt.Sprint(rand.Uint64()))
		},
			func(at int) {
				h.program(at, http.MethodPost, "/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, id), fmt.Sprint(rand.Uint64()))
			})
		h.one("paid", h.payments()-before)
		h.one("withdrawn", moneySteps(h.payment(left).Events, string(payment.Withdraw)))
	},
	"capture": func(h *house) {
		_, pay := h.paid()
		h.Until(policy.DayOf(h.Now()).At(policy.CaptureHour))
		atOnce(func(at int) { h.sender.ask(at, http.MethodGet, "/payments/"+pay+"/back", "") },
			func(at int) { h.notify(at, pay) })
		h.work()
		v := h.payment(pay)
		h.one("told to charge", moneySteps(v.Events, string(payment.Charge)))
		h.one("charged", moneySteps(v.Events, string(payment.Capture)))
	},
	"void": func(h *house) {
		item, pay := h.paid()
		atOnce(func(at int) { h.sender.post(at, "/items/"+item+"/cancel") },
			func(at int) { h.program(at, http.MethodPost, "/shipments/"+item+"/cancel", "", "") })
		h.work()
		h.one("cancelled", itemSteps(h.shipment(item), shipment.Cancel))
		v := h.payment(pay)
		h.one("let go", moneySteps(v.Events, string(payment.Void)))
		if v.Captured != 0 {
			h.Error("charged all the same")
		}
	},
	"refund": func(h *house) {
		item, pay := h.charged()
		atOnce(func(at int) { h.sender.post(at, "/items/"+item+"/refund", "evidence", "a scan") },
			func(at int) {
				h.program(at, http.MethodPost, "/refunds", fmt.Sprintf(`{"shipment":%q}`, item), fmt.Sprint(rand.Uint64()))
			})
		v := h.payment(pay)
		h.one("applied", len(v.Refunds))
		if v.Items[0].Claimed != v.Captured {
			h.Error("claimed", v.Items[0].Claimed)
		}
	},
	"decide": func(h *house) {
		item, pay := h.charged()
		h.program(0, http.MethodPost, "/refunds", fmt.Sprintf(`{"shipment":%q}`, item), "")
		id := h.payment(pay).Refunds[0].ID
		verdict := func(at int) { h.officer.post(at, "/office/refunds/"+id, "do", "approve") }
		atOnce(verdict, verdict) // no program has this door
		h.work()
		h.one("approved", moneySteps(as(h, h.Portal.Refund, id).Events, string(payment.Approve)))
		h.one("credited", moneySteps(as(h, h.Portal.Refund, id).Events, string(payment.Credit)))
		if v := h.payment(pay); v.Refunded != v.Captured || v.Captured == 0 {
			h.Error("given back", v.Refunded, "of", v.Captured)
		}
	},
	"accept": func(h *house) {
		id, number := h.item(true)
		atOnce(func(at int) {
			h.clerk.post(at, "/counter/", "number", number, "weight", "1500", "unit", "g", "cash", "500")
		},
			func(at int) { h.program(at, http.MethodPost, "/shipments/"+id+"/cancel", "", "") })
		it := h.shipment(id)
		h.one("posted or cancelled", itemSteps(it, shipment.Post)+itemSteps(it, shipment.Cancel))
	},
	"accept twice": func(h *house) {
		id, number := h.item(true)
		scan := func(at int) {
			h.clerk.post(at, "/counter/", "number", number, "weight", "1500", "unit", "g", "cash", "500")
		}
		atOnce(scan, scan)
		h.one("posted", itemSteps(h.shipment(id), shipment.Post))
	},
}

// work has the workers of both nodes do what waits.
func (h *house) work() {
	h.Helper()
	drain := func(at int) {
		if err := h.nodes[at].Portal.Worker().Drain(context.Background()); err != nil {
			h.Error(err)
		}
	}
	atOnce(drain, drain)
}

// examine has the independent checker judge the books.
func (h *house) examine() {
	h.Helper()
	if err := h.Portal.Sweep(h.Context()); err != nil { // days have passed
		h.Error(err)
	}
	moved, err := h.Gateway.Statement(h.Context(), time.Time{}, h.Now().AddDate(1, 0, 0))
	if err != nil {
		h.Fatal(err)
	}
	found, err := verify.Run(h.Context(), verify.Input{Database: h.Database, Now: h.Now(), Gateways: func(context.Context) (map[string]verify.Statement, error) {
		return map[string]verify.Statement{"sandbox": verify.Stated(moved)}, nil
	}})
	if err != nil {
		h.Fatal(err)
	}
	for _, f := range found {
		h.Error(f)
	}
}

// rounds is how often each race is run: a day each for some.
func rounds() int {
	if os.Getenv("ECSHIP_LONG") != "" {
		return daysMost / len(races)
	}
	return 4
}

// eight callers at the pages and the API of two nodes want the same
// thing at once, and it happens once: an item number, a payment, its charge, its
// release, a refund, its verdict, an acceptance, whatever is under one
// idempotency key. Whoever loses is told so, and nobody sees a fault.
func TestAllDoorsAtOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		h := open(t, database)
		for name, race := range races {
			t.Run(name, func(t *testing.T) {
				h.T = t
				for range rounds() {
					race(h)
				}
				h.examine()
			})
		}
		h.T = t
		t.Logf("R-07: %d rounds of %d races of %d callers", rounds(), len(races), callers)
	})
}

// others are the races of single floors, which their packages' tests run.
var others = map[string][]string{
	"store":  {"TestPayRace", "TestMoneyRaces", "TestLedgerOnce"},
	"portal": {"TestMoneyAtOnce", "TestAtTheCutOff", "TestRaces", "TestRaceCounterCard"},
}

// Each race is one: with a store that asks without its guards, it is lost on
// PostgreSQL. SQLite has one writer at a time.
func TestNaiveIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the house anew")
	}
	storetest.Postgres(t) // or it is skipped
	var doors []string
	for name := range races {
		if name != "accept twice" { // the table's key holds it even so
			doors = append(doors, "TestAllDoorsAtOnce/postgres/"+name)
		}
	}
	lost(t, ".", doors)
	for floor, tests := range others {
		for n := range tests {
			tests[n] += "$/postgres"
		}
		lost(t, "../"+floor, tests)
	}
}

// lost fails where a test of a package does not, though its store is naive: at
// the first try or one of a few.
func lost(t *testing.T, folder string, tests []string) {
	t.Helper()
	naive := filepath.Join(t.TempDir(), "naive")
	if out, err := exec.Command("go", "test", "-c", "-tags", "naive", "-o", naive, folder).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range tests {
		caught := false
		for range 5 {
			run := exec.Command(naive, "-test.run", name+"$")
			run.Dir = folder
			out, err := run.CombinedOutput()
			if caught = err != nil && bytes.Contains(out, []byte("--- FAIL: ")) && bytes.Contains(out, []byte("/postgres")); caught {
				break
			}
		}
		if !caught {
			t.Errorf("%s: without its guards nothing happens twice: this race races nothing", name)
		}
	}
}
