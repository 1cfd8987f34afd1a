package postal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ecship/internal/problem"
)

// The greatest lengths, in characters, of what fits on the labels' address
// panels.
const (
	NameMost     = 60
	LineMost     = 60
	LinesMost    = 3
	CityMost     = 40
	StateMost    = 40
	PostcodeMost = 12
	PhoneMost    = 20
	EmailMost    = 254
	NativeMost   = 40 // of a line in Chinese, whose characters are wider
)

// Clean is the address as it is kept: NFC, single spaces, no empty lines, the
// postcode in capitals. It refuses nothing.
func (a Address) Clean() Address {
	a.Name, a.Company, a.City, a.State = narrow(a.Name), narrow(a.Company), narrow(a.City), narrow(a.State)
	a.Postcode = strings.ToUpper(narrow(a.Postcode))
	a.Place = strings.ToUpper(narrow(a.Place))
	a.Phone, a.Email = narrow(a.Phone), narrow(a.Email)
	a.Street = lines(a.Street, narrow)
	a.Native = NativeAddress{Name: CleanText(a.Native.Name), Company: CleanText(a.Native.Company), Street: lines(a.Native.Street, CleanText)}
	return a
}

// narrow is CleanText with the wide letters and digits of Chinese keyboards,
// such as "Ｆｌａｔ　５", made ordinary ones.
func narrow(s string) string {
	if tidy(s) {
		return s
	}
	return CleanText(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s))
}

func lines(in []string, clean func(string) string) []string {
	var out []string
	for _, s := range in {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// CheckSender finds what is wrong with a clean sender's address. It must be in
// Hong Kong (M-C7).
func (d *Directory) CheckSender(a Address) error {
	errs := &problem.List{}
	if a.Place != Home {
		errs.Add("address.sender_home", "place")
	}
	a.check(errs)
	return errs.Err()
}

// CheckRecipient finds what is wrong with a clean recipient's address for a
// service; the zero Service asks for what every one asks for.
func (d *Directory) CheckRecipient(a Address, s Service) error {
	errs := &problem.List{}
	p, ok := d.Find(a.Place)
	switch {
	case a.Place == "":
		errs.Add("address.missing", "place")
	case !ok:
		errs.Add("place.unknown", "place", "text", clip(a.Place))
	}
	a.check(errs)
	if !ok {
		return errs.Err()
	}
	p.checkForm(a, errs)
	form := p.Postcode
	if form == nil {
		return errs.Err()
	}
	if form.City && a.City == "" {
		errs.Add("address.missing", "city")
	}
	needed := form.Needed == "yes" || slices.Contains(s.Postcodes, p.Code) || slices.Contains(s.Postcodes, Country(p.Code))
	switch {
	case a.Postcode == "" && needed:
		errs.Add("address.postcode_missing", "postcode", "place", p.Name, "example", form.Example)
	case a.Postcode != "" && form.Needed != "no" && !form.Form.MatchString(a.Postcode):
		errs.Add("address.postcode_form", "postcode", "place", p.Name, "example", form.Example)
	}
	return errs.Err()
}

// Warn gives what the sender of a good address should know: a destination that
// delivers better with a postcode (M-C8), and a postcode of an odd form where
// none is needed; a state that only the postcode tells.
func (d *Directory) Warn(a Address) []*problem.Problem {
	p, ok := d.Find(a.Place)
	if !ok || p.Postcode == nil {
		return nil
	}
	if q := p.stateMissing(a); q != nil && a.Postcode != "" {
		return []*problem.Problem{q}
	}
	switch {
	case p.Postcode.Needed == "warn" && a.Postcode == "":
		return []*problem.Problem{problem.New(problem.Invalid, "address.postcode_advised", "postcode", "place", p.Name)}
	case p.Postcode.Needed == "no" && p.oddPostcode(a.Postcode):
		return []*problem.Problem{problem.New(problem.Invalid, "address.postcode_odd", "postcode", "place", p.Name, "example", p.Postcode.Example)}
	}
	return nil
}

var (
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 ()./-]{3,}$`)
	emailForm = regexp.MustCompile(`^[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\]+\.[^\s@<>()\[\],;:"\\.]{2,}$`)
)

// check finds what is wrong wherever the address is.
func (a Address) check(errs *problem.List) {
	must := func(field, s string) {
		if s == "" {
			errs.Add("address.missing", field)
		}
	}
	must("name", a.Name)
	must("street", strings.Join(a.Street, ""))
	text(errs, "name", a.Name, NameMost, CheckLatin)
	text(errs, "company", a.Company, NameMost, CheckLatin)
	street(errs, "street", a.Street, LineMost, CheckLatin)
	text(errs, "city", a.City, CityMost, CheckLatin)
	text(errs, "state", a.State, StateMost, CheckLatin)
	text(errs, "postcode", a.Postcode, PostcodeMost, CheckLatin)
	if text(errs, "phone", a.Phone, PhoneMost, CheckLatin) && a.Phone != "" && !phoneForm.MatchString(a.Phone) {
		errs.Add("address.phone", "phone")
	}
	if text(errs, "email", a.Email, EmailMost, CheckLatin) && a.Email != "" && !emailForm.MatchString(a.Email) {
		errs.Add("address.email", "email")
	}
	text(errs, "native.name", a.Native.Name, NativeMost, CheckPrintable)
	text(errs, "native.company", a.Native.Company, NativeMost, CheckPrintable)
	street(errs, "native.street", a.Native.Street, NativeMost, CheckPrintable)
}

func street(errs *problem.List, field string, lines []string, most int, check func(string) error) {
	if len(lines) > LinesMost {
		errs.Add("address.lines", field, "most", LinesMost)
		return
	}
	for i, s := range lines {
		text(errs, field+"."+strconv.Itoa(i), s, most, check)
	}
}

func text(errs *problem.List, field, s string, most int, check func(string) error) bool {
	if utf8.RuneCountInString(s) > most {
		errs.Add("text.too_long", field, "most", most)
		return false
	}
	err := check(s)
	errs.Take(field, err)
	return err == nil
}

func clip(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}
