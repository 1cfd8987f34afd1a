// Package postal is the postal vocabulary: mail services, places, item numbers,
// weights, sizes and addresses. It prices nothing and stores nothing.
package postal

import "ecship/internal/i18n"

// Scope tells where a service goes.
type Scope string

// The scopes.
const (
	Local    Scope = "local"
	Overseas Scope = "overseas"
)

// Class is the kind of mail, after the first letter of its S10 indicator.
type Class string

// The classes.
const (
	Letter  Class = "letter"  // letter post: small letter, large letter, packet (U, R, L)
	Parcel  Class = "parcel"  // parcel post (C)
	Express Class = "express" // EMS (E)
)

// Service is one row of the catalogue, services.csv. Only a new kind of rule
// needs code; a new service is a row, its rates and its label layout (M-C1).
type Service struct {
	Code     string // the ship code, such as "ARM"; clients of the web services know it
	RateCode string // the code of its rates in the operator's open data, such as "AIR_REG"
	Name     i18n.Text
	Scope    Scope
	Class    Class
	Air      bool // carries the air mail impression
	// Indicator is the two S10 letters of its item numbers; empty for a
	// service that has none.
	Indicator string
	// Form is the customs form: "CN22", "CN23" or "".
	Form string
	// Layout names its label layout; empty where no label can be made.
	Layout   string
	Prepared bool // items of it can be prepared here
	Shown    bool // the comparison lists it
	Formats  bool // it is priced by letter format (M-B1)
	// MaxGrams is its own limit; a place's or a format's may be lower. 0 is none.
	MaxGrams  Grams
	Tracking  int  // 0 none, 1 some points, 2 from end to end
	Signature bool // delivered against a signature
	// Standard says how long delivery takes, Indemnity what is paid on loss.
	// Empty reads "not stated".
	Standard  i18n.Text
	Indemnity i18n.Text
}
