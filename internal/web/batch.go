package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ecship/internal/batch"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// Files of many items: sent, their columns looked at, mended cause by cause,
// issued and paid in one go (M-F1 to M-F3).

func batchPath(id string) string { return "/batches/" + url.PathEscape(id) }

// batches lists the customer's files.
func (s *site) batches(v *visit) error {
	l, err := s.Portal.Batches(v.ctx(), v.who, portal.BatchPage{After: v.get("after")})
	if err != nil {
		return err
	}
	return v.show(batchesPage(v, l))
}

// newBatch takes a file in.
func (s *site) newBatch(v *visit) error {
	if !v.sent() {
		return v.show(newBatchPage(v))
	}
	b, err := s.receive(v)
	if err != nil {
		// The browser listens once it has sent all.
		_, _ = io.Copy(io.Discard, v.r.Body)
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(newBatchPage(v))
	}
	return v.goTo(batchPath(b.ID))
}

// receive reads the file of the form as it comes in.
func (s *site) receive(v *visit) (b portal.Batch, err error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return b, problem.New(problem.Invalid, "web.error.form", "file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return b, problem.New(problem.Invalid, "batch.no_file", "file")
		}
		if err != nil {
			return b, badForm(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return s.Portal.ReceiveBatch(v.ctx(), v.who, portal.NewBatch{Name: part.FileName(), Body: part})
		}
	}
}

// batchTemplate sends our own template to fill in.
func (s *site) batchTemplate(kind string) func(*visit) error {
	return func(v *visit) error {
		return v.file("ecship."+kind, func(w io.Writer) error {
			return batch.Template(w, kind, v.lang, v.edition().Services(), v.edition().Customs.Reasons().All())
		})
	}
}

