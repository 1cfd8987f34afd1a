package batch

import (
	"embed"
	"encoding/csv"
	"strings"
	"sync"

	"ecship/internal/i18n"
)

//go:embed tables/*.csv
var tables embed.FS

// column is a row of tables/field.csv.
type column struct {
	field   Field
	unit    string // of bare numbers: "g", "cm", "HKD"
	shown   bool   // our template has it
	example string
}

// columns is the list of fields, in the order of our template.
var columns = sync.OnceValue(func() (all []column) {
	for _, row := range rows("field") {
		all = append(all, column{Field(row[0]), row[1], row[2] == "yes", row[3]})
	}
	return all
})

// columnOf finds a field of the list.
var columnOf = sync.OnceValue(func() map[Field]column {
	all := map[Field]column{}
	for _, c := range columns() {
		all[c.field] = c
	}
	return all
})

// rows reads a table of this package, without its heading. The tables are part
// of the program: what is wrong with one is found by any test.
func rows(name string) [][]string {
	f, err := tables.Open("tables/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer f.Close() //nolint:errcheck // it is in memory
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return all[1:]
}

// Fields lists every field, those of the goods without their number, in the
// order of our template.
func Fields() []Field {
	all := make([]Field, 0, len(columns()))
	for _, c := range columns() {
		all = append(all, c.field)
	}
	return all
}

// Known tells whether there is such a field. Goods are numbered up to
// MostGoods.
func (f Field) Known() bool {
	n, base := f.Goods()
	_, ok := columnOf()[base]
	return ok && n <= MostGoods && (n > 0) == strings.HasPrefix(string(base), "item.")
}

// Name is the field in a language, as our template's heading has it but for
// the unit: "Goods 2: HS code".
func (f Field) Name(l i18n.Lang) string {
	n, base := f.Goods()
	return l.T("batch.field."+string(base), "n", n)
}

// Example is what such a cell may say.
func (f Field) Example() string {
	_, base := f.Goods()
	return columnOf()[base].example
}

// unit is what a bare number of the field is in.
func (f Field) unit() string {
	if u := f.Unit(); u != "" {
		return u
	}
	_, base := f.Goods()
	return columnOf()[base].unit
}
