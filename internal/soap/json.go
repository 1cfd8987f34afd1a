package soap

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/porch"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// The older services in JSON: postage and the list of countries by HTTP Basic,
// and mail tracking by a token of 15 minutes. All take the key of this door.

// tokenLife is how long a token of mail tracking works; trackings and
// trackingsADay are how often it may be used.
const (
	tokenLife     = 15 * time.Minute
	trackingsADay = 100_000
)

var trackings = porch.Limit{Name: "mail tracking", PerMinute: 600, Burst: 1} // 100 ms apart

// itemsAtOnce is how many numbers one request may ask for.
const itemsAtOnce = 25

// jsonAnswer is what these services answer: data, or what is wrong.
type jsonAnswer struct {
	Status     int    `json:"status"`
	ErrMessage string `json:"errMessage"`
	Data       any    `json:"data"`
}

// jsonRoutes are the services' patterns with what answers. The misspelling of the
// country list is in its address.
func (d *door) jsonRoutes() map[string]http.HandlerFunc {
	all := map[string]http.HandlerFunc{
		"POST /api/authenticate":           d.json("", tokens, (*call).nobody, issueToken),
		"POST /api/version/1/mailTracking": d.json("", trackings, (*call).bearer, (&days{}).mailTracking),
	}
	for prefix, mode := range map[string]account.Mode{"/ecshipAPI": account.Live, "/ecshipAPI-trial": account.Test} {
		all["GET "+prefix+"/version/1/postage/get"] = d.json(mode, quotes, (*call).basic, postage)
		all["GET "+prefix+"/version/1/common/counrtyList/get"] = d.json(mode, reads, (*call).basic, countryList)
	}
	return all
}

// Patterns lists the services in JSON, for the tests that try each.
func Patterns() []string { return slices.Sorted(maps.Keys((&door{}).jsonRoutes())) }

// json answers a route: who asks is made sure first, then counted, then served.
func (d *door) json(mode account.Mode, limit porch.Limit, who func(*call) error, do func(*call) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := d.begin(w, r)
		c.op = operation{name: r.URL.Path, limit: limit, act: account.See}
		err := who(c)
		class, key := limit, c.who.Key
		if err != nil || key == "" {
			class, key = tokens, c.TrustedProxies.Caller(r)
		}
		if wait, ok := c.limits.Allow(class, key); !ok {
			err = problem.New(problem.Limited, "api.limited", "", "seconds", porch.RetryAfter(w.Header(), wait))
		} else if err == nil && mode != "" && c.who.Mode != mode {
			err = Environment.say("soap.environment")
		}
		var data any
		if err == nil {
			data, err = do(c)
		}
		status, message := c.outcome(err)
		c.sendJSON(httpStatus(err), jsonAnswer{int(status), message, data})
	}
}

