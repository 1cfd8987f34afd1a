package rest

import "strings"

// near is the name that somebody who wrote another may have meant, or "": one
// that differs only in case and marks, that begins alike, or that is a few slips
// of the fingers away.
func near(wrote string, names []string) string {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
	}
	want := plain(wrote)
	best, least := "", len(want)/3+1
	if len(want) > 64 {
		return ""
	}
	for _, name := range names {
		n := plain(name)
		switch {
		case n == want:
			return name
		case len(want) > 2 && (strings.HasPrefix(n, want) || strings.HasPrefix(want, n)):
			best, least = name, 0
		default:
			if d := slips(want, n); d < least {
				best, least = name, d
			}
		}
	}
	return best
}

// slips counts the letters that were left out, put in, changed, or swapped with
// their neighbour between two words (optimal string alignment).
func slips(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
