package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"ecship/internal/problem"
)

// The encodings, by the names that people know them by.
const (
	UTF8    = "UTF-8"
	UTF16LE = "UTF-16LE"
	UTF16BE = "UTF-16BE"
	Big5    = "Big5" // with the Hong Kong characters, HKSCS
	GB18030 = "GB18030"
	Western = "Windows-1252"
)

// Encodings lists what a CSV file may be written in.
var Encodings = []string{UTF8, Big5, GB18030, UTF16LE, UTF16BE, Western}

var decoders = map[string]encoding.Encoding{
	UTF8:    unicode.UTF8BOM,
	UTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	UTF16BE: unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	Big5:    traditionalchinese.Big5,
	GB18030: simplifiedchinese.GB18030,
	Western: charmap.Windows1252,
}

// openCSV recognises the encoding by the whole file and the separator by its
// beginning.
func openCSV(file io.ReaderAt, size int64, want Format) (source, Format, error) {
	f := Format{Kind: CSV, Encoding: want.Encoding, Separator: want.Separator}
	var err error
	if _, known := decoders[f.Encoding]; !known {
		if f.Encoding, err = encodingOf(io.NewSectionReader(file, 0, size)); err != nil {
			return nil, f, err
		}
	}
	text := func() io.Reader {
		return decoders[f.Encoding].NewDecoder().Reader(io.NewSectionReader(file, 0, size))
	}
	sample := make([]byte, 64<<10)
	n, err := io.ReadFull(text(), sample)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, f, unreadable(err)
	}
	found, skip := separate(string(sample[:n]))
	if f.Separator == 0 {
		f.Separator = found
	}
	all := text()
	if _, err := io.CopyN(io.Discard, all, int64(skip)); err != nil && !errors.Is(err, io.EOF) {
		return nil, f, unreadable(err)
	}
	return newCSVRows(all, f.Separator), f, nil
}

// encodingOf says how a text is written: by its byte order mark, by its NULs,
// as UTF-8 if all of it is, else by what its bytes would be as Chinese.
func encodingOf(r io.Reader) (string, error) {
	var p pairs
	var held []byte // the beginning of a character that the next block ends
	valid, first := true, true
	block := make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(r, block)
		b := block[:n]
		if first {
			if e := marked(b); e != "" {
				return e, nil
			}
			first = false
		}
		p.add(b)
		if valid {
			held, valid = validUTF8(append(held, b...))
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if valid && len(held) == 0 {
				return UTF8, nil
			}
			return p.best(), nil
		case err != nil:
			return "", unreadable(err)
		}
	}
}

// validUTF8 tells whether b is UTF-8; what it ends with and may be the
// beginning of a character is held.
func validUTF8(b []byte) (held []byte, ok bool) {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				held, b = slices.Clone(b[i:]), b[:i]
			}
			break
		}
	}
	return held, utf8.Valid(b)
}

// marked is the encoding that a text's beginning tells: by a byte order mark,
// or because every other byte is NUL.
func marked(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return UTF8
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return UTF16LE
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return UTF16BE
	}
	// Every row has separators and most have Roman letters, whose upper byte is
	// 0; a lower byte seldom is.
	b = b[:min(len(b), 512)]
	var at [2]int
	for i, c := range b {
		if c == 0 {
			at[i%2]++
		}
	}
	switch half := len(b) / 2; {
	case half < 2:
	case at[1] > half/8+1 && at[1] > 4*at[0]:
		return UTF16LE
	case at[0] > half/8+1 && at[0] > 4*at[1]:
		return UTF16BE
	}
	return ""
}

// unreadable is an error of the place where the file lies; who keeps files may
// say a problem of his own instead.
func unreadable(err error) error {
	if p := (*problem.Problem)(nil); errors.As(err, &p) {
		return err
	}
	p := refuse("sheet.unreadable")
	p.Err = err
	return p
}
