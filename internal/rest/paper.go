package rest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"ecship/internal/label"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// prints are how labels may be asked for.
var prints = []parameter{
	{"stock", "What is printed on: exact (pages of the label's own size, the default), a4, us-letter, or a roll: 100x150, 102x152, a6, 102x203, a5, 203x152. A stock that does not hold the whole label is refused", "a4"},
	{"start", "The place on the first sheet where the first label goes, from 1 on, so that a sheet used in part can be used up", "1"},
	{"nudge_x", "Millimetres that the print is moved to the right, -5 to 5; pages of the exact size are not moved", "0.5"},
	{"nudge_y", "Millimetres that the print is moved down, -5 to 5", "-0.5"},
}

// rolls are how labels in ZPL may be asked for: there is one on each label of
// a roll.
var rolls = []parameter{
	{"stock", "The roll: 100x150, 102x152, a6, 102x203, a5 or 203x152. One that does not hold the whole label is refused", "102x152"},
	prints[2], prints[3],
	{"dpi", "Dots per inch of the label printer: 203, the default, or 300", "203"},
}

// instructions is what only a PDF can be asked for.
var instructions = parameter{"instructions", "no leaves out the instruction sheet that goes with every PDF, for programs that show it in their own way", "no"}

// getLabel answers with a label in a format.
func getLabel(format portal.Format) func(*call) error {
	return func(c *call) error {
		q := c.query()
		how, err := label.ReadPrint(q.Get)
		if err != nil {
			return err
		}
		switch q.Get("instructions") {
		case "", "yes":
		case "no":
			how.Bare = true
		default:
			return problem.New(problem.Invalid, "api.yes_no", "instructions")
		}
		in := portal.Papers{IDs: []string{c.r.PathValue("id")}, Lang: c.lang, Print: &how, Format: format}
		out, err := c.Portal.Labels(c.r.Context(), c.who, in)
		return c.paper(out, err)
	}
}

// paper answers with a paper.
func (c *call) paper(out portal.Printout, err error) error {
	if err != nil {
		return err
	}
	if out.Format == "" {
		out.Format = portal.PDF
	}
	name := strings.ReplaceAll(out.Name, `"`, "") + "." + string(out.Format)
	return c.file("application/"+string(out.Format), `inline; filename="`+name+`"`, out.Write)
}

// table answers with a table in CSV.
func (c *call) table(out portal.Printout, err error) error {
	if err != nil {
		return err
	}
	return c.file(csvMedia, attachment(out.Name), out.Write)
}

// attachment is the disposition of a file that is kept under a name in any
// script.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// file answers with what write writes. It is made whole before a byte leaves, so
// that what goes wrong is still a problem and not half a file.
func (c *call) file(media, disposition string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		if p := (*problem.Problem)(nil); errors.As(err, &p) {
			return p
		}
		return problem.Because(problem.Internal, "error.internal", err)
	}
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Disposition", disposition)
	c.w.WriteHeader(http.StatusOK)
	c.w.Write(b.Bytes()) //nolint:errcheck // a caller who hung up is not to be told
	return nil
}
