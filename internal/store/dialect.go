package store

import (
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
