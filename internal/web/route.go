package web

import (
	"fmt"

	"ecship/internal/account"
	"ecship/internal/manual"
	"ecship/internal/porch"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
)

// route is a row of the table of pages: a method and path, who may come here,
// how often, and what answers. None of them may be missing.
type route struct {
	pattern string // of http.ServeMux: "GET /items/{id}"
	policy  gate
	limit   porch.Limit
	serve   func(*visit) error
}

func (r route) check() error {
	if r.policy.admit == nil || r.policy.name == "" {
		return fmt.Errorf("web: the route %q has no policy", r.pattern)
	}
	if r.limit.Name == "" || r.limit.PerMinute <= 0 {
		return fmt.Errorf("web: the route %q has no limit", r.pattern)
	}
	if r.serve == nil {
		return fmt.Errorf("web: the route %q has no handler", r.pattern)
	}
	return nil
}

// gate says who may use a route. It is the first look only: the portal asks
// the same again for the very object.
type gate struct {
	name  string
	admit func(*site, account.Actor) error
}

var (
	public = gate{"public", func(*site, account.Actor) error { return nil }}
	clerk  = gate{"clerk", func(_ *site, who account.Actor) error {
		return who.OnDuty(account.Clerk)
	}}
	demoOnly = gate{"demo only", func(s *site, _ account.Actor) error {
		if s.Mode != Demo {
			return problem.New(problem.NotFound, "error.not_found", "")
		}
		return nil
	}}
)

// sender admits members whose role allows the act.
func sender(act account.Act) gate {
	return gate{"sender: " + string(act), func(_ *site, who account.Actor) error { return who.Sender(act) }}
}

