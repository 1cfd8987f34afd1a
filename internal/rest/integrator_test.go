package rest_test

import (
	"testing"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

// S-01, M-A7: an integrator's key reaches a member's things only by naming the
// account, only while the member allows it, and nobody else's at all.
func TestIntegrator(t *testing.T) {
	mei := open(t)
	item := mei.do("POST", shipments, tea()).must(t, 201).text("id")
	tom := mei.as("tom")
	shop := mei.as("shop")
	r := shop.run
	header := "Ecship-Account: " + mei.customer()
	shop.do("GET", shipments+"/"+item, "", header).refused(t, "404 integrator.unbound at Ecship-Account")
	shop.do("GET", shipments+"/"+item, "", "Ecship-Account: cus_nobody").refused(t, "404 integrator.unbound at Ecship-Account")
	if err := r.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "shop@example.org", On: true}); err != nil {
		t.Fatal(err)
	}
	portaltest.Must(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org", Scopes: []account.Act{account.See}})
	r.Work()
	r.As("mei")
	b := portaltest.Must(r, r.Portal.ConfirmBinding, r.Token("mei@example.org"))

	shop.do("GET", shipments+"/"+item, "", header).must(t, 200)
	shop.do("GET", shipments+"/"+item, "").refused(t, "404 error.not_found") // his own has no such item
	shop.do("POST", shipments+"/"+item+"/cancel", "", header).refused(t, "403 error.forbidden")
	shop.do("GET", shipments+"/"+item, "", "Ecship-Account: "+tom.customer()).refused(t, "404 integrator.unbound at Ecship-Account")
	tom.do("GET", shipments+"/"+item, "", header).refused(t, "404 integrator.unbound at Ecship-Account")
	shop.tester("shop").do("GET", shipments+"/"+item, "", header).refused(t, "404 integrator.unbound at Ecship-Account")
	r.As("mei")
	portaltest.Must(r, r.Portal.EndBinding, b.ID)
	shop.do("GET", shipments+"/"+item, "", header).refused(t, "404 integrator.unbound at Ecship-Account")
}

func (c *client) customer() string { return c.who.Customer }
