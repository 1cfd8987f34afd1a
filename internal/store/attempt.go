package store

import "time"

// Attempt counts one more try in a bucket, such as "sign-in:" and an e-mail
// address, and tells how many there were in its window, this one included. The
// first try after a window's end opens the next. Nodes share the counts; the
// bucket's name is kept as a keyed hash.
func (tx *Tx) Attempt(bucket string, window time.Duration) (n int, err error) {
	err = tx.one(`INSERT INTO attempts (bucket, since, n) VALUES ($1, $2, 1)
		ON CONFLICT (bucket) DO UPDATE SET
			n = CASE WHEN attempts.since > $3 THEN attempts.n + 1 ELSE 1 END,
			since = CASE WHEN attempts.since > $3 THEN attempts.since ELSE excluded.since END
		RETURNING n`,
		[]any{tx.db.vault.hash("attempt", bucket), micros(tx.Now), micros(tx.Now.Add(-window))}, &n)
	return n, err
}

// ForgetAttempts empties a bucket, as after the right password.
func (tx *Tx) ForgetAttempts(bucket string) error {
	_, err := tx.exec(`DELETE FROM attempts WHERE bucket = $1`, tx.db.vault.hash("attempt", bucket))
	return err
}

// PurgeAttempts removes buckets whose window began before an instant.
func (tx *Tx) PurgeAttempts(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM attempts WHERE since < $1`, micros(before))
}