// routes is every page there is.
func (s *site) routes() []route {
	all := []route{
		{"GET /{$}", public, reads, s.compare},
		{"GET /places", public, reads, s.places},
		{"GET /help", public, reads, s.helpIndex},
		{"GET /help/{topic}", public, reads, s.helpTopic},
		{"GET " + manual.Root, public, reads, s.manualRoot},
		{"GET " + manual.Root + "/index.jsp", public, reads, s.manualRoot},
		{"GET " + manual.Root + "/{$}", public, reads, s.manualIndex},
		{"GET " + manual.Root + "/{page}", public, reads, s.manualPage},
		{"GET " + manual.Root + "/rest/{group}", public, reads, s.manualGroup},
		{"GET " + manual.Root + "/rest/{group}/objects", public, reads, s.manualObjects},
		{"GET " + manual.Root + "/soap/{service}", public, reads, s.manualService},
		{"GET /track", public, reads, s.track},

		{"GET /register", public, reads, s.register},
		{"POST /register", public, secrets, s.register},
		{"GET /register/sent", public, reads, s.mailSent},
		{"GET /activate", public, reads, s.activate},
		{"POST /activate", public, secrets, s.activate},
		{"GET /sign-in", public, reads, s.signIn},
		{"POST /sign-in", public, secrets, s.signIn},
		{"POST /sign-out", public, acts, s.signOut},
		{"GET /reset", public, reads, s.reset},
		{"POST /reset", public, secrets, s.reset},
		{"GET /demo/outbox", demoOnly, reads, s.outbox},

		{"GET /items", sender(account.See), reads, s.history},
		{"GET /items/charts", sender(account.See), reads, s.charts},
		{"GET /items/export.csv", sender(account.See), reads, s.export(portal.CSV)},
		{"GET /items/export.xlsx", sender(account.See), reads, s.export(portal.Excel)},
		{"GET /items/chosen", sender(account.See), reads, s.chosen},
		{"POST /items/chosen", sender(account.Prepare), acts, s.chosen},
		{"GET /items/new", public, reads, s.newItem},
		{"POST /items/new", public, acts, s.newItem},
		{"GET /items/labels.pdf", sender(account.See), reads, s.labels(portal.PDF)},
		{"GET /items/labels.zpl", sender(account.See), reads, s.labels(portal.ZPL)},
		{"GET /items/print", sender(account.See), reads, s.print},
		{"POST /items/print", sender(account.See), acts, s.print},
		{"GET /items/print/test.pdf", sender(account.See), reads, s.testPage},
		{"GET /items/{id}/many", sender(account.Prepare), reads, s.many},
		{"POST /items/{id}/many", sender(account.Prepare), acts, s.many},
		{"GET /items/segregation", sender(account.See), reads, s.segregation},
		{"GET /items/segregation.pdf", sender(account.See), reads, s.segregationList},
		{"GET /items/{id}/certificate.pdf", sender(account.See), reads, s.certificate},
		{"GET /items/{id}", sender(account.See), reads, s.item},
		{"GET /items/{id}/check", sender(account.Prepare), reads, s.check},
		{"POST /items/{id}/check", sender(account.Prepare), acts, s.check},
		{"GET /items/{id}/label.pdf", sender(account.See), reads, s.labels(portal.PDF)},
		{"GET /items/{id}/label.zpl", sender(account.See), reads, s.labels(portal.ZPL)},
		{"GET /items/{id}/receipt.pdf", sender(account.See), reads, s.receipt},
		{"GET /items/{id}/cancel", sender(account.Prepare), reads, s.cancel},
		{"POST /items/{id}/cancel", sender(account.Prepare), acts, s.cancel},
		{"POST /items/{id}/again", sender(account.Prepare), acts, s.again},

		{"GET /batches", sender(account.See), reads, s.batches},
		{"GET /batches/new", sender(account.Prepare), reads, s.newBatch},
		{"POST /batches/new", sender(account.Prepare), uploads, s.newBatch},
		{"GET /batches/template.csv", public, reads, s.batchTemplate(sheet.CSV)},
		{"GET /batches/template.xlsx", public, reads, s.batchTemplate(sheet.Excel)},
		{"GET /batches/{id}", sender(account.See), reads, s.batch},
		{"POST /batches/{id}", sender(account.Prepare), acts, s.batch},
		{"GET /batches/{id}/progress", sender(account.See), reads, s.batchProgress},
		{"GET /batches/{id}/row", sender(account.Prepare), reads, s.batchRow},
		{"POST /batches/{id}/row", sender(account.Prepare), acts, s.batchRow},
		{"GET /batches/{id}/labels.pdf", sender(account.See), reads, s.batchLabels},
		{"GET /batches/{id}/faults", sender(account.See), reads, s.batchFaults},

		{"GET /pay", sender(account.Pay), reads, s.pay},
		{"POST /pay", sender(account.Pay), acts, s.money(s.pay)},
		{"GET /payments", sender(account.See), reads, s.payments},
		{"GET /payments/{id}", sender(account.See), reads, s.payment},
		{"GET /payments/{id}/back", sender(account.See), reads, s.paymentBack},
		{"GET /payments/{id}/receipt.pdf", sender(account.See), reads, s.paymentReceipt},
		{"POST /payments/{id}/abandon", sender(account.Pay), acts, s.money(s.abandonPayment)},
		{"GET /account/statements", sender(account.Pay), reads, s.statements},
		{"GET /account/statements.pdf", sender(account.Pay), reads, s.statementPaper},
		{"GET /account/statements.csv", sender(account.Pay), reads, s.statementFile},
		{"GET /notices/settings", sender(account.See), reads, s.noticeSettings},
		{"POST /notices/settings", sender(account.See), acts, s.noticeSettings},
		{"GET /notices/stop", public, reads, s.stopNotice},
		{"POST /notices/stop", public, acts, s.stopNotice},
		{"POST /notices/{method}", public, reads, s.notice},
		{"GET /items/{id}/refund", sender(account.Pay), reads, s.askRefund},
		{"POST /items/{id}/refund", sender(account.Pay), acts, s.money(s.askRefund)},
		{"GET /refunds/{id}", sender(account.See), reads, s.refund},
		{"GET /office/refunds", officer, reads, s.refundQueue},
		{"GET /office/refunds/instructions.csv", officer, reads, s.instructions},
		{"POST /office/refunds/answers", officer, acts, s.money(s.bankAnswer)},
		{"GET /office/refunds/{id}", officer, reads, s.vetRefund},
		{"POST /office/refunds/{id}", officer, acts, s.money(s.vetRefund)},

		{"GET /office/ranges", officer, reads, s.ranges},
		{"POST /office/ranges", officer, acts, s.ranges},
		{"GET /office/jobs", caretaker, reads, s.queues},
		{"POST /office/jobs", caretaker, acts, s.money(s.queues)},
		{"GET /office/close", officer, reads, s.closeDay},
		{"POST /office/close", officer, acts, s.money(s.closeDay)},
		{"GET /office/close.csv", officer, reads, s.closeFile},

		{"GET /addresses", sender(account.See), reads, s.addresses},
		{"GET /addresses/find", sender(account.See), reads, s.findAddress},
		{"GET /addresses/new", sender(account.Prepare), reads, s.newAddress},
		{"POST /addresses/new", sender(account.Prepare), acts, s.newAddress},
		{"GET /addresses/export.csv", sender(account.See), reads, s.exportAddresses(false)},
		{"GET /addresses/export.vcf", sender(account.See), reads, s.exportAddresses(true)},
		{"GET /address-files", sender(account.Prepare), reads, s.readAddresses},
		{"POST /address-files", sender(account.Prepare), uploads, s.readAddresses},
		{"GET /address-files/{id}", sender(account.Prepare), reads, s.takeAddresses},
		{"POST /address-files/{id}", sender(account.Prepare), acts, s.takeAddresses},
		{"GET /addresses/twins", sender(account.See), reads, s.twins},
		{"POST /addresses/twins", sender(account.Prepare), acts, s.twins},
		{"GET /addresses/{id}", sender(account.Prepare), reads, s.address},
		{"POST /addresses/{id}", sender(account.Prepare), acts, s.address},
		{"POST /addresses/{id}/delete", sender(account.Prepare), acts, s.deleteAddress},
		{"GET /templates", sender(account.See), reads, s.templates},
		{"GET /templates/find", sender(account.See), reads, s.findTemplate},
		{"GET /hs/find", public, reads, s.findHeading},
		{"GET /templates/new", sender(account.Prepare), reads, s.newTemplate},
		{"POST /templates/new", sender(account.Prepare), acts, s.newTemplate},
		{"GET /templates/{id}", sender(account.Prepare), reads, s.template},
		{"POST /templates/{id}", sender(account.Prepare), acts, s.template},
		{"POST /templates/{id}/delete", sender(account.Prepare), acts, s.deleteTemplate},
		{"POST /items/{id}/template", sender(account.Prepare), acts, s.keepTemplate},

		{"GET /keys", sender(account.Manage), reads, s.keys},
		{"POST /keys", sender(account.Manage), acts, s.keys},
		{"POST /keys/soap/on", sender(account.Manage), acts, s.turnOnSOAP},
		{"POST /keys/soap/off", sender(account.Manage), acts, s.turnOffSOAP},
		{"GET /keys/{id}/requests", sender(account.Manage), reads, s.requests("/keys", self)},
		{"POST /keys/{id}/revoke", sender(account.Manage), acts, s.revokeKey},

		{"GET /developers", sender(account.Manage), reads, s.developers},
		{"GET /developers/progress", sender(account.Manage), reads, s.conformanceProgress},
		{"POST /developers/keys", sender(account.Manage), acts, s.makeTestKey},
		{"GET /developers/keys/{id}/requests", sender(account.Manage), reads, s.requests("/developers/keys", s.tester)},
		{"POST /developers/keys/{id}/revoke", sender(account.Manage), acts, s.revokeTestKey},
		{"POST /developers/soap/on", sender(account.Manage), acts, s.turnOnTestSOAP},
		{"POST /developers/soap/off", sender(account.Manage), acts, s.turnOffTestSOAP},
		{"POST /developers/clock", sender(account.Manage), acts, s.moveTestClock},

		{"GET /webhooks", sender(account.Manage), reads, s.webhooks},
		{"POST /webhooks", sender(account.Manage), acts, s.webhooks},
		{"GET /webhooks/{id}", sender(account.Manage), reads, s.webhook},
		{"POST /webhooks/{id}", sender(account.Manage), acts, s.webhook},
		{"GET /webhooks/{id}/delivery", sender(account.Manage), reads, s.delivery},
		{"GET /integrators", sender(account.Manage), reads, s.integrators},
		{"POST /integrators", sender(account.Manage), acts, s.integrators},
		{"GET /integrators/confirm", sender(account.Manage), reads, s.confirmIntegrator},
		{"POST /integrators/confirm", sender(account.Manage), acts, s.confirmIntegrator},
		{"POST /integrators/{id}/end", sender(account.Manage), acts, s.endIntegrator},

		{"GET /team", sender(account.Manage), reads, s.team},
		{"POST /team", sender(account.Manage), acts, s.team},
		{"GET /team/{id}", sender(account.Manage), reads, s.member},
		{"POST /team/{id}", sender(account.Manage), acts, s.member},
		{"POST /team/{id}/remove", sender(account.Manage), acts, s.removeMember},
		{"POST /team/invitations/{id}/resend", sender(account.Manage), acts, s.resendInvitation},
		{"POST /team/invitations/{id}/withdraw", sender(account.Manage), acts, s.withdrawInvitation},
		{"GET /invitation", public, reads, s.invitation},
		{"POST /invitation", public, secrets, s.invitation},

		{"GET /counter/{$}", clerk, reads, s.counter},
		{"POST /counter/{$}", clerk, acts, s.money(s.counter)},
		{"GET /counter/{number}/receipt.pdf", clerk, reads, s.counterReceipt},
	}
	for _, f := range []struct {
		form emailForm
		ask  func(*visit, portal.EmailOnly) error
	}{{resendForm, s.resend}, {forgottenForm, s.forgotten}} {
		all = append(all,
			route{"GET " + f.form.path, public, reads, s.emailOnly(f.form, f.ask)},
			route{"POST " + f.form.path, public, secrets, s.emailOnly(f.form, f.ask)},
			route{"GET " + f.form.path + "/sent", public, reads, s.mailSent})
	}
	for _, step := range steps {
		path := "/items/{id}/" + string(step)
		all = append(all,
			route{"GET " + path, sender(account.Prepare), reads, s.step(step)},
			route{"POST " + path, sender(account.Prepare), acts, s.step(step)})
	}
	return all
}

// Patterns lists every route there is, "GET /items/{id}", for the tests that try
// each.
func Patterns() (all []string) {
	for _, r := range (&site{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}
