package rest

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecship/internal/portal"
)

// onceHeader names the caller's key.
const onceHeader = "Idempotency-Key"

// unsafe tells whether an operation changes something.
func (o operation) unsafe() bool { return o.method != http.MethodGet && o.gate.name != public.name }

// keeps tells whether the door keeps the operation's answer under a key. The
// others know their keys themselves, or, of secrets, keep nothing.
func (o operation) keeps() bool { return o.unsafe() && !o.once && !o.parts && !o.secret }

// takesKey tells whether an operation takes an Idempotency-Key.
func (o operation) takesKey() bool { return o.unsafe() && (o.once || o.parts || o.keeps()) }

// onceOf is the caller's key for this very request.
func (c *call) onceOf() portal.Once {
	hash := sha256.Sum256(c.body)
	return portal.Once{Key: c.r.Header.Get(onceHeader), Hash: hash[:]}
}

// kept serves a request under the caller's key, or answers as it was answered
// the first time.
func (c *call) kept() error {
	if c.op.in != nil {
		if err := c.load(); err != nil {
			return err
		}
	}
	once := c.onceOf()
	hash := sha256.New()
	for _, part := range [][]byte{once.Hash, []byte(c.r.URL.RequestURI()), []byte(c.r.Header.Get("If-Match"))} {
		hash.Write(part) //nolint:errcheck // never fails
	}
	once.Hash = hash.Sum(nil)
	to := c.w
	heard := &hearing{header: to.Header()}
	k, again, err := c.Portal.OnceKept(c.r.Context(), c.who, portal.OnceOf{Operation: c.op.id, Once: once}, func() (portal.Kept, error) {
		c.w = heard
		defer func() { c.w = to }()
		err := c.op.serve(c)
		return portal.Kept{Status: heard.status, Body: heard.Bytes()}, err
	})
	if err != nil {
		return err
	}
	h := to.Header()
	if again {
		h.Set(replayed, "true")
		if k.Status == http.StatusCreated || k.Status == http.StatusAccepted {
			k.Status = http.StatusOK
		}
		if len(k.Body) > 0 {
			h.Set("Content-Type", "application/json")
			h.Set("Content-Language", c.lang.HTML())
			h.Set("Content-Length", strconv.Itoa(len(k.Body)))
		}
	}
	to.WriteHeader(k.Status)
	to.Write(k.Body) //nolint:errcheck // a caller who hung up is not to be told
	return nil
}

// hearing is an answer that is not sent yet.
type hearing struct {
	bytes.Buffer
	header http.Header
	status int
}

func (h *hearing) Header() http.Header    { return h.header }
func (h *hearing) WriteHeader(status int) { h.status = status }

// UsedKey is what was done under an Idempotency-Key.
type UsedKey struct {
	Key  string `json:"key"`
	Done []Done `json:"done" doc:"the oldest first; a key may have been used for several operations"`
}

// Done is a request that was done.
type Done struct {
	Operation string    `json:"operation" doc:"operationId" example:"createShipment"`
	At        time.Time `json:"at"`
	ID        string    `json:"id,omitempty" doc:"of what it made"`
	URL       string    `json:"url,omitempty" doc:"path of what it made"`
}

// makers are the operations that make something, by the kind of what they make.
var makers = map[kind]string{"shp": "createShipment", "pay": "startPayment", "rfd": "createRefund", "adr": "addAddress", "tpl": "addTemplate", "bat": "uploadBatch", "whk": "createWebhook"}

func getUsedKey(c *call, _ nothing) (int, UsedKey, error) {
	var ours []string
	for _, o := range operations() {
		if o.keeps() {
			ours = append(ours, o.id)
		}
	}
	key := c.r.PathValue("key")
	all, err := c.Portal.UsedUnder(c.r.Context(), c.who, portal.KeySearch{Key: key, Operations: ours})
	out := UsedKey{Key: key, Done: []Done{}}
	for _, u := range all {
		d := Done{Operation: u.Operation, At: u.At.UTC(), ID: u.ID}
		if k := idKind(u.ID); k != "" {
			d.Operation, d.URL = makers[k], Base+"/"+collectionOf(k)+"/"+u.ID
		}
		out.Done = append(out.Done, d)
	}
	return http.StatusOK, out, err
}

// collectionOf is where the things of a kind stand.
func collectionOf(k kind) string {
	for _, name := range slices.Sorted(maps.Keys(idKinds)) {
		if idKinds[name] == k {
			return name
		}
	}
	return ""
}

// part is the once of one element of a list: a list that is sent again under
// its key makes nothing twice, also where its first sending was cut off.
func (c *call) part(i int, body []byte) portal.Once {
	once := c.onceOf()
	if once.Key == "" {
		return portal.Once{}
	}
	hash := sha256.Sum256(body)
	return portal.Once{Key: strings.Join([]string{once.Key, strconv.Itoa(i)}, "/"), Hash: hash[:]}
}
