package tracking

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

// FeedBytes is the most that one file of events may have.
const FeedBytes = 32 << 20

// Feed is what a file of events holds: the good ones, and what is wrong with
// each of the others.
type Feed struct {
	Events []Event
	Faults []Fault
}

// Fault is an event that can't be taken.
type Fault struct {
	Row int // counted from 1, without the heading
	Err *problem.Problem
}

// record is an event as a file tells it.
type record struct {
	Number string `json:"number"`
	Code   string `json:"code"`
	At     string `json:"at"`
	Place  string `json:"place,omitempty"`
	Office string `json:"office,omitempty"`
}

// ahead is how far a sender's clock may be before ours.
const ahead = time.Hour

// earliest is before all events that there can be.
var earliest = time.Date(2016, time.January, 1, 0, 0, 0, 0, time.UTC)

// ReadFeed reads a file of events: CSV with a heading, or a JSON object with
// the list "events". A bad event does not hold up the others; a file that is
// neither form is refused whole.
func ReadFeed(r io.Reader, now time.Time) (f Feed, err error) {
	b, err := io.ReadAll(io.LimitReader(r, FeedBytes+1))
	if err != nil {
		return f, problem.Because(problem.Unavailable, "track.feed.unreadable", err)
	}
	if len(b) > FeedBytes {
		return f, problem.New(problem.Invalid, "track.feed.too_large", "file", "most", FeedBytes>>20)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	read := readCSV
	if first := bytes.TrimLeft(b, " \t\r\n"); len(first) > 0 && first[0] == '{' {
		read = readJSON
	}
	records, err := read(b)
	if err != nil {
		return f, err
	}
	for i, rec := range records {
		e, err := rec.event(now)
		if err != nil {
			f.Faults = append(f.Faults, Fault{i + 1, problem.Of(err)})
			continue
		}
		f.Events = append(f.Events, e)
	}
	return f, nil
}

// event checks a record.
func (r record) event(now time.Time) (e Event, err error) {
	var l problem.List
	e.Number, err = postal.ParseNumber(r.Number)
	l.Take("", err)
	e.Code = Code(strings.ToUpper(strings.TrimSpace(r.Code)))
	if !e.Code.Known() {
		l.Add("track.feed.code", "code")
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(r.At))
	switch {
	case err != nil:
		l.Add("track.feed.at", "at")
	case at.Before(earliest) || at.After(now.Add(ahead)):
		l.Add("track.feed.when", "at")
	}
	e.At = at.UTC().Truncate(time.Microsecond)
	e.Office, e.Place = strings.ToUpper(strings.TrimSpace(r.Office)), strings.ToUpper(strings.TrimSpace(r.Place))
	if e.Office != "" && !capitals(e.Office, 6) {
		l.Add("track.feed.office", "office")
	}
	if e.Place == "" && len(e.Office) == 6 {
		e.Place = e.Office[:2]
	}
	if !capitals(e.Place, 2) {
		l.Add("track.feed.place", "place")
	}
	return e, l.Err()
}

func capitals(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func readJSON(b []byte) ([]record, error) {
	var in struct {
		Events []record `json:"events"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&in)
	if err == nil {
		if _, rest := d.Token(); rest != io.EOF {
			err = errors.New("more behind the end")
		}
	}
	if err != nil {
		return nil, notFeed(err)
	}
	return in.Events, nil
}

func readCSV(b []byte) (all []record, err error) {
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(b)))
	head, err := r.Read()
	if err != nil {
		return nil, notFeed(err)
	}
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(head[i]))
	}
	at := func(name string) int { return slices.Index(head, name) }
	if at("number") < 0 || at("code") < 0 || at("at") < 0 || at("place") < 0 && at("office") < 0 {
		return nil, notFeed(nil)
	}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, notFeed(err)
		}
		cell := func(name string) string {
			if i := at(name); i >= 0 {
				return cells[i]
			}
			return ""
		}
		all = append(all, record{cell("number"), cell("code"), cell("at"), cell("place"), cell("office")})
	}
}

func notFeed(err error) error {
	p := problem.New(problem.Invalid, "track.feed.form", "file")
	p.Err = err
	return p
}
