package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ecship/internal/problem"
)

// What a workbook may be once it is unzipped. Its shared texts are kept in
// memory. Rows and cells are as many as Excel has, or as fit into the size if
// they say anything at all.
const (
	UnzippedMost = 64 << 20 // bytes
	TextMost     = 32 << 20 // bytes of shared texts
	StringMost   = 1_000_000
	LineMost     = 1 << 20
	CellMost     = 4_000_000
	directory    = 2 << 20 // bytes of the zip's own directory
)

// places are for the workbooks that are open at a time (S-12).
var places = make(chan struct{}, 2)

// patience is how long a sender waits for a place.
const patience = 20 * time.Second

// workbook is an open .xlsx file.
type workbook struct {
	parts  map[string]*zip.File // by their names in small letters
	left   int64                // bytes that may still be unzipped
	main   string               // the part that lists the sheets, usually xl/workbook.xml
	sheets []tab
	shared texts
	styles []style
	from   time.Time // of its dates
	leave  func()
}

// tab is a sheet of a workbook.
type tab struct {
	name, part string
	hidden     bool
}

// openExcel opens a sheet of a workbook: the one of this name, or the first
// that is shown.
func openExcel(name string, file io.ReaderAt, size int64, want string) (source, []string, string, error) {
	select {
	case places <- struct{}{}:
	case <-time.After(patience):
		return nil, nil, "", problem.New(problem.Unavailable, "sheet.busy", "file")
	}
	w := &workbook{left: UnzippedMost, leave: sync.OnceFunc(func() { <-places })}
	s, err := w.open(name, file, size, want)
	if err != nil {
		w.leave()
		return nil, nil, "", damaged(err)
	}
	names := make([]string, 0, len(w.sheets))
	for _, t := range w.sheets {
		if !t.hidden {
			names = append(names, t.name)
		}
	}
	return s, names, s.name, nil
}

// damaged is what people are told of an error in a workbook.
func damaged(err error) error {
	if p := (*problem.Problem)(nil); err == nil || errors.As(err, &p) || errors.Is(err, io.EOF) {
		return err
	}
	p := refuse("sheet.damaged")
	p.Err = err
	return p
}

func (w *workbook) open(name string, file io.ReaderAt, size int64, want string) (*excelRows, error) {
	if err := w.list(name, file, size); err != nil {
		return nil, err
	}
	links, err := w.readLinks(w.main)
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(links); err != nil {
		return nil, err
	}
	for _, l := range links {
		switch l.kind {
		case "sharedStrings":
			err = w.readShared(l.target)
		case "styles":
			err = w.readStyles(l.target)
		}
		if err != nil {
			return nil, err
		}
	}
	i := slices.IndexFunc(w.sheets, func(t tab) bool { return t.name == want })
	if i < 0 {
		i = max(0, slices.IndexFunc(w.sheets, func(t tab) bool { return !t.hidden }))
	}
	if len(w.sheets) == 0 {
		return nil, refuse("sheet.empty")
	}
	m, end, err := w.part(w.sheets[i].part)
	if err != nil {
		return nil, err
	}
	return &excelRows{workbook: w, markup: m, end: end, name: w.sheets[i].name}, nil
}

// budget fails a reader that wants too much of a zip's directory.
type budget struct {
	io.ReaderAt
	left int
}

func (b *budget) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, zip.ErrFormat
	}
	return b.ReaderAt.ReadAt(p, at)
}

// list looks at the zip's directory: what kind of file it is, and whether it
// is a bomb.
func (w *workbook) list(name string, file io.ReaderAt, size int64) error {
	limit := &budget{file, directory}
	z, err := zip.NewReader(limit, size)
	if err != nil {
		return err
	}
	limit.left = math.MaxInt
	w.parts = make(map[string]*zip.File, len(z.File))
	all := uint64(0)
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return refuse("sheet.encrypted")
		}
		w.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
		if all += f.UncompressedSize64; all > UnzippedMost || f.UncompressedSize64 > UnzippedMost {
			return refuse("sheet.unzipped", "most", UnzippedMost>>20)
		}
	}
	return w.kind(name)
}

// telltale are the parts by which a zip file that is no workbook is known.
var telltale = []struct{ part, key string }{
	{"xl/vbaproject.bin", "sheet.macro"},
	{"xl/workbook.bin", "sheet.old_excel"},
	{"word/document.xml", "sheet.document"},
	{"ppt/presentation.xml", "sheet.document"},
	{"content.xml", "sheet.open_document"},
	{"index/document.iwa", "sheet.open_document"},
}

