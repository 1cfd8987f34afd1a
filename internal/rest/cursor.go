package rest

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/url"
	"strings"

	"ecship/internal/problem"
)

// A cursor is where a page of a list ended, as text that only we read: the
// position with a check over it, the list and its filters. It stands for no
// right: whoever makes one up sees what his key shows him anyway.

// onward is the cursor of a position, "" at the end.
func (c *call) onward(position string) string {
	if position == "" {
		return ""
	}
	b := binary.BigEndian.AppendUint32(nil, c.checkOf(position))
	return base64.RawURLEncoding.EncodeToString(append(b, position...))
}

// after is the position of the query's cursor, "" where there is none. One that
// is damaged, of another list or of other filters is refused: its page would
// leave something out or tell it twice.
func (c *call) after(l *problem.List) string {
	text := c.query().Get("after")
	if text == "" {
		return ""
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 5 || binary.BigEndian.Uint32(b) != c.checkOf(string(b[4:])) {
		l.Add("rest.cursor", "after")
		return ""
	}
	return string(b[4:])
}

// checkOf is over what may not change from page to page.
func (c *call) checkOf(position string) uint32 {
	filters := url.Values{}
	for name, v := range c.query() {
		switch name {
		case "after", "limit", "fields", "counts":
		default:
			if strings.Join(v, "") != "" {
				filters[name] = v
			}
		}
	}
	h := fnv.New32a()
	for _, part := range []string{c.r.URL.Path, filters.Encode(), position} {
		h.Write(append([]byte(part), 0)) //nolint:errcheck // never fails
	}
	return h.Sum32()
}
