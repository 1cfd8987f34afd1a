package policy

// Class is a kind of record that is kept for some time and then purged (M-G2).
type Class string

// The classes.
const (
	Drafts        Class = "draft"        // from when it was first saved (M-C2)
	Items         Class = "item"         // from the last thing that happened to it (M-G1)
	Registrations Class = "registration" // from the mail with its link (M-A1)
	Answers       Class = "answer"       // of an idempotency key, from when it was given (M-I1)
	Mails         Class = "mail"         // from when it was written; by then the links in it are dead
	Attempts      Class = "attempt"      // of passwords, from the first of a window
	Uploads       Class = "upload"       // files that wait for their reader's decision
	Journeys      Class = "journey"      // events of an item on its way, from when they came (M-I4)
	Requests      Class = "request"      // of programs with a key, from when it came (M-I1)
	Tellings      Class = "telling"      // what programs were told, with every try, from when it happened (M-I1)
)

// Retention is how long a class is kept from a day on: so many months, or so
// many days.
type Retention struct {
	Class        Class
	From         Day
	Months, Days int
}

// Retentions is the dated table of what is kept how long. Sessions and links
// to a new password end by themselves, at the moment that they name.
var Retentions = []Retention{
	{Class: Drafts, Days: DraftDays},
	{Class: Items, Months: HistoryMonths},
	{Class: Registrations, Days: ActivationDays},
	{Class: Answers, Days: IdempotencyDays},
	{Class: Mails, Days: ActivationDays},
	{Class: Attempts, Days: 1},
	{Class: Uploads, Days: 1},
	{Class: Journeys, Months: HistoryMonths},
	{Class: Tellings, Days: EventDays},
	{Class: Requests, Days: RequestDays},
}

// Keep is how long a class is kept by the rule in force on a day.
func Keep(c Class, on Day) (r Retention) {
	for _, x := range Retentions {
		if x.Class == c && x.From <= on && x.From >= r.From {
			r = x
		}
	}
	return r
}

// Until is the last day on which something of a day is kept; it is purged when
// that day has ended.
func (r Retention) Until(d Day) Day { return d.AddMonths(r.Months) + Day(r.Days) }

// Oldest is the first day of which things are still kept today: what is from
// before it is purged, and nothing younger.
func (r Retention) Oldest(today Day) Day {
	d := (today - Day(r.Days)).AddMonths(-r.Months)
	for r.Until(d) < today { // a shorter month: several days end on its last
		d++
	}
	for r.Until(d-1) >= today {
		d--
	}
	return d
}
