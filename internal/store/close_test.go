package store_test

import (
	"context"
	"testing"
	"time"

	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// A closed database answers at once, with an error: nobody waits for ever.
func TestClosed(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		db, err := store.Open(context.Background(), store.Config{Database: database, Clock: time.Now, Secret: storetest.Secret})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		nothing := func(*store.Tx) error { return nil }
		if err := db.Read(t.Context(), 0, nothing); err == nil {
			t.Error("a closed database was read")
		}
		if err := db.Tx(t.Context(), 0, nothing); err == nil {
			t.Error("a closed database was written")
		}
		_ = db.Close() // a second close may complain, but returns
	})
}
