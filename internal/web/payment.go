package web

import (
	"crypto/sha256"
	"io"
	"net/http"
	"net/url"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// till is what the pay page offers.
type till struct {
	unpaid   portal.Payment
	methods  []payment.Method
	accounts []portal.DepositAccount
}

// pay asks which items to pay for and how, then begins the payment (M-D1). The
// total that the page showed comes back with the form: where the price has
// changed meanwhile the payer is asked again.
func (s *site) pay(v *visit) error {
	v.formsMayLeadTo(s.gateways(v)...)
	if v.r.Method == http.MethodPost {
		done, err := s.startPayment(v)
		if err != nil || done {
			return err
		}
	}
	t, err := s.tillFor(v)
	if err != nil {
		return err
	}
	if !v.typed.Has("items") {
		for _, it := range t.unpaid.Items {
			if !it.Live { // not what is left for the counter
				v.typed.Add("items", it.ID)
			}
		}
	}
	if v.get("method") == "" && len(t.methods) > 0 && v.r.Method == http.MethodGet {
		v.typed.Set("method", t.methods[0].Code())
	}
	return v.show(payPage(v, t))
}

func (s *site) tillFor(v *visit) (t till, err error) {
	if v.get("batch") != "" { // all of one file (M-F2)
		t.unpaid, err = s.Portal.UnpaidOfBatch(v.ctx(), v.who, v.get("batch"))
	} else {
		t.unpaid, err = s.Portal.Unpaid(v.ctx(), v.who)
	}
	if err != nil {
		return t, err
	}
	if t.accounts, err = s.Portal.DepositAccounts(v.ctx(), v.who); err != nil {
		return t, err
	}
	t.methods = s.Portal.PaymentMethods(v.who)
	return t, nil
}

// startPayment begins a payment and tells whether the answer is out.
func (s *site) startPayment(v *visit) (done bool, err error) {
	in := portal.NewPayment{Items: v.typed["items"], Method: v.get("method"), Source: v.get("source"), Once: portal.Once{Key: v.get("once"), Hash: formHash(v.r.PostForm)}}
	// Each item's price is sent along; what the payer saw is their sum.
	for _, it := range in.Items {
		if a, err := money.Parse(v.get("price." + it)); err == nil {
			in.Quoted += a
		}
	}
	p, err := s.Portal.StartPayment(v.ctx(), v.who, in)
	if err != nil {
		v.typed.Del("once") // mended, it is another request
		return false, v.wrong(err)
	}
	if p.State == payment.Open && p.Checkout != "" {
		return true, v.goTo(p.Checkout)
	}
	return true, v.goTo(paymentPath(p.ID))
}

// gateways are the origins that the pay form may lead to: those of the ways to
// pay that this customer has.
func (s *site) gateways(v *visit) (origins []string) {
	for _, m := range s.Portal.PaymentMethods(v.who) {
		if o := m.Origin(); o != "" {
			origins = append(origins, o)
		}
	}
	return origins
}

// formHash tells one form's answers from another's.
func formHash(form url.Values) []byte {
	h := sha256.Sum256([]byte(form.Encode()))
	return h[:]
}

func paymentPath(id string) string { return "/payments/" + url.PathEscape(id) }

// payments lists what was paid.
func (s *site) payments(v *visit) error {
	l, err := s.Portal.Payments(v.ctx(), v.who, portal.PaymentPage{After: v.get("after")})
	if err != nil {
		return err
	}
	return v.show(paymentsPage(v, l))
}

// payment shows one payment: first what became of the money.
func (s *site) payment(v *visit) error {
	p, err := s.Portal.Payment(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(paymentPage(v, p))
}

// paymentBack is where the gateway sends the payer: it is asked at once what
// came of it.
func (s *site) paymentBack(v *visit) error {
	p, err := s.Portal.RefreshPayment(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.goTo(paymentPath(p.ID))
}

func (s *site) abandonPayment(v *visit) error {
	p, err := s.Portal.AbandonPayment(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.goTo(paymentPath(p.ID))
}

func (s *site) paymentReceipt(v *visit) error {
	out, err := s.Portal.PaymentReceipt(v.ctx(), v.who, portal.Paper{ID: v.r.PathValue("id"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}

// maxNotice is the largest notification of a gateway, in bytes.
const maxNotice = 64 << 10

// notice takes a gateway's notification. Whoever is not the gateway hears that,
// and nothing else.
func (s *site) notice(v *visit) error {
	body, err := io.ReadAll(io.LimitReader(v.r.Body, maxNotice+1))
	if err != nil || len(body) > maxNotice {
		return problem.New(problem.Invalid, "web.error.too_large", "")
	}
	if err := s.Portal.PaymentNotice(v.ctx(), v.r.PathValue("method"), v.r.Header, body); err != nil {
		return err
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// paymentTag is the colour of a payment's state.
func paymentTag(p payment.Payment) string {
	switch p.Money() {
	case payment.Charged:
		if p.State == payment.Deferred { // of some items
			return "tag warn"
		}
		return "tag good"
	case payment.Held, payment.Unknown:
		return "tag warn"
	}
	if p.State.Live() || p.State == payment.Deferred {
		return "tag warn"
	}
	return "tag bad"
}

// paidBy is how something was paid, or is to be, for people.
func paidBy(l i18n.Lang, p payment.Payment) string {
	if p.Method == "counter" && p.State == payment.Captured {
		return l.T("web.payment.at_counter") // and not "later" any more
	}
	return l.T("method." + p.Method)
}

// moneyBox is the colour of what is said of the money.
func moneyBox(m payment.Money) string {
	if m == payment.Unknown {
		return "notice warn"
	}
	return "notice"
}

// timeLeft is how long until a moment, as people say it; empty once it is past.
func (v *visit) timeLeft(until time.Time) string {
	left := until.Sub(v.Now().Add(v.who.Clock))
	if left <= 0 {
		return ""
	}
	return v.lasting(left)
}

// paymentSays is a step of a payment's or refund's history for people.
func paymentSays(l i18n.Lang, e portal.MoneyEvent) string { return payment.Event(e.Event).In(l) }

func refundSays(l i18n.Lang, e portal.MoneyEvent) string { return payment.RefundEvent(e.Event).In(l) }
