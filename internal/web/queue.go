package web

import (
	"strconv"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// caretaker admits those who look after the background work.
var caretaker = gate{"caretaker", func(_ *site, who account.Actor) error { return who.OnDuty(account.Officer, account.Admin) }}

// queues shows the background work that is not done, and tries dead letters
// again, or throws one away.
func (s *site) queues(v *visit) error {
	if v.sent() {
		done, err := s.changeQueue(v)
		if err == nil {
			return v.goTo("/office/jobs?" + done)
		}
		if problem.Is(err, problem.NotFound) { // somebody was quicker
			return v.goTo("/office/jobs?again=0")
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	q, err := s.Portal.Queues(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(queuesPage(v, q))
}

// changeQueue does what a button asks, and says what was done.
func (s *site) changeQueue(v *visit) (done string, err error) {
	switch v.get("do") {
	case "retry":
		_, err = s.Portal.RetryJob(v.ctx(), v.who, v.get("id"))
		return "again=1", err
	case "retry_all":
		n, err := s.Portal.RetryJobs(v.ctx(), v.who, v.get("kind"))
		return "again=" + strconv.FormatInt(n, 10), err
	}
	_, err = s.Portal.DropJob(v.ctx(), v.who, portal.DroppedJob{ID: v.get("id"), Reason: v.get("reason")})
	return "dropped=1", err
}

// jobTag is the colour of a job's state.
func jobTag(s job.State) string {
	if s == job.Dead {
		return "tag bad"
	}
	return "tag"
}

// queueNote is what the button before has done, or nothing.
func queueNote(v *visit) string {
	if v.get("dropped") != "" {
		return v.T("web.jobs.dropped")
	}
	if n, err := strconv.Atoi(v.get("again")); err == nil && n >= 0 {
		return v.lang.N("web.jobs.again", n)
	}
	return ""
}

// deadKinds are the kinds of the dead letters, each once.
func deadKinds(q portal.Queues) (kinds []string) {
	for _, r := range q.Rows {
		if r.State == job.Dead {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}