func (w *workbook) kind(name string) error {
	for _, t := range telltale {
		if w.parts[t.part] != nil {
			return refuse(t.key, "name", shortName(name))
		}
	}
	if err := w.findMain(); err != nil {
		return err
	}
	if w.parts[strings.ToLower(w.main)] == nil {
		return refuse("sheet.not_excel", "name", shortName(name))
	}
	return w.each("[content_types].xml", func(m *markup) error {
		if bytes.Contains(m.attr("ContentType"), []byte("macroEnabled")) {
			return refuse("sheet.macro", "name", shortName(name))
		}
		return nil
	})
}

// part opens a part; end closes it.
func (w *workbook) part(name string) (m *markup, end func() error, err error) {
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return nil, nil, errMarkup
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return newMarkup(&metered{r, w}), r.Close, nil
}

// metered counts what is unzipped, whatever the directory says.
type metered struct {
	io.Reader
	w *workbook
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if m.w.left -= int64(n); m.w.left < 0 {
		return 0, refuse("sheet.unzipped", "most", UnzippedMost>>20)
	}
	return n, err
}

// each calls f at every opening tag of a part that may be missing.
func (w *workbook) each(name string, f func(*markup) error) error {
	if w.parts[strings.ToLower(name)] == nil {
		return nil
	}
	m, end, err := w.part(name)
	if err != nil {
		return err
	}
	defer end() //nolint:errcheck // it was only read
	for {
		err := m.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && !m.closing {
			err = f(m)
		}
		if err != nil {
			return err
		}
	}
}

// findMain asks the package for its workbook, which some programs name
// otherwise than Excel does.
func (w *workbook) findMain() error {
	w.main = "xl/workbook.xml"
	links, err := w.readLinks("")
	for _, l := range links {
		if l.kind == "officeDocument" {
			w.main = l.target
		}
	}
	return err
}

// link is a part that another names.
type link struct{ id, kind, target string }

// readLinks reads what a part names; "" is the package itself.
func (w *workbook) readLinks(from string) (all []link, err error) {
	folder, name := path.Split(from)
	err = w.each(folder+"_rels/"+name+".rels", func(m *markup) error {
		if m.is("Relationship") && string(m.attr("TargetMode")) != "External" && len(all) < 1000 {
			target := string(plain(nil, m.attr("Target")))
			if !strings.HasPrefix(target, "/") {
				target = "/" + folder + target
			}
			all = append(all, link{string(m.attr("Id")), path.Base(string(m.attr("Type"))), strings.TrimPrefix(path.Clean(target), "/")})
		}
		return nil
	})
	return all, err
}

func (w *workbook) readSheets(links []link) error {
	w.from = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	return w.each(w.main, func(m *markup) error {
		switch {
		case m.is("workbookPr") && (string(m.attr("date1904")) == "1" || string(m.attr("date1904")) == "true"):
			w.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		case m.is("sheet"):
			id := string(m.attr("id"))
			i := slices.IndexFunc(links, func(l link) bool { return l.id == id && l.kind == "worksheet" })
			if i >= 0 && len(w.sheets) < 1000 {
				hidden := m.attr("state")
				w.sheets = append(w.sheets, tab{string(plain(nil, m.attr("name"))), links[i].target, len(hidden) > 0 && string(hidden) != "visible"})
			}
		}
		return nil
	})
}

// texts are the strings that cells share: one behind another.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]], true
}

func (w *workbook) readShared(name string) error {
	if w.parts[strings.ToLower(name)] == nil {
		return nil
	}
	m, end, err := w.part(name)
	if err != nil {
		return err
	}
	defer end() //nolint:errcheck // it was only read
	t, sounds := &w.shared, false
	m.keep = true
	for {
		if err := m.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		switch {
		case string(m.name) == "rPh": // how an East Asian text is pronounced
			sounds = !m.closing && !m.empty
		case m.closing && string(m.name) == "t" && !sounds:
			t.all = literal(t.all, m.text)
		case m.ends("si"):
			t.ends = append(t.ends, uint32(len(t.all)))
		}
		if len(t.all) > TextMost || len(t.ends) > StringMost {
			return refuse("sheet.unzipped", "most", UnzippedMost>>20)
		}
	}
}

// literal adds a text without its XML escapes and without the _x000D_ by which
// workbooks write what XML can't.
func literal(b, text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return plain(b, text)
	}
	text = plain(nil, text)
	for {
		i := bytes.Index(text, []byte("_x"))
		if i < 0 || len(text) < i+7 {
			return append(b, text...)
		}
		n, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16)
		if err != nil || text[i+6] != '_' {
			b, text = append(b, text[:i+2]...), text[i+2:]
			continue
		}
		b = append(b, text[:i]...)
		if r := rune(n); r >= ' ' || r == '\n' || r == '\t' {
			b = append(b, string(r)...)
		}
		text = text[i+7:]
	}
}
