package rest

import (
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/problem"
)

// versioned is an answer about something that counts its saves.
type versioned interface{ saved() int64 }

// tag is the ETag of an answer: over its very bytes, behind the version of what
// it shows where that counts its saves.
func tag(v any, body []byte) string {
	h := fnv.New64a()
	h.Write(body) //nolint:errcheck // never fails
	t := strconv.FormatUint(h.Sum64(), 36)
	if x, ok := v.(versioned); ok {
		t = strconv.FormatInt(x.saved(), 10) + "-" + t
	}
	return `"` + t + `"`
}

// same tells whether the caller has this very answer already.
func (c *call) same(etag string) bool {
	header := c.r.Header.Get("If-None-Match")
	if header == "" {
		return false
	}
	return slices.ContainsFunc(strings.Split(header, ","), func(t string) bool {
		t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
		return t == etag || t == "*"
	})
}

// version is the one that a change is meant for: If-Match's, else the body's; 0
// is any. It is the version alone that counts, so that a tag got in another
// language, or of some fields only, will do.
func (c *call) version(body int64) (int64, error) {
	header := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if header == "" || header == "*" {
		return body, nil
	}
	text, _, _ := strings.Cut(strings.Trim(header, `"`), "-")
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 1 || len(header) < 3 || header[0] != '"' || body != 0 && body != v {
		return 0, status{http.StatusPreconditionFailed, problem.New(problem.Conflict, "rest.if_match", "If-Match")}
	}
	return v, nil
}

// overtaken gives a change that somebody else's came before the status that
// If-Match asks for.
func (c *call) overtaken(err error) error {
	if c.r.Header.Get("If-Match") == "" || !problem.Is(err, problem.Conflict) {
		return err
	}
	switch p := problem.Of(err); p.Key {
	case "store.changed", "batch.row_changed":
		return status{http.StatusPreconditionFailed, p}
	}
	return err
}

// unmatched refuses an If-Match where nothing would heed it.
func (c *call) unmatched() error {
	if !c.op.match && c.r.Method != http.MethodGet && c.r.Header.Get("If-Match") != "" {
		return problem.New(problem.Invalid, "rest.if_match_unused", "If-Match")
	}
	return nil
}
