package store

import (
	"time"

	"ecship/internal/policy"
)

// ReferenceTable is a version of dated reference data: rates, services, offices,
// contacts … It overrides the embedded default of its kind from its day on; of
// one day, the latest version counts.
type ReferenceTable struct {
	Kind       string
	Effective  policy.Day
	Version    int // counted from 1 by the store
	CSV        string
	LoadedBy   string
	ApprovedBy string
	LoadedAt   time.Time
}

// InsertTable adds a version, numbered on from the latest of its kind and day.
func (tx *Tx) InsertTable(t ReferenceTable) (version int, err error) {
	err = tx.one(`INSERT INTO reference_tables (kind, effective, version, csv, loaded_by, approved_by, loaded_at)
		SELECT $1, $2, COALESCE(MAX(version), 0) + 1, $3, $4, $5, $6 FROM reference_tables WHERE kind = $1 AND effective = $2
		RETURNING version`,
		[]any{t.Kind, int64(t.Effective), t.CSV, t.LoadedBy, t.ApprovedBy, micros(tx.Now)}, &version)
	return version, err
}

// Tables lists the latest version of each day of a kind, oldest day first.
func (tx *Tx) Tables(kind string) ([]ReferenceTable, error) { return tx.tables(kind) }

func (tx *Tx) tables(kind string) (all []ReferenceTable, err error) {
	err = tx.each(`SELECT kind, effective, version, csv, loaded_by, approved_by, loaded_at FROM reference_tables t
		WHERE (kind = $1 OR $1 = '') AND version = (SELECT MAX(version) FROM reference_tables WHERE kind = t.kind AND effective = t.effective)
		ORDER BY effective, kind`, []any{kind}, func(scan func(...any) error) error {
		var t ReferenceTable
		var day int64
		err := scan(&t.Kind, &day, &t.Version, &t.CSV, &t.LoadedBy, &t.ApprovedBy, instant{&t.LoadedAt})
		t.Effective = policy.Day(day)
		all = append(all, t)
		return err
	})
	return all, err
}

// AllTables lists the latest version of each kind and day, oldest day first.
func (tx *Tx) AllTables() ([]ReferenceTable, error) { return tx.tables("") }

// TablesVersion changes when any table is added; nodes ask for it to know when
// to load again.
func (tx *Tx) TablesVersion() (n int, err error) {
	err = tx.one(`SELECT COUNT(*) FROM reference_tables`, nil, &n)
	return n, err
}
