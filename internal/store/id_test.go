package store_test

import (
	"regexp"
	"sort"
	"testing"
	"time"

	"github.com/google/uuid"

	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// Ids are 26 characters of a UUIDv7, differ, and sort as they were made, also
// those of one microsecond.
func TestNewID(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 999_999_000, time.UTC)
	db := storetest.Open(t, storetest.SQLite(t), func() time.Time { return at })
	form := regexp.MustCompile(`^shp_[0-7][0-9a-hjkmnp-tv-z]{25}$`)
	var all []string
	for i := range 200 {
		if i == 100 {
			at = at.Add(time.Microsecond)
		}
		must(t, db, func(tx *store.Tx) error {
			for range 20 {
				all = append(all, tx.NewID("shp"))
			}
			return nil
		})
	}
	seen := map[string]bool{}
	for _, id := range all {
		if !form.MatchString(id) || seen[id] {
			t.Fatal(id)
		}
		seen[id] = true
	}
	if !sort.StringsAreSorted(all) {
		t.Error("they do not sort as they were made")
	}
	u, err := store.IDUUID(all[0])
	if err != nil || uuid.UUID(u).Version() != 7 || uuid.UUID(u).Variant() != uuid.RFC4122 {
		t.Error(uuid.UUID(u), err)
	}
	if got := store.IDTime(all[0]).UnixMilli(); got != time.UnixMilli(int64(u[0])<<40|int64(u[1])<<32|int64(u[2])<<24|int64(u[3])<<16|int64(u[4])<<8|int64(u[5])).UnixMilli() {
		t.Error(got)
	}
	for _, bad := range []string{"", "shp_", "shp_u0000000000000000000000000", "0123456789012345678901234567"} {
		if !store.IDTime(bad).IsZero() {
			t.Error(bad, store.IDTime(bad))
		}
	}
}
