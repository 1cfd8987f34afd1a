package store

import (
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	driver "zombiezen.com/go/sqlite" // without database/sql, whose general ways cost as much again as SQLite does
)

// conn is one connection with its prepared statements. No statement has a
// context that can end: an interrupted write ends the transaction of the whole
// group.
type conn struct {
	c     *driver.Conn
	stmts map[string]*statement

	reads   bool  // it never writes
	version int64 // of the data, when holders was last true
	holders map[string]KeyHolder
}

// statement is a prepared one; args tells which argument each of its parameters
// takes, since SQLite numbers $1, $2 … by their first appearance.
type statement struct {
	*driver.Stmt
	args []int
	busy bool // its rows are being read
}

func connect(path string) (*conn, error) {
	d, err := driver.OpenConn(path, driver.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	c := &conn{c: d, stmts: map[string]*statement{}}
	d.SetBusyTimeout(busyTime)
	for _, p := range pragmas {
		if err := c.run(`PRAGMA ` + p); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

// prepared gives a statement that nobody reads from.
func (c *conn) prepared(query string) (*statement, error) {
	kept := c.stmts[query]
	if kept != nil && !kept.busy {
		return kept, nil
	}
	d, _, err := c.c.PrepareTransient(query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: d}
	for i := range d.BindParamCount() {
		n, err := strconv.Atoi(strings.TrimPrefix(d.BindParamName(i+1), "$"))
		if err != nil || n < 1 {
			return nil, errors.Join(fmt.Errorf("store: parameter %q", d.BindParamName(i+1)), d.Finalize())
		}
		s.args = append(s.args, n-1)
	}
	if kept == nil {
		c.stmts[query] = s
	}
	return s, nil
}

// bind sets every parameter.
func (s *statement) bind(args []any) error {
	for i, n := range s.args {
		if n >= len(args) {
			return fmt.Errorf("store: argument $%d is missing", n+1)
		}
		if err := s.set(i+1, args[n]); err != nil {
			return err
		}
	}
	return nil
}

func (s *statement) set(i int, arg any) error {
	switch v := arg.(type) {
	case nil:
		s.BindNull(i)
	case string:
		s.BindText(i, v)
	case int64:
		s.BindInt64(i, v)
	case int:
		s.BindInt64(i, int64(v))
	case bool:
		s.BindBool(i, v)
	case []byte:
		if v == nil {
			s.BindNull(i)
		} else {
			s.BindBytes(i, v)
		}
	case sqldriver.Valuer:
		plain, err := v.Value()
		if err != nil {
			return err
		}
		return s.set(i, plain)
	default:
		switch r := reflect.ValueOf(v); {
		case r.Kind() == reflect.String:
			s.BindText(i, r.String())
		case r.CanInt():
			s.BindInt64(i, r.Int())
		default:
			return fmt.Errorf("store: an argument of type %T", v)
		}
	}
	return nil
}

func (c *conn) run(query string) error {
	_, err := c.exec(query, nil)
	return err
}

func (c *conn) exec(query string, args []any) (int64, error) {
	r, err := c.query(query, args)
	if err != nil {
		return 0, err
	}
	for r.Next() {
	}
	if err := r.Close(); err != nil {
		return 0, err
	}
	return int64(c.c.Changes()), nil
}

// later has no reason to wait: there is no way to go.
func (c *conn) later(query string, args []any, done check) error { return done(c.exec(query, args)) }

func (c *conn) flush() error { return nil }

func (c *conn) query(query string, args []any) (rows, error) {
	s, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	r := &sqliteRows{statement: s, kept: c.stmts[query] == s}
	s.busy = true
	if err := s.bind(args); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// holdersMost bounds the keys that a connection remembers.
const holdersMost = 1000

// holder gives who a key stands for where nobody, in this process or another,
// has written anything since this connection read it.
func (c *conn) holder(hash []byte) (KeyHolder, bool) {
	if version := c.dataVersion(); version != c.version || version == 0 || len(c.holders) >= holdersMost {
		c.version, c.holders = version, map[string]KeyHolder{}
	}
	h, ok := c.holders[string(hash)]
	return h, ok
}

// dataVersion changes with each commit of any other connection; 0 is unknown.
func (c *conn) dataVersion() (v int64) {
	rows, err := c.query(`PRAGMA data_version`, nil)
	if err != nil {
		return 0
	}
	defer rows.Close() //nolint:errcheck // told by Next
	if !rows.Next() || rows.Scan(&v) != nil {
		return 0
	}
	return v
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Finalize())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

// sqliteRows are the rows of a statement.
type sqliteRows struct {
	*statement
	kept   bool // the statement is used again
	closed bool
	err    error
}

func (r *sqliteRows) Next() bool {
	if r.closed || r.err != nil {
		return false
	}
	var more bool
	more, r.err = r.Step()
	return more
}

func (r *sqliteRows) Err() error { return r.err }

// Close gives the statement back; what went wrong before is told again. What
// was bound stays until it is bound anew: clearing it makes SQLite compile some
// statements again.
func (r *sqliteRows) Close() error {
	if r.closed {
		return r.err
	}
	r.closed, r.busy = true, false
	end := r.Reset()
	if !r.kept {
		end = errors.Join(end, r.Finalize())
	}
	if r.err == nil {
		r.err = end
	}
	return r.err
}

// Scan reads the columns of a row. Only a []byte or a sql.Scanner takes NULL.
func (r *sqliteRows) Scan(dest ...any) error {
	if n := r.ColumnCount(); n != len(dest) {
		return fmt.Errorf("store: %d columns are scanned into %d values", n, len(dest))
	}
	for i, d := range dest {
		if err := r.scan(i, d); err != nil {
			return fmt.Errorf("store: column %d, %s: %w", i, r.ColumnName(i), err)
		}
	}
	return nil
}

func (r *sqliteRows) scan(i int, dest any) error {
	switch d := dest.(type) {
	case *[]byte:
		if *d = nil; !r.ColumnIsNull(i) {
			*d = make([]byte, r.ColumnLen(i))
			r.ColumnBytes(i, *d)
		}
		return nil
	case *any:
		*d = r.value(i)
		return nil
	case sql.Scanner:
		return d.Scan(r.value(i))
	}
	if r.ColumnIsNull(i) {
		return errors.New("it is NULL")
	}
	switch d := dest.(type) {
	case *string:
		*d = r.ColumnText(i)
	case *int64:
		*d = r.ColumnInt64(i)
	case *int:
		*d = int(r.ColumnInt64(i))
	case *bool:
		*d = r.ColumnInt64(i) != 0
	default:
		switch v := reflect.ValueOf(dest).Elem(); {
		case v.Kind() == reflect.String:
			v.SetString(r.ColumnText(i))
		case v.CanInt():
			v.SetInt(r.ColumnInt64(i))
		default:
			return fmt.Errorf("a value of type %T", dest)
		}
	}
	return nil
}

// value is a column as SQLite has it.
func (r *sqliteRows) value(i int) any {
	switch r.ColumnType(i) {
	case driver.TypeInteger:
		return r.ColumnInt64(i)
	case driver.TypeFloat:
		return r.ColumnFloat(i)
	case driver.TypeText:
		return r.ColumnText(i)
	case driver.TypeBlob:
		b := make([]byte, r.ColumnLen(i))
		r.ColumnBytes(i, b)
		return b
	}
	return nil
}
