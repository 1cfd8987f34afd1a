// Package ledger is double-entry bookkeeping in whole cents (M-D5): which
// accounts there are, and when an entry balances. An entry is never changed or
// taken back; a correction is another entry. It stores nothing, and it says
// "entry" and "line" because "posting" is what people do with mail.
package ledger

import (
	"regexp"
	"strings"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/problem"
)

// Account names an account: its class, and after a colon whose or what for:
// "till:GPO", "revenue:ARM", "deposit:PM12345".
type Account string

// Class is the first word of an account's name.
type Class string

// The classes.
const (
	Till     Class = "till"     // cash in the drawer of an office
	Clearing Class = "clearing" // taken by a card gateway, not yet paid out to the operator
	Held     Class = "held"     // promised by a card gateway, not yet captured
	Credit   Class = "credit"   // owed to the operator by a customer with terms
	Deposit  Class = "deposit"  // paid to the operator beforehand by a customer
	Prepaid  Class = "prepaid"  // paid for items that are not posted yet
	Payable  Class = "payable"  // refunds approved and not yet credited, by refund
	Points   Class = "points"   // set aside for bonus points, which nothing gives yet
	Revenue  Class = "revenue"  // postage earned, by service
	Premium  Class = "premium"  // insurance premiums earned, by service
	Variance Class = "variance" // small differences at finance close
)

// Classes lists them.
var Classes = []Class{Till, Clearing, Held, Credit, Deposit, Prepaid, Payable, Points, Revenue, Premium, Variance}

// In names the class for people.
func (c Class) In(l i18n.Lang) string { return l.T("ledger.class." + string(c)) }

// debit tells on which side a class grows: what the operator has or is owed
// grows by debits, what he owes or has earned by credits.
var debit = map[Class]bool{
	Till: true, Clearing: true, Held: true, Credit: true, Variance: true,
	Deposit: false, Prepaid: false, Payable: false, Points: false, Revenue: false, Premium: false,
}

// Of is the account of a class for something.
func (c Class) Of(name string) Account { return Account(string(c) + ":" + name) }

// Debit tells whether debits increase the class.
func (c Class) Debit() bool { return debit[c] }

// Class is the first word of the name.
func (a Account) Class() Class {
	c, _, _ := strings.Cut(string(a), ":")
	return Class(c)
}

// Name is what follows the class: whose, or what for.
func (a Account) Name() string {
	_, name, _ := strings.Cut(string(a), ":")
	return name
}

var accountForm = regexp.MustCompile(`^[a-z]+:[A-Za-z0-9_.-]{1,64}$`)

// Line moves an amount in cents on one account: a debit is positive, a credit
// negative.
type Line struct {
	Account Account
	Amount  money.Amount
}

// Entry is one event of money: lines that sum to zero.
type Entry struct {
	ID string // led_…; given by the store
	// Ref is what the entry is for, such as "posting:shp_…". There is one entry
	// of a ref, so that doing a thing twice cannot count it twice.
	Ref    string
	Kind   string // "cash", "charge", "refund" …
	Object string // the id of what it is about
	Memo   string
	At     time.Time
	Lines  []Line
}

// Move is the entry of two lines that debits one account and credits another.
func Move(ref, kind string, debit, credit Account, amount money.Amount) Entry {
	return Entry{Ref: ref, Kind: kind, Lines: []Line{{debit, amount}, {credit, -amount}}}
}

// About is e with the id of what it is about.
func (e Entry) About(object string) Entry { e.Object = object; return e }

// Lines makes up to three lines, and leaves out those of 0.
func Lines(a Account, ofA money.Amount, b Account, ofB money.Amount, c Account, ofC money.Amount) (lines []Line) {
	for _, l := range []Line{{a, ofA}, {b, ofB}, {c, ofC}} {
		if l.Amount != 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

// lineMost bounds a line, so that no sum of an entry's lines overflows.
const lineMost = money.Max * 100

// linesMost bounds an entry.
const linesMost = 1000

// Check is nil for an entry that may be appended: it has a ref and a kind, two
// lines or more, each on a known account and not zero, and they sum to zero.
// What it refuses is a fault of ours, never the caller's.
func (e Entry) Check() error {
	if e.Ref == "" || e.Kind == "" || len(e.Lines) < 2 || len(e.Lines) > linesMost {
		return problem.New(problem.Internal, "ledger.malformed", "", "ref", e.Ref)
	}
	var sum money.Amount
	for _, l := range e.Lines {
		_, known := debit[l.Account.Class()]
		if !known || !accountForm.MatchString(string(l.Account)) || l.Amount == 0 || l.Amount > lineMost || l.Amount < -lineMost {
			return problem.New(problem.Internal, "ledger.malformed", "", "ref", e.Ref)
		}
		sum += l.Amount
	}
	if sum != 0 {
		return problem.New(problem.Internal, "ledger.unbalanced", "", "ref", e.Ref)
	}
	return nil
}

// Reverse is the entry that undoes e, under a ref of its own.
func (e Entry) Reverse(ref, kind string) Entry {
	r := Entry{Ref: ref, Kind: kind, Object: e.Object, Memo: e.Ref, Lines: make([]Line, len(e.Lines))}
	for i, l := range e.Lines {
		r.Lines[i] = Line{l.Account, -l.Amount}
	}
	return r
}
