package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// User is a person who signs in. The e-mail address is sealed.
type User struct {
	ID           string // usr_…
	Email        string
	Name         string
	PasswordHash string
	Lang         i18n.Lang
	Staff        account.Staff
	Office       string // the office where a clerk sits
	State        Standing
	CreatedAt    time.Time
	// HaltedUntil is when somebody who asked for too much is answered again; zero
	// for everybody else (I-1).
	HaltedUntil time.Time
}

type userPrivate struct {
	Email string `json:"email"`
}

const userColumns = `id, private, name, password_hash, lang, staff, office, state, created_at, halted_until`

// InsertUser adds a user. It is a Conflict where another has the address; the
// caller must not let anybody see that (M-A7).
func (tx *Tx) InsertUser(u User) error {
	private, err := tx.db.vault.sealJSON(at("users", "private", u.ID), userPrivate{u.Email})
	if err != nil {
		return err
	}
	n, err := tx.exec(`INSERT INTO users (id, email_index, private, name, password_hash, lang, staff, office, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (email_index) DO NOTHING`,
		u.ID, tx.db.vault.email(u.Email), private, clean(u.Name), u.PasswordHash, string(u.Lang), string(u.Staff), u.Office,
		string(u.State), micros(u.CreatedAt))
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "store.email_taken", "email")
	}
	return err
}

// User finds a user.
func (tx *Tx) User(id string) (User, error) {
	return tx.user(`SELECT `+userColumns+` FROM users WHERE id = $1`, id)
}

// UserByEmail finds the user of an address, in whatever case it is written.
func (tx *Tx) UserByEmail(email string) (User, error) {
	return tx.user(`SELECT `+userColumns+` FROM users WHERE email_index = $1`, tx.db.vault.email(email))
}

func (tx *Tx) user(query string, arg any) (u User, err error) {
	u, err = tx.userScan(func(dest ...any) error { return tx.one(query, []any{arg}, dest...) })
	if err != nil {
		return User{}, found(err)
	}
	return u, nil
}

func (tx *Tx) userScan(scan func(...any) error) (u User, err error) {
	var private []byte
	if err := scan(&u.ID, &private, &u.Name, &u.PasswordHash, &u.Lang, &u.Staff, &u.Office, &u.State, instant{&u.CreatedAt}, instant{&u.HaltedUntil}); err != nil {
		return u, err
	}
	var p userPrivate
	err = tx.db.vault.openJSON(at("users", "private", u.ID), private, &p)
	u.Email = p.Email
	return u, err
}

// StaffOf lists the users of some duties who may come in.
func (tx *Tx) StaffOf(duties ...account.Staff) (all []User, err error) {
	for _, d := range duties {
		err := tx.each(`SELECT `+userColumns+` FROM users WHERE staff = $1 AND state = 'active' ORDER BY id`, []any{string(d)}, func(scan func(...any) error) error {
			u, err := tx.userScan(scan)
			all = append(all, u)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// HaltUser gives a user nothing until an instant, and tells whether he was not
// halted already (I-1).
func (tx *Tx) HaltUser(user string, until time.Time) (fresh bool, err error) {
	n, err := tx.exec(`UPDATE users SET halted_until = $1 WHERE id = $2 AND (halted_until IS NULL OR halted_until <= $3)`, micros(until), user, micros(tx.Now))
	return n > 0, err
}

// CountObjects counts what belongs to the customers that a user acts for, and to
// those that let one of them act for them as an integrator.
func (tx *Tx) CountObjects(user string) (n int, err error) {
	for _, table := range []string{"shipments", "payments", "refunds", "api_keys", "addresses", "templates"} {
		var some int
		err := tx.one(`SELECT COUNT(*) FROM `+table+` WHERE customer IN (SELECT customer FROM memberships WHERE user_id = $1
			UNION SELECT b.member FROM memberships m JOIN bindings b ON b.integrator = m.customer WHERE m.user_id = $1 AND b.ended_at IS NULL)`, []any{user}, &some)
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

// SetPassword replaces a user's password hash.
func (tx *Tx) SetPassword(user, hash string) error {
	return touched(tx.exec(`UPDATE users SET password_hash = $1 WHERE id = $2`, hash, user))
}

// SetUserState blocks a user or lets him in again; the caller also ends his
// sessions (I-1).
func (tx *Tx) SetUserState(user string, s Standing) error {
	return touched(tx.exec(`UPDATE users SET state = $1 WHERE id = $2`, string(s), user))
}
