package soap

import (
	_ "embed"
	"strings"
)

// country.csv holds the operator's own country codes of three letters and the
// places that they mean. They are the letters of ISO 3166 with an A, but for
// those whose postage once differed by province or state. USA is Hawaii in one
// client and the whole country in another; postage is the same, so that it is
// the country here.
//
//go:embed country.csv
var countryTable string

// countries and codes are the table from left to right and back. Of several
// codes of a place the first one is given.
var countries, codes = func() (to, from map[string]string) {
	to, from = map[string]string{}, map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(countryTable), "\n")[1:] {
		code, place, _ := strings.Cut(line, ",")
		to[code] = place
		if from[place] == "" {
			from[place] = code
		}
	}
	return to, from
}()

// placeOf is the place of a country code. One that is unknown comes back as it
// is, for the portal to refuse.
func placeOf(code string) string {
	code = strings.ToUpper(code)
	if place, ok := countries[code]; ok {
		return place
	}
	return code
}

// ships are the ship codes that mean another service by now.
var ships = map[string]string{
	"AEP": "AEX", "AEC": "AEX", "AEG": "AEX", "AER": "AEX", "AE1": "AEX", "AE2": "AEX",
	"SPT_STD": "EMS", // as SoazPosting calls it
}

// ended are the ship codes of services that there are no more, or not here.
var ended = map[string]bool{"SMP": true, "EMSMPB": true, "SPGDE": true, "SPGDEE": true, "SPT_ECPOST": true, "SPT_ECON": true}

// serviceOf is the service of a ship code.
func serviceOf(code string) (string, error) {
	code = strings.ToUpper(code)
	if ended[code] {
		return "", NotOffered.say("soap.service_ended", "code", code)
	}
	if now, ok := ships[code]; ok {
		return now, nil
	}
	return code, nil
}

// ServiceOf is the service of a ship code, and whether it is still offered, for
// the tests of documents.
func ServiceOf(code string) (service string, offered bool) {
	service, err := serviceOf(code)
	return service, err == nil
}

// OldShipCodes is how many codes mean another service by now, or none.
func OldShipCodes() int { return len(ships) + len(ended) }
