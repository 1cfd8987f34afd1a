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

func TestClass(t *testing.T) {
	if !ledger.Till.Of("GPO").Class().Debit() || ledger.Revenue.Of("ARM").Class().Debit() || ledger.Account("x").Class().Debit() {
		t.Error("cash grows by debits, revenue by credits, an unknown class by none")
	}
}
