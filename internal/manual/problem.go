package manual

import (
	_ "embed"
	"strings"
	"sync"
)

// problem.csv has the code of each problem that the REST API may answer with,
// and its statuses. A test makes it from the source.
//
//go:embed problem.csv
var problemTable string

// Problem is something that may be wrong.
type Problem struct {
	Code   string // a key of the catalogue, which has the sentence
	Status string // or several, parted by spaces
}

// Area is what codes begin with that belong together: "address".
type Area struct {
	Name     string
	Problems []Problem
}

// Problems are all of them by area, in the order of their codes.
var Problems = sync.OnceValue(func() (all []Area) {
	for _, line := range strings.Split(strings.TrimSpace(problemTable), "\n")[1:] {
		code, status, _ := strings.Cut(line, ",")
		area, _, _ := strings.Cut(code, ".")
		if len(all) == 0 || all[len(all)-1].Name != area {
			all = append(all, Area{Name: area})
		}
		last := &all[len(all)-1]
		last.Problems = append(last.Problems, Problem{code, status})
	}
	return all
})
