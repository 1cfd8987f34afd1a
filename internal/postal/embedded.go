package postal

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed tables/*.csv
var files embed.FS

// EmbeddedTables are the reference tables of this package that the program
// brings along: place, postcode, service, terms and format.
var EmbeddedTables = sync.OnceValue(func() []Table {
	entries, err := files.ReadDir("tables")
	if err != nil {
		panic(err)
	}
	var all []Table
	for _, e := range entries {
		f, err := files.Open("tables/" + e.Name())
		if err != nil {
			panic(err)
		}
		t, err := ReadTable(f)
		if err != nil {
			panic(fmt.Sprintf("tables/%s: %v", e.Name(), err))
		}
		all = append(all, t)
	}
	return all
})
