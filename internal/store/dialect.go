package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// dialect names what the two databases do not share. Each difference has its
// reason; everything else is one text.
type dialect int

const (
	sqlite dialect = iota
	postgres
)

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// skipLocked lets two workers claim different jobs at once. SQLite has one
// writer at a time and no row locks to skip.
func (d dialect) skipLocked() string {
	if d == postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// forShare keeps the rows that were read as they are until the transaction ends.
// On SQLite nobody else writes meanwhile.
func (d dialect) forShare() string {
	if d == postgres {
		return " FOR SHARE"
	}
	return ""
}

// appendOnly makes the database itself refuse to change or delete rows of a
// table. PostgreSQL wants a function for a trigger and can also truncate;
// SQLite raises inside the trigger.
func (d dialect) appendOnly(table string) []string {
	if d == postgres {
		return []string{
			`CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$`,
			fmt.Sprintf(`CREATE TRIGGER %[1]s_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %[1]s
				FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`, table),
		}
	}
	var all []string
	for _, verb := range []string{"update", "delete"} {
		all = append(all, fmt.Sprintf(`CREATE TRIGGER %[1]s_no_%[2]s BEFORE %[2]s ON %[1]s
			BEGIN SELECT RAISE(ABORT, '%[1]s is append only'); END`, table, verb))
	}
	return all
}

// keyedTables are small rows that are looked up by their primary key alone.
var keyedTables = []string{"item_numbers", "shipment_events", "jobs", "idempotency", "sessions", "attempts", "acceptances"}

// byKey makes SQLite keep a new table in the order of its primary key, so that
// a row is one entry of one tree instead of two. PostgreSQL has no such choice,
// hence the one text does not say it. The table must be empty.
func (d dialect) byKey(ctx context.Context, tx *sql.Tx, table string) error {
	if d == postgres {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT sql || CASE type WHEN 'table' THEN ' WITHOUT ROWID' ELSE '' END
		FROM sqlite_master WHERE tbl_name = $1 AND sql IS NOT NULL ORDER BY type DESC`, table)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what matters is in rows.Err
	stmts := []string{`DROP TABLE ` + table}
	for rows.Next() {
		var stmt string
		if err := rows.Scan(&stmt); err != nil {
			return err
		}
		stmts = append(stmts, stmt)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, stmt := range stmts {
		if _, err := tx.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return nil
}