// batch shows a file where it is: its columns, its progress, or its rows.
func (s *site) batch(v *visit) error {
	id := v.r.PathValue("id")
	if v.sent() {
		to, err := s.actOnBatch(v, id)
		if err == nil {
			return v.goTo(to)
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	b, err := s.Portal.Batch(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	if b.State == batch.Uploaded {
		return s.columns(v, b)
	}
	return s.rows(v, b)
}

// actOnBatch does what a button of the page says, and tells where that leads.
func (s *site) actOnBatch(v *visit, id string) (to string, err error) {
	to = batchPath(id)
	switch v.get("do") {
	case "start":
		var b portal.Batch
		if b, err = s.Portal.Batch(v.ctx(), v.who, id); err == nil {
			_, err = s.Portal.StartBatch(v.ctx(), v.who, columnsFrom(v.typed, b))
		}
	case "remap":
		_, err = s.Portal.RemapBatch(v.ctx(), v.who, id)
	case "issue":
		_, err = s.Portal.IssueBatch(v.ctx(), v.who, id)
	case "stop":
		_, err = s.Portal.StopBatch(v.ctx(), v.who, id)
	case "cancel":
		to = "/batches?note=cancelled"
		_, err = s.Portal.CancelBatch(v.ctx(), v.who, id)
	case "mend":
		var m portal.Mended
		if m, err = s.Portal.MendRows(v.ctx(), v.who, ruleFrom(v.typed, id)); err == nil {
			to += "?" + url.Values{"mended": {itoa(m.Rows)}, "left": {itoa(m.Left)}}.Encode()
		}
	default:
		err = problem.New(problem.Invalid, "web.error.form", "")
	}
	return to, err
}

// ruleFrom is what the form of a group says.
func ruleFrom(typed url.Values, id string) portal.Rule {
	r := portal.Rule{Batch: id, Cause: causeOf(typed)}
	switch how := typed.Get("how"); {
	case how == "leave":
		r.Leave = true
	case how == "empty":
		r.Empty = true
	case how == "each":
		r.Cells = map[string]string{}
		for i := range typed {
			if n, ok := strings.CutPrefix(i, "cell."); ok && strings.TrimSpace(typed.Get("with."+n)) != "" {
				r.Cells[typed.Get(i)] = typed.Get("with." + n)
			}
		}
	case strings.HasPrefix(how, "use:"):
		r.Value = strings.TrimPrefix(how, "use:")
	default:
		r.Value = typed.Get("value")
	}
	return r
}

// rowsView is a file with its groups of faults and a page of its rows.
type rowsView struct {
	portal.Batch
	groups []portal.FaultGroup
	rows   portal.RowList
	filter portal.RowFilter
	parts  []int
}

// rows shows what became of the rows.
func (s *site) rows(v *visit, b portal.Batch) (err error) {
	x := rowsView{Batch: b}
	if state := batch.RowState(v.get("state")); state != "" {
		x.filter.State = state
	}
	if v.get("cause") != "" && !v.sent() {
		x.filter = portal.RowFilter{State: batch.Faulty, Cause: causeOf(v.typed)}
	}
	after, _ := strconv.Atoi(v.get("after"))
	if x.rows, err = s.Portal.BatchRows(v.ctx(), v.who, portal.RowSearch{Batch: b.ID, BatchRowFilter: x.filter, After: after}); err != nil {
		return err
	}
	if b.Faulty > 0 && b.State != batch.Reading {
		if x.groups, err = s.Portal.BatchFaults(v.ctx(), v.who, b.ID); err != nil {
			return err
		}
	}
	if b.Issued > 0 {
		if x.parts, err = s.Portal.BatchParts(v.ctx(), v.who, b.ID); err != nil {
			return err
		}
	}
	return v.show(batchPage(v, x))
}

// batchLabels sends the labels of a file.
func (s *site) batchLabels(v *visit) error {
	after, _ := strconv.Atoi(v.get("after"))
	out, err := s.Portal.BatchLabels(v.ctx(), v.who, portal.BatchPapers{ID: v.r.PathValue("id"), Lang: v.lang, ByOffice: v.get("order") == "office", After: after})
	if err != nil {
		return err
	}
	return v.paper(out)
}

// batchFaults sends the rows that wait, in the sender's own columns.
func (s *site) batchFaults(v *visit) error {
	out, err := s.Portal.FaultFile(v.ctx(), v.who, portal.BatchFile{ID: v.r.PathValue("id"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.file(out.Name, out.Write)
}

// How a page hears of progress.
const (
	tellEvery = 300 * time.Millisecond
	tellMost  = 90 * time.Second // then the browser asks again
)

// batchProgress tells how far a file is; the last event says that the work is
// done.
func (s *site) batchProgress(v *visit) error {
	id := v.r.PathValue("id")
	return s.stream(v, tellEvery, func() (more bool, err error) {
		b, err := s.Portal.Batch(v.ctx(), v.who, id)
		if err != nil {
			return false, err
		}
		return b.State.Busy(), v.tell(b)
	})
}

// stream tells something again and again as server-sent events, until tell says
// that there is no more. Whoever asks is looked at each time anew: a blocked
// user hears no more.
func (s *site) stream(v *visit, every time.Duration, tell func() (more bool, err error)) error {
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("Cache-Control", "no-store")
	more, err := tell()
	if err != nil {
		return err // nothing has been said: the visitor gets a page about it
	}
	out := http.NewResponseController(v.w)
	end := time.NewTimer(tellMost)
	defer end.Stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for more && err == nil {
		if out.Flush() != nil {
			return nil // nobody listens any more
		}
		select {
		case <-v.ctx().Done():
			return nil
		case <-end.C:
			return nil
		case <-tick.C:
		}
		v.who = s.actor(v.r)
		more, err = tell()
	}
	return nil // what went wrong since, the page itself will say
}

// timeOf is how long the present work will take yet, as people say it; empty
// while nobody can tell.
func (v *visit) timeOf(b portal.Batch) string {
	spent := v.Now().Add(v.who.Clock).Sub(b.StartedAt)
	if b.Done() == 0 || spent <= 0 {
		return ""
	}
	left := time.Duration(float64(spent) / float64(b.Done()) * float64(b.All()-b.Done()))
	if left < time.Minute {
		return v.lang.N("batch.seconds_left", max(1, int(left.Seconds()+.5)))
	}
	return v.lang.N("batch.minutes_left", int(left.Minutes()+.5))
}
