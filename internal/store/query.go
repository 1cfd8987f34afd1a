package store

import (
	"strconv"
	"strings"
	"unicode"
)

// query builds a WHERE clause whose arguments are always $n, never text.
type query struct {
	text strings.Builder
	args []any
}

func newQuery(text string, args ...any) *query {
	q := &query{args: args}
	q.text.Grow(2 * len(text)) // most conditions are shorter than what is selected
	q.text.WriteString(text)
	return q
}

// and adds a condition that ends in an argument.
func (q *query) and(condition string, arg any) {
	q.text.WriteString(" AND " + condition)
	q.arg(arg)
}

func (q *query) arg(v any) {
	q.args = append(q.args, v)
	q.text.WriteString("$" + strconv.Itoa(len(q.args)))
}

// words asks for every word of a text in the column search, at most
// searchWordsMost of them.
func (q *query) words(text string) {
	for i, w := range strings.FieldsFunc(fold(text), unicode.IsSpace) {
		if i == searchWordsMost {
			break
		}
		q.and(`search LIKE `, "%"+likeEscape.Replace(w)+"%")
		q.text.WriteString(` ESCAPE '\'`)
	}
}

// limit ends the query with a row limit and gives its text.
func (q *query) limit(tail string, n int) string {
	q.text.WriteString(tail)
	q.arg(n)
	return q.text.String()
}

// qualified puts a table's short name before each column of a list.
func qualified(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}
