package postal

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed tables/*.csv
var files embed.FS

// EmbeddedTables are the reference tables of this package that the program
// brings along: place, postcode, address_form, service, terms, format, office,
// contact, district and those of the United States' ZIP codes.
var EmbeddedTables = sync.OnceValue(func() []Table { return MustTables(files) })

// MustTables reads every table of a tree of embedded files, in the order of
// their names. What is wrong with one is the program's fault: it panics.
func MustTables(files fs.FS) (all []Table) {
	err := fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := files.Open(path)
		if err != nil {
			return err
		}
		t, err := ReadTable(f)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, t)
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all
}
