// Package client speaks to the portal's REST API: a method for each operation,
// in the types of its OpenAPI document. It gives each request that changes
// something an idempotency key of its own, tries again where that can do no
// harm, and returns what the API refuses as a *Problem. It uses the standard
// library alone.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Base is the path of the API below the portal's address.
const Base = "/api/v1"

// answerMost is the longest answer that is taken, in bytes: the labels of a
// large batch.
const answerMost = 256 << 20

// Client is a customer's way to a portal. It may be used by many at once; its
// fields may be set before its first use.
type Client struct {
	URL  string // of the portal, "https://post.example"
	Key  string // "ecs_live_…" or "ecs_test_…"; empty for what is public
	Lang string // of sentences and names: "en", "zh-Hant" or "zh-Hans"

	HTTP  *http.Client // http.DefaultClient where nil
	Tries int          // how often a request is sent at most; 4 where it is 0
	// Wait is the longest wait between two tries. Where the API asks for a longer
	// one, its answer is returned. 30 seconds where it is 0.
	Wait time.Duration
}

// New is a client of the portal at an address, with an API key.
func New(address, key string) *Client { return &Client{URL: address, Key: key} }

// File is an answer that is a file.
type File struct {
	Media string // "application/pdf"
	Name  string // that the portal proposes
	Body  []byte
}

// Upload is a file to send.
type Upload struct {
	Media string // "text/csv"
	Body  []byte
}

// request is one operation with its values.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	answered     *http.Header
	once         bool // takes an Idempotency-Key
	repeatable   bool // sent twice it does no more than sent once
}

// Option changes one request.
type Option func(*request)

// Once sends a request under a key of your own choosing, by which it can be
// sent again after your program was stopped too. Without it each call has a
// random one, which serves for the tries of that call.
func Once(key string) Option { return Header("Idempotency-Key", key) }

// IfMatch has a change made only where the object is still the one with this
// ETag.
func IfMatch(etag string) Option { return Header("If-Match", etag) }

// Fields has only these members of the answer sent: "id", "events.at".
func Fields(names ...string) Option { return Query("fields", strings.Join(names, ",")) }

// DryRun has a request looked at, and refused where it would be, but nothing
// made of it.
func DryRun() Option { return Query("dry_run", "true") }

// IfNoneMatch has the answer sent only where it is no longer the one with this
// ETag; else the error is ErrUnchanged.
func IfNoneMatch(etag string) Option { return Header("If-None-Match", etag) }

// ErrUnchanged says that the caller has the answer already.
var ErrUnchanged = errors.New("unchanged")

// Header sends a header with the request.
func Header(name, value string) Option { return func(r *request) { r.header.Set(name, value) } }

// Query adds a parameter to the request's query.
func Query(name, value string) Option { return func(r *request) { r.query.Set(name, value) } }

// Answered keeps the headers of the answer: its ETag, its request id, whether it
// was given before.
func Answered(h *http.Header) Option { return func(r *request) { r.answered = h } }

// do sends in, if any, and reads the answer into out, if any.
func (c *Client) do(ctx context.Context, r request, in, out any, opts []Option) error {
	var media string
	var body []byte
	switch in := in.(type) {
	case nil:
	case Upload:
		media, body = in.Media, in.Body
	default:
		media = "application/json"
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	answer, err := c.send(ctx, r, media, body, opts)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(answer.body, out); err != nil {
		return fmt.Errorf("the answer to %s %s: %w", r.method, r.path, err)
	}
	return nil
}

// file sends a request whose answer is a file.
func (c *Client) file(ctx context.Context, r request, opts []Option) (File, error) {
	answer, err := c.send(ctx, r, "", nil, opts)
	if err != nil {
		return File{}, err
	}
	f := File{Media: answer.header.Get("Content-Type"), Body: answer.body}
	if _, values, err := mime.ParseMediaType(answer.header.Get("Content-Disposition")); err == nil {
		f.Name = values["filename"]
	}
	return f, nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request as often as need be.
func (c *Client) send(ctx context.Context, r request, media string, body []byte, opts []Option) (answer, error) {
	r.header = http.Header{}
	if r.query == nil {
		r.query = url.Values{}
	}
	if r.once {
		r.header.Set("Idempotency-Key", rand.Text())
	}
	for _, o := range opts {
		o(&r)
	}
	for n := 1; ; n++ {
		a, err := c.try(ctx, r, media, body)
		if err == nil && a.status < http.StatusBadRequest {
			if r.answered != nil {
				*r.answered = a.header
			}
			if a.status == http.StatusNotModified {
				return a, ErrUnchanged
			}
			return a, nil
		}
		if err == nil {
			err = problemOf(a)
		}
		wait, again := c.again(r, a, err, n)
		if !again || ctx.Err() != nil {
			return answer{}, err
		}
		if sleep(ctx, wait) != nil {
			return answer{}, err
		}
	}
}

// try sends a request once.
func (c *Client) try(ctx context.Context, r request, media string, body []byte) (a answer, err error) {
	address := strings.TrimRight(c.URL, "/") + Base + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	if c.Lang != "" {
		req.Header.Set("Accept-Language", c.Lang)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	h := c.HTTP
	if h == nil {
		h = http.DefaultClient
	}
	res, err := h.Do(req)
	if err != nil {
		return a, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end, or given up
	a = answer{status: res.StatusCode, header: res.Header}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, answerMost))
	return a, err
}
