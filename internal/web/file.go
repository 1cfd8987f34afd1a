package web

import (
	"io"
	"mime"
	"net/http"
	"path"

	"ecship/internal/portal"
	"ecship/internal/sheet"
)

// media is how a browser is to take files of an ending.
type media struct {
	kind string
	// shown files open in the browser's own viewer; the others are kept.
	shown bool
}

// medias are the files that pages send, by their endings.
var medias = map[string]media{
	".pdf":  {"application/pdf", true},
	".zpl":  {"application/zpl", false},
	".csv":  {"text/csv; charset=utf-8", false},
	".vcf":  {"text/vcard; charset=utf-8", false},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
}

// pdfPolicy leaves a browser's own viewer room to work, on a page of ours too,
// and nothing else.
const pdfPolicy = "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

// file sends a file; its name has its ending. What goes wrong before the first
// byte is an error page; afterwards the answer is cut off, so that nobody takes
// half a file for all of it.
func (v *visit) file(name string, write func(io.Writer) error) error {
	m, h, disposition := medias[path.Ext(name)], v.w.Header(), "attachment"
	if m.shown {
		disposition = "inline"
		h.Set("Content-Security-Policy", pdfPolicy)
	}
	h.Set("Content-Type", m.kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	w := &firstByte{Writer: v.w}
	err := write(w)
	if err != nil && w.sent {
		v.Log.Error("file broke off", "request", v.who.Request, "file", name, "error", err)
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		h.Del("Content-Disposition")
		h.Set("Content-Security-Policy", contentPolicy)
	}
	return err
}

// firstByte notes whether anything was written.
type firstByte struct {
	io.Writer
	sent bool
}

func (w *firstByte) Write(b []byte) (int, error) {
	w.sent = true
	return w.Writer.Write(b)
}

// paper sends what is printed: a PDF where nothing else is said.
func (v *visit) paper(out portal.Printout) error {
	if out.Format == "" {
		out.Format = portal.PDF
	}
	return v.file(out.Name+"."+string(out.Format), out.Write)
}

// csv sends rows as a file for a spreadsheet, in which nothing is a formula.
func (v *visit) csv(name string, rows [][]string) error {
	return v.file(name+".csv", func(w io.Writer) error { return sheet.WriteCSV(w, rows) })
}
