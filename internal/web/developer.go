package web

import (
	"strconv"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
)

// madeTestKey keeps a new test key's secret for the one page that shows it.
const madeTestKey = "made_test_key"

// tester is the visitor acting for the test customer beside his own.
func (s *site) tester(v *visit) (account.Actor, error) {
	return s.Portal.Tester(v.ctx(), v.who, struct{}{})
}

// developers is the test environment's page: test keys, the clock, and what the
// visitor's program has yet to be seen doing (M-I3).
func (s *site) developers(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	x := trialView{secret: v.sessions.PopString(v.ctx(), madeTestKey), now: v.Now().Add(who.Clock), ahead: who.Clock, required: s.Portal.Conform}
	if x.keys, err = s.keysOf(v, who); err != nil {
		return err
	}
	if x.older, err = s.older(v, who); err != nil {
		return err
	}
	if x.lists, err = s.Portal.ConformanceOf(v.ctx(), v.who, struct{}{}); err != nil {
		return err
	}
	return v.show(developersPage(v, x))
}

// trialView is what the page shows of the test environment.
type trialView struct {
	keys     []apiKey
	secret   string // of a new key
	older    olderKey
	now      time.Time // by the test clock
	ahead    time.Duration
	lists    []portal.Conformance
	required bool // a list is asked for before a live key
}

// missing counts the steps of all lists that nobody was seen doing.
func missing(lists []portal.Conformance) (n int) {
	for _, l := range lists {
		n += l.Missing()
	}
	return n
}

// watchEvery is how often the page looks whether a step was done.
const watchEvery = time.Second

// conformanceProgress has the page come anew once another number of steps is left
// than it shows. Whoever does not say what he sees is told at once.
func (s *site) conformanceProgress(v *visit) error {
	shown, err := strconv.Atoi(v.get("left"))
	if err != nil {
		shown = -1
	}
	return s.stream(v, watchEvery, func() (more bool, err error) {
		lists, err := s.Portal.ConformanceOf(v.ctx(), v.who, struct{}{})
		if err != nil {
			return false, err
		}
		if n := missing(lists); n == shown {
			return n > 0, nil
		}
		_, err = v.w.Write([]byte("event: done\ndata: {}\n\n"))
		return false, err
	})
}

// makeTestKey makes a test key by one click.
func (s *site) makeTestKey(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	k, err := s.Portal.CreateKey(v.ctx(), who, v.T("web.keys.test"))
	if err != nil {
		return err
	}
	v.sessions.Put(v.ctx(), madeTestKey, k.Secret)
	return v.goTo("/developers")
}

func (s *site) revokeTestKey(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	if err := s.Portal.RevokeKey(v.ctx(), who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo("/developers?note=revoked")
}

func (s *site) turnOnTestSOAP(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	k, err := s.Portal.TurnOnSOAP(v.ctx(), who, struct{}{})
	if err != nil {
		return err
	}
	v.sessions.Put(v.ctx(), madeSOAP, k.Secret)
	return v.goTo("/developers#older")
}

func (s *site) turnOffTestSOAP(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	if _, err := s.Portal.TurnOffSOAP(v.ctx(), who, struct{}{}); err != nil {
		return err
	}
	return v.goTo("/developers?note=soap_off")
}

// moveTestClock moves the test clock on: a day, or past what waits.
func (s *site) moveTestClock(v *visit) error {
	who, err := s.tester(v)
	if err != nil {
		return err
	}
	move := portal.ClockMove{Past: portal.Milestone(v.get("past"))}
	if v.get("past") == "day" {
		move = portal.ClockMove{By: 24 * time.Hour}
	}
	if _, err := s.Portal.MoveClock(v.ctx(), who, move); err != nil {
		return err
	}
	return v.goTo("/developers?note=moved#clock")
}

// developerNotes are what the page says once something was done.
var developerNotes = map[string]string{"revoked": "web.keys.revoked_note", "soap_off": "web.soap.off_note", "moved": "trial.moved"}

// refreshWhile is how often a page without scripts comes anew, in seconds, while
// there is something to wait for.
func refreshWhile(waiting bool) int {
	if waiting {
		return 10
	}
	return 0
}
