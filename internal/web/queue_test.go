package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/job"
	"ecship/internal/store"
)

// stageDeadLetter leaves a job that nobody can do.
func (d *demo) stageDeadLetter() {
	d.Helper()
	err := d.Portal.DB.Tx(d.Context(), 0, func(tx *store.Tx) error { return tx.Enqueue(job.Job{Kind: "label.fold", Args: "shp_1"}) })
	if err != nil {
		d.Fatal(err)
	}
	d.Work()
}

// M-J1: officers see what was given up, try it again, one or all of a kind, or
// throw it away with a reason, which the audit log keeps.
func TestQueuePages(t *testing.T) {
	d := newDemo(t)
	d.Mails.Fail = errors.New("the relay is away")
	d.post("/forgotten", url.Values{"email": {mei}})
	d.stageDeadLetter()
	d.signIn(mei)
	for _, method := range []func() answer{func() answer { return d.get("/office/jobs") }, func() answer { return d.post("/office/jobs", url.Values{"do": {"retry_all"}, "kind": {"label.fold"}}) }} {
		if a := method(); a.status != http.StatusForbidden {
			t.Errorf("a sender sees the queues: %d", a.status)
		}
	}
	d.newVisitor()
	d.signIn(vetter)
	a := d.get("/office/jobs")
	page := checkDocument(t, "queues", a.body)
	for _, want := range []string{"no handler for label.fold", "mail.send", "the relay is away", "waiting"} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("the page lacks %q:\n%s", want, page.text())
		}
	}
	if strings.Contains(a.body, mei) {
		t.Error("an address stands on the page")
	}
	again := d.post("/office/jobs", url.Values{"do": {"retry_all"}, "kind": {"label.fold"}})
	if !strings.Contains(parse(t, again.body).text(), "1 job is tried again") || !strings.Contains(again.body, "Nothing was given up") {
		t.Error(again.path, parse(t, again.body).text())
	}
	d.Work()
	id := page.one(t, "input", "name", "id").attr["value"]
	if a := d.post("/office/jobs", url.Values{"do": {"retry"}, "id": {id}}); !strings.Contains(a.path, "again=1") {
		t.Error(a.path)
	}
	d.Work()
	if a := d.post("/office/jobs", url.Values{"do": {"drop"}, "id": {id}, "reason": {"  "}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Say why it is thrown away") {
		t.Errorf("%d", a.status)
	}
	if a := d.post("/office/jobs", url.Values{"do": {"drop"}, "id": {id}, "reason": {"nobody folds labels"}}); !strings.Contains(a.body, "Nothing was given up") {
		t.Error(a.path)
	}
	if a := d.post("/office/jobs", url.Values{"do": {"drop"}, "id": {id}, "reason": {"twice"}}); !strings.Contains(a.path, "again=0") {
		t.Error("dropped twice:", a.path)
	}
	var acts []string
	err := d.Portal.DB.Read(d.Context(), 0, func(tx *store.Tx) error {
		rows, err := tx.AuditRows("", 3)
		for _, r := range rows {
			reason, _ := r.Detail["reason"].(string)
			acts = append(acts, strings.TrimSpace(r.Act+" "+reason))
		}
		return err
	})
	if got := strings.Join(acts, ", "); err != nil || got != "job.drop nobody folds labels, job.retry, job.retry_all" {
		t.Error(err, got)
	}
}
