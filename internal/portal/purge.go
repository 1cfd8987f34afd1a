package portal

import (
	"time"

	"ecship/internal/policy"
	"ecship/internal/store"
)

// keptFrom is the instant before which things of a class are purged today.
func keptFrom(c policy.Class, today policy.Day) time.Time {
	return policy.Keep(c, today).Oldest(today).Start()
}

// purge forgets what nobody may ask for any more, by the table of retentions
// (M-G2). Items and drafts are purged by Sweep itself, each with its event.
func purge(tx *store.Tx, today policy.Day) error {
	before := func(forget func(time.Time) (int64, error), c policy.Class) func() (int64, error) {
		return func() (int64, error) { return forget(keptFrom(c, today)) }
	}
	for _, forget := range []func() (int64, error){
		tx.PurgeRegistrations, tx.PurgeResets, tx.PurgeInvitations, tx.PurgeSessions, // these know their own end
		before(tx.PurgeAnswers, policy.Answers), before(tx.PurgeAttempts, policy.Attempts),
		before(tx.PurgeAddressFiles, policy.Uploads), before(tx.PurgeMails, policy.Mails), before(tx.PurgeNotices, policy.Mails),
		before(tx.PurgeTracking, policy.Journeys), before(tx.PurgeEvents, policy.Tellings),
		before(tx.PurgeRequests, policy.Requests),
	} {
		if _, err := forget(); err != nil {
			return err
		}
	}
	return nil
}
