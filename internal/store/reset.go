package store

import "time"

// InsertReset keeps a link to choose a new password, and ends the user's
// earlier ones (M-A2).
func (tx *Tx) InsertReset(token, user string, expires time.Time) error {
	if _, err := tx.exec(`UPDATE resets SET used_at = $1 WHERE user_id = $2 AND used_at IS NULL`, micros(tx.Now), user); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO resets (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
		tx.db.vault.hash("reset", token), user, micros(tx.Now), micros(expires))
	return err
}

// UseReset uses a link up and gives its user: of two who try, one succeeds.
func (tx *Tx) UseReset(token string) (user string, err error) {
	err = tx.one(`UPDATE resets SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1 RETURNING user_id`,
		[]any{micros(tx.Now), tx.db.vault.hash("reset", token)}, &user)
	return user, found(err)
}

// PurgeResets removes links that no longer work.
func (tx *Tx) PurgeResets() (int64, error) {
	return tx.exec(`DELETE FROM resets WHERE expires_at <= $1`, micros(tx.Now))
}
