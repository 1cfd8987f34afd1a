package tariff_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// sizes are items that fit a format and none smaller.
var sizes = map[string]postal.Size{
	"S": {Length: 240, Breadth: 160, Height: 4},
	"L": {Length: 380, Breadth: 300, Height: 15},
	"P": {Length: 300, Breadth: 200, Height: 100},
	"-": {},
}

// M-B1, M-B2: every line of testdata/quotes, "date service place format grams =
// postage", comes out to the cent. Staff write such lines; a refusal stands as
// the key of its message.
func TestGoldenQuotes(t *testing.T) {
	files, err := filepath.Glob("testdata/quotes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden quotes", err)
	}
	c, n := tariff.Embedded(), 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		for line := 1; s.Scan(); line++ {
			text := strings.TrimSpace(s.Text())
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			n++
			if got, want := quoteLine(t, c, text); got != want {
				t.Errorf("%s:%d: %s, got %s", name, line, text, got)
			}
		}
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if n < 1000 {
		t.Errorf("only %d golden quotes", n)
	}
}

func quoteLine(t *testing.T, c *tariff.Catalogue, line string) (got, want string) {
	t.Helper()
	w := strings.Fields(line)
	if len(w) != 7 || w[5] != "=" {
		t.Fatalf("%q is not a golden line", line)
	}
	on, err := policy.ParseDay(w[0])
	if err != nil {
		t.Fatal(err)
	}
	grams, err := strconv.Atoi(w[4])
	size, ok := sizes[w[3]]
	if err != nil || !ok {
		t.Fatalf("%q is not a golden line", line)
	}
	q, err := c.Price(w[1], tariff.Request{Place: w[2], Grams: postal.Grams(grams), Size: size}, on)
	switch {
	case err != nil:
		return problem.Of(err).Key, w[6]
	case q.Unpriced:
		return "counter", w[6]
	case w[3] == "P" && q.Format != w[3]:
		return q.Postage.String() + " as " + q.Format, w[6]
	}
	return q.Postage.String(), w[6]
}
