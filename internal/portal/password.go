package portal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"ecship/internal/problem"

	"golang.org/x/crypto/argon2"
)

// passwords makes and checks Argon2id hashes. Each costs some 50 ms of a core
// and 19 MiB, so that only a few run at once and a short queue waits; whoever
// finds the queue full is asked to come again.
type passwords struct {
	running chan struct{}
	waiting chan struct{}
	counted atomic.Int64 // hashes made, for the test that known and unknown addresses cost the same
}

const (
	argonAtOnce  = 2
	argonWaiting = 64
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonLength  = 32
)

func newPasswords() *passwords {
	return &passwords{running: make(chan struct{}, argonAtOnce), waiting: make(chan struct{}, argonWaiting)}
}

// nobodysHash is a hash that no password has: it is checked where there is no
// account, so that the answer takes as long (M-A7).
var nobodysHash = encodeHash(make([]byte, 16), make([]byte, argonLength))

func encodeHash(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

func (p *passwords) run(ctx context.Context, work func()) error {
	select {
	case p.waiting <- struct{}{}:
	default:
		return problem.New(problem.Limited, "error.busy", "")
	}
	defer func() { <-p.waiting }()
	select {
	case p.running <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.running }()
	p.counted.Add(1)
	work()
	return nil
}

// hash is the PHC string of a password.
func (p *passwords) hash(ctx context.Context, password string) (phc string, err error) {
	salt := make([]byte, 16)
	rand.Read(salt) //nolint:errcheck // never fails
	err = p.run(ctx, func() {
		phc = encodeHash(salt, argon2.IDKey([]byte(password), salt, argonTime, argonMemory, 1, argonLength))
	})
	return phc, err
}

// check tells whether a password has this hash. An empty hash is nobody's, and
// costs the same.
func (p *passwords) check(ctx context.Context, password, phc string) (ok bool, err error) {
	if phc == "" {
		phc = nobodysHash
	}
	var version, memory, time, threads int
	fields := strings.Split(phc, "$")
	if len(fields) != 6 || fields[1] != "argon2id" {
		return false, fmt.Errorf("portal: a stored password hash has an unknown form")
	}
	if _, err := fmt.Sscanf(fields[2]+" "+fields[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &threads); err != nil || version != argon2.Version {
		return false, fmt.Errorf("portal: a stored password hash has unknown parameters")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(fields[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(fields[5])
	if err1 != nil || err2 != nil || len(sum) == 0 {
		return false, fmt.Errorf("portal: a stored password hash is damaged")
	}
	err = p.run(ctx, func() {
		got := argon2.IDKey([]byte(password), salt, uint32(time), uint32(memory), uint8(threads), uint32(len(sum)))
		ok = subtle.ConstantTimeCompare(got, sum) == 1
	})
	return ok && phc != nobodysHash, err
}

// PasswordWork is how many password hashes were computed since the start. It is
// a metric, and what a test of equal work counts (I-2).
func (p *Portal) PasswordWork() int64 { return p.passwords.counted.Load() }
