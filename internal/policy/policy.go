// Package policy holds the numbers that the product promises, each with the id
// of its promise, and the calendar that they are counted in. Pages, mails and
// papers show these figures; none stands anywhere else.
package policy

import "time"

// Accounts.
const (
	ActivationDays = 30 // M-A1: an activation link works this many days from its mail
	ResetHours     = 2  // M-A2: a link to choose a new password
	PasswordLeast  = 10 // M-A2: characters, counted as people do
	PasswordMost   = 128
	InvitationDays = 7                   // M-A4: an invitation to a team works this many days from its mail
	InvitationsDay = 20                  // M-A4: invitations that one customer may have mailed in 24 hours
	TeamMost       = 50                  // M-A4: members and open invitations of one customer
	SessionIdle    = 12 * time.Hour      // M-A2: signed out after this long without a request
	SessionMost    = 30 * 24 * time.Hour // M-A2: and after this long in any case
)

// TrialClockMost is how far a test customer's clock may be ahead of ours (M-I3).
const TrialClockMost = 10 * 365 * 24 * time.Hour

// Labels.
const (
	LabelDays           = 90 // M-C3: a label is valid this many days from issue
	ExpiryNoticeDays    = 7  // M-C3: a mail reminds of a label this many days before its last
	StatementNoticeDays = 7  // M-D1: a month's statement is told of for so long after it, once
	DraftDays           = 90 // M-C2: an incomplete label is deleted this many days after it was first saved
	LabelsAtOnce        = 20 // M-C6: recipients of one form
	CertificateMonths   = 6  // M-C11
	HistoryMonths       = 6  // M-G1
	BatchRows           = 500
	IdempotencyDays     = 7      // M-I1: an idempotency key is remembered this long
	NumberBlock         = 64     // item numbers taken from a range at once, before any is used
	PageRows            = 25     // rows of a list on one page
	ListRows            = 100    // and at most where a program asks
	BookMost            = 10_000 // M-A3: addresses of one customer
	TemplatesMost       = 1_000  // M-A3: item templates of one customer
	PasswordTriesAHour  = 20     // M-A7: wrong passwords for one address, known or not
)

// Files of many items: how many the operator may allow a customer in one file
// (M-F1), and how long one may take before a mail tells of its end (M-F3).
const (
	BatchRowsMost = 100_000
	BatchMail     = 30 * time.Second
)

// The read budget (I-1): within the window nobody is shown, or asks in vain for,
// more than so many times what is his, nor less than the floor before he is
// halted for as long.
const (
	BudgetTimes  = 3
	BudgetLeast  = 100
	BudgetWindow = time.Hour
)

// PostingGap is how long a clerk may pause between two items of one sender that
// are still one posting, with one receipt (M-E4).
const PostingGap = 10 * time.Minute

// Bulk mail and its accounts.
const (
	BulkDraftDays  = 30   // M-H6: an incomplete posting summary is kept this long
	BulkMonths     = 6    // M-H6: and a complete one
	InvoiceMonths  = 12   // M-H2: invoices and payments shown of an account
	PermitDays     = 1    // M-H7: working days until a permit is decided
	DropAndGoLeast = 20   // M-E7: pieces of a Drop and Go posting
	PointCents     = 1_00 // M-E5: what earns a bonus point on Speedpost items
)

// Tracking without an account (M-I4): lookups of one address in an hour, in all
// and within one run of so many consecutive numbers.
const (
	TrackHour    = 120
	TrackRun     = 100
	TrackRunHour = 12
)

// Webhooks (M-I1): a delivery is tried for so many hours, the secret before the
// present one signs for so many more, a customer has so many endpoints at most,
// and what was told is kept for so many days.
const (
	WebhookHours    = 72
	WebhookRotation = 24
	WebhooksMost    = 10
	RequestDays     = 30
	EventDays       = 30
)

// RangeAlarms are the percentages of a service's item numbers at whose use the
// operator is told, in rising order.
var RangeAlarms = []int{80, 90, 95}

// Paying.
const (
	PaymentOpen       = 30 * time.Minute // M-D1: how long a hosted page takes a payment
	UnknownMost       = 15 * time.Minute // M-D5: by then an outcome is known, while the gateway answers
	SettleTries       = 1000             // M-D5: how often an unknown outcome is asked about by one job
	PaymentItems      = 500              // M-D1, M-F2: items in one payment; all of a file
	RefundMonthsLeast = 2                // M-D4: the money is back in two to four months
	RefundMonthsMost  = 4
	FourEyesCents     = 500_00 // M-D4: a refund above HK$500 needs two officers
)

// CaptureHour is the hour of the day, Hong Kong time, at which authorised card
// payments are captured (M-D2).
const CaptureHour = 20

// Zone is Hong Kong time, whatever the server's zone. Hong Kong has kept
// UTC+8 without daylight saving since 1979.
var Zone = time.FixedZone("HKT", 8*60*60)