// httpStatus is a problem's status of HTTP.
func httpStatus(err error) int {
	if err == nil {
		return http.StatusOK
	}
	switch problem.Of(err).Kind {
	case problem.Invalid:
		return http.StatusBadRequest
	case problem.Unauthorised:
		return http.StatusUnauthorized
	case problem.Forbidden:
		return http.StatusForbidden
	case problem.NotFound:
		return http.StatusNotFound
	case problem.Conflict:
		return http.StatusConflict
	case problem.Limited:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

func (c *call) sendJSON(code int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		c.Log.Error("an answer can't be written", "request", c.who.Request, "error", err)
		code, b = http.StatusInternalServerError, []byte(`{"status":110,"errMessage":"error","data":null}`)
	}
	h := c.w.Header()
	if code == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="ecship"`)
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	c.w.WriteHeader(code)
	c.w.Write(b) //nolint:errcheck // a caller who hung up is not to be told
}

func (c *call) nobody() error { return nil }

// signIn makes the caller whom a user name and a proof stand for.
func (c *call) signIn(username string, proves func(secret string) bool) error {
	who, err := c.Portal.ActorByToken(c.r.Context(), account.Nobody, portal.UsernameToken{Username: username, Proves: proves})
	who.Request = c.who.Request
	c.who = who
	return err
}

// basic takes user name and key in the Authorization header.
func (c *call) basic() error {
	username, key, ok := c.r.BasicAuth()
	if !ok {
		return problem.New(problem.Unauthorised, "soap.token", "")
	}
	return c.signIn(username, func(secret string) bool { return subtle.ConstantTimeCompare([]byte(secret), []byte(key)) == 1 })
}

// seal is a token's proof: a MAC of whose it is and until when, by the key
// itself, so that the token ends with the key and nothing need be kept.
func seal(secret, username, until string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte("mail tracking\x00" + username + "\x00" + until))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// issueToken answers user name and key with a token.
func issueToken(c *call) (any, error) {
	var in struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	if err := c.readJSON(&in); err != nil {
		return nil, err
	}
	until, token := strconv.FormatInt(c.Now().Add(tokenLife).Unix(), 10), ""
	err := c.signIn(in.Username, func(secret string) bool {
		token = in.Username + "." + until + "." + seal(secret, in.Username, until)
		return subtle.ConstantTimeCompare([]byte(secret), []byte(in.Password)) == 1
	})
	if err != nil {
		return nil, err
	}
	return struct {
		Token   string `json:"token"`
		Seconds int    `json:"expiresIn"`
	}{token, int(tokenLife.Seconds())}, nil
}

// bearer takes a token in the Authorization header.
func (c *call) bearer() error {
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	parts := strings.Split(token, ".")
	if !strings.EqualFold(scheme, "Bearer") || len(parts) != 3 {
		return problem.New(problem.Unauthorised, "soap.token", "")
	}
	until, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || c.Now().Unix() >= until {
		return problem.New(problem.Unauthorised, "soap.token", "")
	}
	return c.signIn(parts[0], func(secret string) bool {
		return subtle.ConstantTimeCompare([]byte(seal(secret, parts[0], parts[1])), []byte(parts[2])) == 1
	})
}

func (c *call) readJSON(v any) error {
	b, err := c.read()
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		return problem.New(problem.Invalid, "api.not_json", "", "byte", 0)
	}
	return nil
}

// postage is getTotalPostage by a query. Clients read all five; there is no
// surcharge here.
func postage(c *call) (any, error) {
	q := c.r.URL.Query()
	a, err := getTotalPostage(c, Api01Request{CountryCode: q.Get("countryCode"), ShipCode: q.Get("shipCode"), Weight: decimal(q.Get("weight"))})
	if err != nil {
		return nil, err
	}
	return struct {
		TotalPostage           decimal `json:"totalPostage"`
		AdditionalCharge       decimal `json:"additionalCharge"`
		InsurancePremiumFee    decimal `json:"insurancePremiumFee"`
		WithPostageSurcharge   decimal `json:"withPostageSurcharge"`
		WithHighValueSurcharge decimal `json:"withHighValueSurcharge"`
	}{a.TotalPostage, a.AdditionalCharge, a.InsurancePremiumFee, cents(0), cents(0)}, nil
}

// jsonCountry is a place as these clients know it.
type jsonCountry struct {
	CtyCode    string `json:"ctyCode"`
	HkpCtyCode string `json:"hkpCtyCode"`
	NameE      string `json:"nameE"`
	NameC      string `json:"nameC"`
	NameS      string `json:"nameS"`
}

func countryList(c *call) (any, error) {
	var all []jsonCountry
	for _, p := range c.Portal.Catalogue().On(policy.DayOf(c.Now().Add(c.who.Clock))).Places.All() {
		if code := codes[p.Code]; code != "" {
			all = append(all, jsonCountry{p.Code[:2], code, p.Name.En, p.Name.Hant, p.Name.Hans})
		}
	}
	return all, nil
}

// days counts each key's requests of today.
type days struct {
	mu    sync.Mutex
	today policy.Day
	used  map[string]int
}

// one takes one of a key's requests of a day.
func (d *days) one(key string, today policy.Day) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.today != today {
		d.today, d.used = today, map[string]int{}
	}
	d.used[key]++
	return d.used[key] <= trackingsADay
}

// jsonWay is what is known of one item; Status is that of the SOAP services.
type jsonWay struct {
	ItemNo     string     `json:"itemNo"`
	Status     int        `json:"status"`
	ErrMessage string     `json:"errMessage"`
	Events     []jsonStep `json:"events"`
}

type jsonStep struct {
	Date   string `json:"date"`
	Detail string `json:"detail"`
}

// mailTracking answers for several items; one that can't be found does not
// hold up the others.
func (d *days) mailTracking(c *call) (any, error) {
	if !d.one(c.who.Key, policy.DayOf(c.Now())) {
		return nil, problem.New(problem.Limited, "soap.day", "", "most", trackingsADay)
	}
	var in struct {
		ItemNo   []string `json:"itemNo"`
		Language string   `json:"language"`
	}
	if err := c.readJSON(&in); err != nil {
		return nil, err
	}
	if len(in.ItemNo) == 0 || len(in.ItemNo) > itemsAtOnce {
		return nil, problem.New(problem.Invalid, "soap.items", "itemNo", "most", itemsAtOnce)
	}
	lang := c.language(in.Language)
	all := make([]jsonWay, 0, len(in.ItemNo))
	for _, number := range in.ItemNo {
		_, steps, err := c.way(number, lang)
		if l := (*problem.Problem)(nil); errors.As(err, &l) && l.Kind == problem.Limited {
			return nil, err
		}
		w := jsonWay{ItemNo: clip(number), Events: []jsonStep{}}
		status, message := c.outcome(err)
		w.Status, w.ErrMessage = int(status), message
		for _, s := range steps {
			w.Events = append(w.Events, jsonStep{day(s.At), s.text})
		}
		all = append(all, w)
	}
	return struct {
		Items []jsonWay `json:"items"`
	}{all}, nil
}

// language is the one that a letter of these services means.
func (c *call) language(letter string) i18n.Lang {
	switch strings.ToUpper(letter) {
	case "E":
		return i18n.En
	case "C":
		return i18n.Hant
	case "S":
		return i18n.Hans
	}
	return c.lang
}
