package web

import (
	"io"

	"ecship/internal/portal"
)

// receipt sends the posting receipt of the sender's item.
func (s *site) receipt(v *visit) error {
	out, err := s.Portal.Receipt(v.ctx(), v.who, portal.Paper{ID: v.r.PathValue("id"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}

// pdfPolicy leaves a browser's own viewer room to work, on a page of ours too,
// and nothing else.
const pdfPolicy = "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

// medias are the media types of the formats, and whether a browser shows them
// or keeps them as a file.
var medias = map[portal.Format][2]string{
	portal.PDF: {"application/pdf", "inline"},
	portal.ZPL: {"application/zpl", "attachment"},
}

func (v *visit) paper(out portal.Printout) error {
	if out.Format == "" {
		out.Format = portal.PDF
	}
	media, h := medias[out.Format], v.w.Header()
	h.Set("Content-Type", media[0])
	h.Set("Content-Disposition", media[1]+`; filename="`+out.Name+"."+string(out.Format)+`"`)
	h.Set("Content-Security-Policy", pdfPolicy)
	h.Set("Cache-Control", "no-store")
	w := &firstByte{Writer: v.w}
	if err := out.Write(w); err != nil {
		if w.sent { // too late for an error page
			v.Log.Error("paper broke off", "request", v.who.Request, "error", err)
			return nil
		}
		h.Del("Content-Disposition")
		h.Set("Content-Security-Policy", contentPolicy)
		return err
	}
	return nil
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

// counterReceipt sends the receipt that the clerk hands over.
func (s *site) counterReceipt(v *visit) error {
	out, err := s.Portal.ReceiptAtCounter(v.ctx(), v.who, portal.CounterPaper{Number: v.r.PathValue("number"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}
