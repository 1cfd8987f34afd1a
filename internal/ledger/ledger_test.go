package ledger_test

import (
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/problem"
)

// M-D5, invariant 1: only a balanced entry on known accounts is one.
func TestCheck(t *testing.T) {
	till, revenue := ledger.Till.Of("GPO"), ledger.Revenue.Of("ARM")
	lines := func(l ...ledger.Line) ledger.Entry { return ledger.Entry{Ref: "posting:1", Kind: "cash", Lines: l} }
	if err := ledger.Move("posting:1", "cash", till, revenue, 3250).Check(); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		e   ledger.Entry
		key string
	}{
		"a cent too much": {lines(ledger.Line{till, 3251}, ledger.Line{revenue, -3250}), "ledger.unbalanced"},
		"one line":        {lines(ledger.Line{till, 3250}), "ledger.malformed"},
		"nothing":         {lines(), "ledger.malformed"},
		"a line of 0":     {lines(ledger.Line{till, 0}, ledger.Line{revenue, 0}), "ledger.malformed"},
		"unknown class":   {ledger.Move("r", "k", "sock:GPO", revenue, 1), "ledger.malformed"},
		"no name":         {ledger.Move("r", "k", "till:", revenue, 1), "ledger.malformed"},
		"a name too odd":  {ledger.Move("r", "k", "till:G PO", revenue, 1), "ledger.malformed"},
		"no ref":          {ledger.Move("", "k", till, revenue, 1), "ledger.malformed"},
		"no kind":         {ledger.Move("r", "", till, revenue, 1), "ledger.malformed"},
		// 2 * 2^62 + 2 * 2^62 wraps round to 0 in 64 bits.
		"overflow": {lines(ledger.Line{till, 1 << 62}, ledger.Line{till, 1 << 62}, ledger.Line{till, 1 << 62}, ledger.Line{till, 1 << 62}), "ledger.malformed"},
	} {
		if err := c.e.Check(); !problem.Is(err, problem.Internal) || problem.Of(err).Key != c.key {
			t.Errorf("%s gave %v, want %s", name, err, c.key)
		}
	}
}

// Points are set aside as what the operator owes, and are used up for postage:
// their account is there for whoever gives them.
func TestPoints(t *testing.T) {
	points := ledger.Points.Of("PM12345")
	if ledger.Points.Debit() || ledger.Move("points:pst_1", "points", ledger.Variance.Of("points"), points, 125).Check() != nil ||
		ledger.Move("redeem:pst_2", "redeem", points, ledger.Revenue.Of("EMS"), 125).Check() != nil {
		t.Error("points can't be booked")
	}
}

// Whatever is balanced stays so when it is reversed, and both together are
// nothing on every account.
func TestReverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(1, int64(money.Max)), 1, 20).Draw(t, "amounts")
		e := ledger.Entry{Ref: "a", Kind: "k"}
		var sum money.Amount
		for _, n := range amounts {
			e.Lines = append(e.Lines, ledger.Line{Account: ledger.Deposit.Of("PM1"), Amount: money.Amount(-n)})
			sum += money.Amount(n)
		}
		e.Lines = append(e.Lines, ledger.Line{Account: ledger.Till.Of("GPO"), Amount: sum})
		r := e.Reverse("b", "k")
		if e.Check() != nil || r.Check() != nil {
			t.Fatal(e.Check(), r.Check())
		}
		left := map[ledger.Account]money.Amount{}
		for _, l := range append(e.Lines, r.Lines...) {
			left[l.Account] += l.Amount
		}
		for a, n := range left {
			if n != 0 {
				t.Fatal(a, n)
			}
		}
	})
}

// Each class grows on its own side, and what has no class on none.
func TestClass(t *testing.T) {
	for class, debit := range map[ledger.Class]bool{
		ledger.Till: true, ledger.Clearing: true, ledger.Held: true, ledger.Credit: true, ledger.Variance: true,
		ledger.Deposit: false, ledger.Prepaid: false, ledger.Payable: false, ledger.Points: false, ledger.Revenue: false, ledger.Premium: false,
	} {
		if got := class.Of("X").Class().Debit(); got != debit {
			t.Errorf("%s grows by debits: %v", class, got)
		}
	}
	if ledger.Account("x").Class().Debit() {
		t.Error("an unknown class grows")
	}
}

// The bounds of an entry: neither a line nor their number passes them.
func TestBounds(t *testing.T) {
	const most = money.Max * 100
	till, revenue := ledger.Till.Of("GPO"), ledger.Revenue.Of("ARM")
	pair := func(a money.Amount) ledger.Entry { return ledger.Move("r", "k", till, revenue, a) }
	many := func(n int) (e ledger.Entry) {
		e = ledger.Entry{Ref: "r", Kind: "k"}
		for range n / 2 {
			e.Lines = append(e.Lines, ledger.Line{Account: till, Amount: 1}, ledger.Line{Account: revenue, Amount: -1})
		}
		return e
	}
	odd := many(1000)
	odd.Lines = append(odd.Lines[:998], ledger.Line{Account: till, Amount: 2}, ledger.Line{Account: revenue, Amount: -1}, ledger.Line{Account: revenue, Amount: -1})
	for name, c := range map[string]struct {
		e    ledger.Entry
		good bool
	}{
		"the largest debit": {pair(most), true}, "beyond it": {pair(most + 1), false},
		"the largest credit": {pair(-most), true}, "below it": {pair(-most - 1), false},
		// One line too low, the others of the sum within the bounds.
		"one line too low": {ledger.Entry{Ref: "r", Kind: "k", Lines: []ledger.Line{{Account: till, Amount: -most - 1}, {Account: revenue, Amount: most}, {Account: revenue, Amount: 1}}}, false},
		"1,000 lines":      {many(1000), true}, "1,001 lines": {odd, false},
	} {
		if err := c.e.Check(); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What an entry is about stays with it; lines of nothing are left out.
func TestParts(t *testing.T) {
	if e := ledger.Move("r", "k", "till:A", "till:B", 1).About("shp_1"); e.Object != "shp_1" || e.Ref != "r" || len(e.Lines) != 2 {
		t.Errorf("%+v", e)
	}
	got := ledger.Lines("till:A", 1, "till:B", 0, "till:C", -1)
	if len(got) != 2 || got[0] != (ledger.Line{Account: "till:A", Amount: 1}) || got[1] != (ledger.Line{Account: "till:C", Amount: -1}) {
		t.Errorf("%+v", got)
	}
	if r := (ledger.Entry{Ref: "a", Object: "o"}).Reverse("b", "k"); r.Ref != "b" || r.Memo != "a" || r.Object != "o" || r.Kind != "k" {
		t.Errorf("%+v", r)
	}
}
