package web

import (
	"errors"
	"io"
	"net/url"
	"strconv"

	"ecship/internal/book"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// Addresses in and out of files (M-A3).

const importPath = "/address-files"

// previewRows is how many rows of a file its preview shows; all that are wrong
// come first.
const previewRows = 200

// exportAddresses sends one half of the book as a file.
func (s *site) exportAddresses(card bool) func(*visit) error {
	return func(v *visit) error {
		out, err := s.Portal.ExportAddresses(v.ctx(), v.who, portal.AddressExport{Kind: kindOf(v.get("kind")), Lang: v.lang, Card: card})
		if err != nil {
			return err
		}
		return v.file(out.Name, out.Write)
	}
}

// readAddresses asks for a file and reads it.
func (s *site) readAddresses(v *visit) error {
	k := kindOf(v.r.URL.Query().Get("kind"))
	if !v.sent() {
		return v.show(importPage(v, k))
	}
	id, err := s.receiveAddresses(v)
	if err != nil {
		_, _ = io.Copy(io.Discard, v.r.Body) // the browser listens once it has sent all
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(importPage(v, k))
	}
	return v.goTo(importPath + "/" + url.PathEscape(id) + "?kind=" + string(k))
}

// receiveAddresses reads the file of the form as it comes in.
func (s *site) receiveAddresses(v *visit) (id string, err error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return "", problem.New(problem.Invalid, "web.error.form", "file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", problem.New(problem.Invalid, "batch.no_file", "file")
		}
		if err != nil {
			return "", badForm(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return s.Portal.ReadAddresses(v.ctx(), v.who, portal.AddressFile{Name: part.FileName(), Body: part})
		}
	}
}

// takeAddresses shows what a file says, and takes it over.
func (s *site) takeAddresses(v *visit) error {
	in := portal.AddressImport{ID: v.r.PathValue("id"), Kind: kindOf(v.r.URL.Query().Get("kind"))}
	if v.sent() {
		done, err := s.Portal.TakeAddresses(v.ctx(), v.who, in)
		if err == nil {
			return v.goTo(v.bookLink(in.Kind, "note", "imported", "n", strconv.Itoa(done.New)))
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	preview, err := s.Portal.PreviewAddresses(v.ctx(), v.who, in)
	if err != nil {
		return err
	}
	return v.show(previewPage(v, in.Kind, preview))
}

// worth orders what a preview shows: what is wrong first, then what is new.
func worth(p portal.ImportPreview) (rows []portal.ImportRow) {
	for _, want := range []func(portal.ImportRow) bool{
		func(r portal.ImportRow) bool { return r.Err != nil },
		func(r portal.ImportRow) bool { return r.Err == nil && !r.Known },
		func(r portal.ImportRow) bool { return r.Err == nil && r.Known },
	} {
		for _, r := range p.Rows {
			if want(r) && len(rows) < previewRows {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// importLink is where files for a half of the book are sent.
func importLink(k book.Kind) string { return importPath + "?kind=" + string(k) }
