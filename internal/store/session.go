package store

import (
	"context"
	"time"

	"ecship/internal/problem"
)

// Sessions keeps the pages' sessions; it is a store for alexedwards/scs. Tokens
// are kept as hashes, and the data, which may hold a draft with its addresses,
// is sealed.
type Sessions struct {
	db     *DB
	userOf func(data []byte) string
}

// Sessions makes the session store. userOf reads the id of the signed-in user
// from a session's data, "" for nobody, so that a user's sessions can be ended.
func (db *DB) Sessions(userOf func(data []byte) string) *Sessions { return &Sessions{db, userOf} }

// lazy is how much later an unchanged session has to end before that is
// written: without it every page would be a write.
const lazy = 5 * time.Minute

// FindCtx gives a session's data, if there is one that has not ended.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, ok bool, err error) {
	hash := s.db.vault.hash("session", token)
	err = s.db.Read(ctx, 0, func(tx *Tx) error {
		var private []byte
		err := tx.one(`SELECT private FROM sessions WHERE token_hash = $1 AND expires_at > $2`, []any{hash, micros(tx.Now)}, &private)
		if err != nil {
			return found(err)
		}
		data, err = s.db.vault.open(sessionPlace(hash), private)
		return err
	})
	if problem.Is(err, problem.NotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a session until it ends.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	hash := s.db.vault.hash("session", token)
	private := s.db.vault.seal(sessionPlace(hash), data)
	mark := s.db.vault.hash("session data", string(data))[:16]
	user := s.userOf(data)
	return s.db.Tx(ctx, 0, func(tx *Tx) error {
		_, err := tx.exec(`INSERT INTO sessions (token_hash, user_id, private, mark, expires_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (token_hash) DO UPDATE SET user_id = excluded.user_id, private = excluded.private, mark = excluded.mark, expires_at = excluded.expires_at
			WHERE sessions.mark <> excluded.mark OR sessions.expires_at + $6 < excluded.expires_at OR sessions.expires_at > excluded.expires_at`,
			hash, user, private, mark, micros(expiry), lazy.Microseconds())
		return err
	})
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Tx(ctx, 0, func(tx *Tx) error {
		_, err := tx.exec(`DELETE FROM sessions WHERE token_hash = $1`, s.db.vault.hash("session", token))
		return err
	})
}

// Find, Commit and Delete complete the interface; scs calls the others.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func sessionPlace(hash []byte) place { return at("sessions", "private", string(hash)) }

// DeleteSessions ends every session of a user: after a block, or a new
// password (I-1).
func (tx *Tx) DeleteSessions(user string) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE user_id = $1 AND user_id <> ''`, user)
	return err
}

// PurgeSessions removes sessions that have ended.
func (tx *Tx) PurgeSessions() (int64, error) {
	return tx.exec(`DELETE FROM sessions WHERE expires_at <= $1`, micros(tx.Now))
}
