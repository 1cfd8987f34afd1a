package portal

import (
	"context"
	"slices"
	"time"

	"ecship/internal/account"
	"ecship/internal/payment"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Door is a way in for programs, with a list of what a program must have done
// with a test key before it gets a live one (M-I3).
type Door string

// The doors: SOAP is that of older programs.
const (
	REST Door = "rest"
	SOAP Door = "soap"
)

// Doors are all that have a list.
var Doors = []Door{REST, SOAP}

// Deed is what a door saw a program do, well. Object is the item or payment
// that it did it to, where what became of that matters.
type Deed struct {
	Door   Door
	Name   string
	Object string
}

// step is a line of a door's list.
type step struct {
	name string
	deed string // the deed that does it
	// card tells that it can't be done where test customers have no gateway.
	card bool
	// where looks at the deed's object; nil takes any.
	where func(tx *store.Tx, customer, object string) (bool, error)
}

// steps are the lists, in the order in which pages show them.
var steps = map[Door][]step{
	REST: {
		{name: "quote", deed: "quote"},
		{name: "create", deed: "create"},
		{name: "label", deed: "label"},
		{name: "track", deed: "track"},
		{name: "cancel", deed: "cancel"},
		{name: "repeat", deed: "repeat"},
		{name: "limit", deed: "limit"},
		{name: "pay", deed: "pay", card: true},
		{name: "cancel_late", deed: "cancel", card: true, where: charged},
		{name: "decline", deed: "look", card: true, where: declined},
	},
	SOAP: {
		{name: "quote", deed: "quote"},
		{name: "create", deed: "create"},
		{name: "label", deed: "label"},
		{name: "track", deed: "track"},
		{name: "cancel", deed: "cancel"},
	},
}

// ConformanceSteps names every step of any list, once.
func ConformanceSteps() (all []string) {
	for _, d := range Doors {
		for _, s := range steps[d] {
			if !slices.Contains(all, s.name) {
				all = append(all, s.name)
			}
		}
	}
	return all
}

// charged tells whether an item's card was charged: it was cancelled after 20:00.
func charged(tx *store.Tx, customer, item string) (bool, error) {
	pay, err := tx.LivePayment(customer, item)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	return pay.Captured > 0, err
}

func declined(tx *store.Tx, customer, id string) (bool, error) {
	pay, err := tx.Payment(customer, id)
	return pay.State == payment.Declined, err
}

// stepsOf is a door's list where this portal can go through it.
func (p *Portal) stepsOf(d Door) []step {
	card := slices.ContainsFunc(p.Methods.Test, func(m payment.Method) bool { return m.Shape() == payment.Hosted })
	return slices.DeleteFunc(slices.Clone(steps[d]), func(s step) bool { return s.card && !card })
}

// Observe ticks off what a program with a test key did. The doors call it after
// they answered, for every deed; others' keys and what was ticked off before
// cost nothing. What goes wrong with it is logged: the program did its part.
func (p *Portal) Observe(ctx context.Context, who account.Actor, d Deed) {
	if who.Mode != account.Test || who.Key == "" {
		return
	}
	for _, s := range p.stepsOf(d.Door) {
		key := who.Customer + " " + string(d.Door) + " " + s.name
		if _, done := p.observed.Load(key); done || s.deed != d.Name {
			continue
		}
		done := true
		err := p.write(context.WithoutCancel(ctx), who, func(tx *store.Tx) (err error) {
			if s.where != nil {
				done, err = s.where(tx, who.Customer, d.Object)
			}
			if err != nil || !done {
				return err
			}
			return tx.InsertStep(who.Customer, string(d.Door), s.name)
		})
		if err == nil && done {
			p.observed.Store(key, true)
		}
		p.note("conformance", err)
	}
}

// Proof is a line of a door's list: when a program was seen doing it, or the
// zero Time.
type Proof struct {
	Step string
	At   time.Time
}

// Conformance is how far a customer's programs are through a door's list.
type Conformance struct {
	Door  Door
	Steps []Proof
}

// Missing counts the steps that nobody was seen doing.
func (c Conformance) Missing() (n int) {
	for _, s := range c.Steps {
		if s.At.IsZero() {
			n++
		}
	}
	return n
}

// ConformanceOf shows the lists of all doors, as the actor's test customer has
// gone through them.
func (p *Portal) ConformanceOf(ctx context.Context, who account.Actor, _ struct{}) (all []Conformance, err error) {
	tester, err := p.Tester(ctx, who, struct{}{})
	if err != nil {
		return nil, err
	}
	return all, p.read(ctx, tester, func(tx *store.Tx) error {
		all = nil
		for _, d := range Doors {
			c, err := p.conformance(tx, tester.Customer, d)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
}

func (p *Portal) conformance(tx *store.Tx, customer string, d Door) (c Conformance, err error) {
	done, err := tx.Steps(customer, string(d))
	c.Door = d
	for _, s := range p.stepsOf(d) {
		c.Steps = append(c.Steps, Proof{s.name, done[s.name]})
	}
	return c, err
}

// proven is nil where the actor may have a live key of a door: his programs have
// gone through its list, or the operator does not ask for that.
func (p *Portal) proven(ctx context.Context, who account.Actor, d Door) error {
	if !p.Conform || who.Mode != account.Live {
		return nil
	}
	all, err := p.ConformanceOf(ctx, who, struct{}{})
	for _, c := range all {
		if c.Door == d && c.Missing() > 0 {
			return problem.New(problem.Conflict, "conformance.first", "", "n", c.Missing())
		}
	}
	return err
}
