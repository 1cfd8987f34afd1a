package soap

import (
	"fmt"
	"reflect"

	"ecship/internal/account"
	"ecship/internal/porch"
	"ecship/internal/portal"
)

// operation is a row of the table: whose service it is of, how its wrapper and
// its request are called, who may use it, how often, and what answers.
type operation struct {
	service string
	name    string // of the wrapper; its reply is name + "Response", holding name + "Return"
	in      string // the wrapper's one child
	act     account.Act
	limit   porch.Limit
	action
}

// action is what an operation does, with the objects that it takes and gives.
type action struct {
	request, reply *class
	serve          func(*call, *node) (reflect.Value, error)
}

// asking is what all requests have in common: for whom they are made.
type asking interface {
	integrator() string
	member() string
}

// outcome is what all replies have in common.
type outcome interface{ set(Status, string) }

// does makes an action that binds an In and answers with what do gives. An
// error becomes the status of an Out that says nothing else.
func does[In asking, Out any, P interface {
	*Out
	outcome
}](do func(*call, In) (Out, error)) action {
	in, out := reflect.TypeFor[In](), reflect.TypeFor[Out]()
	a := action{request: classOf(in, false), reply: classOf(out, out.Field(0).Type == reflect.TypeFor[Reply]())}
	a.serve = func(c *call, n *node) (reflect.Value, error) {
		var body In
		if err := a.request.bind(n, reflect.ValueOf(&body).Elem()); err != nil {
			return reflect.Value{}, err
		}
		var answer Out
		err := c.mayAsk(body)
		if err == nil {
			answer, err = do(c, body)
		}
		if err != nil {
			answer = *new(Out)
		}
		if err == nil {
			c.Portal.Observe(c.r.Context(), c.who, portal.Deed{Door: portal.SOAP, Name: deeds[c.op.name]})
		}
		P(&answer).set(c.outcome(err))
		return reflect.ValueOf(&answer).Elem(), nil
	}
	return a
}

// deeds are the operations that the list of conformance is about (M-I3).
var deeds = map[string]string{
	"getTotalPostage": "quote", "createOrder": "create", "createTemporaryOrder": "create", "createSoazOrder": "create",
	"getAddressPack": "label", "getSoazAddressPack": "label", "getMTTInfo": "track", "getTTInfo": "track",
	"cancelOrder": "cancel", "cancelTemporaryOrder": "cancel",
}

// The classes of limits: how often one key may use the operations of a class
// together, or one address without a key (S-16).
var (
	quotes = porch.Limit{Name: "soap quotes", PerMinute: 1200, Burst: 300}
	reads  = porch.Limit{Name: "soap reads", PerMinute: 1200, Burst: 300}
	writes = porch.Limit{Name: "soap writes", PerMinute: 600, Burst: 200}
	tokens = porch.Limit{Name: "soap tokens", PerMinute: 60, Burst: 30} // wrong ones, of an address
)

// The services, by the names in their addresses.
const (
	posting    = "Posting"
	calculator = "Calculator"
	tracker    = "Tracking"
	speedpost  = "SoazPosting"
)

// operations is everything that the door does.
func operations() []operation {
	return []operation{
		{posting, "createOrder", "api02Req", account.Prepare, writes, does(createOrder)},
		{posting, "createTemporaryOrder", "api02Req", account.Prepare, writes, does(createTemporaryOrder)},
		{posting, "cancelOrder", "api03Req", account.Prepare, writes, does(cancelOrder)},
		{posting, "cancelTemporaryOrder", "api12Req", account.Prepare, writes, does(cancelTemporaryOrder)},
		{posting, "getOrderInfo", "api07Req", account.See, reads, does(getOrderInfo)},
		{posting, "getTemporaryOrderInfo", "api07Req", account.See, reads, does(getTemporaryOrderInfo)},
		{posting, "getAddressPack", "api11Req", account.See, reads, does(getAddressPack)},
		{posting, "getCOP", "api10Req", account.See, reads, does(getCOP)},
		{posting, "getItemNo", "api26Req", account.See, reads, does(getItemNo)},
		{posting, "getMcnInfo", "api27Req", account.See, reads, does(getMcnInfo)},
		{calculator, "getTotalPostage", "api01Req", account.See, quotes, does(getTotalPostage)},
		{tracker, "getMTTInfo", "api04Req", account.See, reads, does(getMTTInfo)},
		{tracker, "getTTInfo", "api05Req", account.See, reads, does(getTTInfo)},
		{speedpost, "createSoazOrder", "api30Req", account.Prepare, writes, does(createSoazOrder)},
		{speedpost, "getSoazAddressPack", "api31Req", account.See, reads, does(getSoazAddressPack)},
	}
}

func (o operation) check() error {
	if o.service == "" || o.name == "" || o.in == "" || o.act == "" || o.limit.PerMinute <= 0 || o.serve == nil {
		return fmt.Errorf("soap: the operation %q lacks its policy, its limit or its action", o.name)
	}
	return nil
}

// Wrapper is an operation as messages name it: its element, the one child of
// that, and the service that takes them.
type Wrapper struct{ Service, Name, Request string }

// String is "Posting createOrder".
func (w Wrapper) String() string { return w.Service + " " + w.Name }

// Operations lists every operation there is, for the tests that try each.
func Operations() (all []Wrapper) {
	for _, o := range operations() {
		all = append(all, Wrapper{o.service, o.name, o.in})
	}
	return all
}
