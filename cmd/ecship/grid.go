package main

import (
	"strings"

	"golang.org/x/text/width"
)

// column says how a column of a grid stands.
type column struct {
	head  string
	right bool // figures stand to the right
}

// grid lines up rows under their headings for a terminal, where Chinese takes
// two places a character.
func grid(cols []column, rows [][]string) string {
	widths := make([]int, len(cols))
	for i, c := range cols {
		widths[i] = places(c.head)
		for _, r := range rows {
			widths[i] = max(widths[i], places(r[i]))
		}
	}
	var b strings.Builder
	line := func(cells func(i int) string) {
		var l strings.Builder
		for i, c := range cols {
			space := strings.Repeat(" ", widths[i]-places(cells(i)))
			if c.right {
				l.WriteString(space + cells(i) + "  ")
			} else {
				l.WriteString(cells(i) + space + "  ")
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(func(i int) string { return cols[i].head })
	line(func(i int) string { return strings.Repeat("─", widths[i]) })
	for _, r := range rows {
		line(func(i int) string { return r[i] })
	}
	return b.String()
}

// places is how many places of a terminal a text takes.
func places(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
