package sheet

import (
	"bytes"
	"io"
	"strings"
)

// magic are the beginnings of files that people take for a sheet. The first
// that fits counts.
var magic = []struct{ begins, key string }{
	{"PK\x03\x04", Excel}, // any zip file: which, its directory tells
	{"PK\x05\x06", "sheet.empty"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_excel"}, // or a workbook with a password
	{"%PDF-", "sheet.pdf"},
	{"\x89PNG", "sheet.picture"},
	{"\xff\xd8\xff", "sheet.picture"},
	{"GIF8", "sheet.picture"},
	{"\x1f\x8b", "sheet.packed"},
	{"Rar!", "sheet.packed"},
	{"7z\xbc\xaf", "sheet.packed"},
	{"{\\rtf", "sheet.document"},
}

// recognise is the kind of a file by its first bytes.
func recognise(name string, file io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, 1024))
	if n, err := file.ReadAt(head, 0); err != nil && (err != io.EOF || n < len(head)) {
		return "", unreadable(err)
	}
	if len(head) == 0 {
		return "", refuse("sheet.empty")
	}
	for _, m := range magic {
		switch {
		case !bytes.HasPrefix(head, []byte(m.begins)):
		case m.key == Excel:
			return Excel, nil
		case m.key == "sheet.old_excel" && locked(file, size):
			return "", refuse("sheet.encrypted")
		default:
			return "", refuse(m.key, "name", shortName(name))
		}
	}
	if page := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")); len(page) > 0 && page[0] == '<' {
		return "", refuse("sheet.web_page", "name", shortName(name))
	}
	return CSV, nil
}

// locked tells whether an OLE file is a workbook with a password: its
// directory then has a stream of this name, in UTF-16.
func locked(file io.ReaderAt, size int64) bool {
	name := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	b := make([]byte, min(size, FileMost))
	n, _ := file.ReadAt(b, 0)
	return bytes.Contains(b[:n], name)
}

// shortName is a file's name as it can be shown.
func shortName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if r := []rune(name); len(r) > 60 {
		name = string(r[:60]) + "…"
	}
	return name
}
