package portal_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// subjects are the mails that somebody got since there were so many.
func subjects(r *Runner, to string, since int) (all []string) {
	for _, m := range r.Mails.To(to)[since:] {
		all = append(all, m.Subject)
	}
	return all
}

// M-C3, M-D1: a mail when an item is posted; one a week before labels expire,
// however many and however often the chores come round; one for the month of a
// deposit account. Each but those of account, password and refund is switched
// off in the settings, or by its own link without signing in.
func TestNotices(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		mei, mail := r.Who, "mei@example.org"
		if err := r.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: "PM10001", Customer: mei.Customer, Name: "Mei", Deposit: 100}); err != nil {
			t.Fatal(err)
		}
		seen := len(r.Mails.To(mail))
		chores := func(at time.Time) []string {
			r.Helper()
			r.Until(at)
			for range 2 {
				if err := r.Portal.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.Work()
			}
			all := subjects(r, mail, seen)
			seen += len(all)
			return all
		}
		a, b := issued(r), issued(r)
		third := issued(r)
		r.AsClerk("GPO")
		Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(a.Number), Grams: 1500, Cash: 100000})
		if got := chores(r.Now()); len(got) != 1 || got[0] != "Accepted: "+a.Number.Grouped() {
			t.Error(got)
		}
		november := policy.MonthOf(policy.DayOf(Start))
		if got := chores(november.Last().End().Add(-time.Microsecond)); len(got) != 0 {
			t.Error("before the month's end:", got)
		}
		if got := chores(november.Last().End()); len(got) != 1 || got[0] != "Statement of PM10001" {
			t.Error(got)
		}
		if got := chores((b.ExpiresOn - policy.ExpiryNoticeDays).Start().Add(-time.Microsecond)); len(got) != 0 {
			t.Error("too early:", got)
		}
		if got := chores((b.ExpiresOn - policy.ExpiryNoticeDays).Start()); len(got) != 1 || !strings.HasPrefix(got[0], "Labels expire after ") {
			t.Error(got)
		}
		if got := chores(b.ExpiresOn.Start()); len(got) != 0 {
			t.Error("told twice:", got)
		}

		// Off by the link of the mail, whoever follows it; nothing else is.
		last := r.Mails.To(mail)[seen-1]
		_, token, ok := strings.Cut(last.Stop, "?token=")
		if !ok || !strings.Contains(last.Body, last.Stop) {
			t.Fatalf("%q %s", last.Stop, last.Body)
		}
		for _, bad := range []string{"", token + "x", token[1:], strings.Replace(token, ".expiring.", ".reset.", 1), strings.Replace(token, ".expiring.", ".paid.", 1)} {
			if _, err := r.Portal.StopNotice(t.Context(), bad); err == nil {
				t.Errorf("%q stops something", bad)
			}
		}
		if k, err := r.Portal.StopNotice(t.Context(), token); k != notify.Expiring || err != nil {
			t.Error(k, err)
		}
		r.AsActor(mei)
		for _, n := range Must(r, r.Portal.NoticeSettings, struct{}{}) {
			if n.On != (n.Kind != notify.Expiring) {
				t.Errorf("%+v", n)
			}
		}
		// Everything off: posting is silent, a refund is not.
		Must(r, r.Portal.SetNotices, map[notify.Kind]bool{})
		c := issued(r)
		approve(r, pay(r, c))
		until(r, policy.DayOf(r.Now()).At(policy.CaptureHour))
		Must(r, r.Portal.CancelShipment, c.ID)
		Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: c.ID})
		r.AsClerk("GPO")
		Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(third.Number), Grams: 1500, Cash: 100000})
		if got := chores(r.Now()); len(got) != 1 || !strings.HasPrefix(got[0], "Refund of ") || r.Mails.To(mail)[seen-1].Stop != "" {
			t.Error(got)
		}
		r.AsActor(mei)
		Must(r, r.Portal.SetNotices, map[notify.Kind]bool{notify.Posted: true, notify.Reset: true})
		if all := Must(r, r.Portal.NoticeSettings, struct{}{}); len(all) != 6 || !all[1].On || all[0].On {
			t.Errorf("%+v", all)
		}
	})
}
