package sheet

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/problem"
)

func open(text string) (*Reader, error) {
	return Open("orders.csv", strings.NewReader(text), int64(len(text)))
}

// rowsOf reads a text's rows, and the key of the problem that ended them.
func rowsOf(t *testing.T, text string) (rows []Row, key string) {
	t.Helper()
	r, err := open(text)
	for err == nil {
		var row Row
		if row, err = r.Next(); err == nil {
			rows = append(rows, row)
		}
	}
	if errors.Is(err, io.EOF) {
		return rows, ""
	}
	return rows, problem.Of(err).Key
}

// M-F1: rows, with the line that the sender's program shows.
func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []Row
		key  string
	}{
		"plain":             {"a,b\n1,2\n", []Row{{2, []string{"1", "2"}}}, ""},
		"no end":            {"a,b\r\n1,2", []Row{{2, []string{"1", "2"}}}, ""},
		"old Mac":           {"a,b\r1,2\r3,4", []Row{{2, []string{"1", "2"}}, {3, []string{"3", "4"}}}, ""},
		"blank rows":        {"\n\na,b\n\n , \n1,\n", []Row{{6, []string{"1", ""}}}, ""},
		"quotes":            {"a,b\n\"x,\"\"y\"\"\nz\",2\n3,4\n", []Row{{2, []string{"x,\"y\"\nz", "2"}}, {3, []string{"3", "4"}}}, ""},
		"inch":              {"a,b\n5\" screen,\"a\" b\n", []Row{{2, []string{`5" screen`, "a b"}}}, ""},
		"semicolon":         {"a;b;c\n1,5;2;3\n1,6;2;3\n", []Row{{2, []string{"1,5", "2", "3"}}, {3, []string{"1,6", "2", "3"}}}, ""},
		"tab":               {"a\tb\n1,2\t3\n", []Row{{2, []string{"1,2", "3"}}}, ""},
		"pipe":              {"a|b\n1|3\n", []Row{{2, []string{"1", "3"}}}, ""},
		"said":              {"sep=;\r\na;b\r\n1;2\r\n", []Row{{2, []string{"1", "2"}}}, ""},
		"a title above":     {"Orders of May\na,b\n1,2\n", []Row{{3, []string{"1", "2"}}}, ""},
		"one column":        {"a\n1\n2\n", []Row{{2, []string{"1"}}, {3, []string{"2"}}}, ""},
		"unclosed":          {"a,b\n1,2\n3,\"4\n5,6\n", []Row{{2, []string{"1", "2"}}}, "sheet.quote"},
		"a NUL":             {"a,b\n1,2\n3,\x00\n", []Row{{2, []string{"1", "2"}}}, "sheet.nul"},
		"a row of 1 MB":     {"a,b\n1," + strings.Repeat("x", 1<<20) + "\n", nil, "sheet.row_long"},
		"a quote of 1 MB":   {"a,b\n1,\"" + strings.Repeat("x\n", 1<<19) + "\n", nil, "sheet.quote"},
		"many columns":      {strings.Repeat(",", 1_000_000), nil, "sheet.columns"},
		"just not too many": {strings.Repeat("a,", ColumnMost-1) + "a\n1,2\n", []Row{{2, []string{"1", "2"}}}, ""},
		"nothing":           {" \n\n", nil, "sheet.empty"},
		"no byte":           {"", nil, "sheet.empty"},
	} {
		got, key := rowsOf(t, c.text)
		if d := cmp.Diff(c.want, got); d != "" || key != c.key {
			t.Errorf("%s: %s\n%s", name, key, d)
		}
	}
}
