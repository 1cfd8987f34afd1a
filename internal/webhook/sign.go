package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"
	HeaderTime      = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Tolerance is how far a receiver lets the timestamp be from its own clock.
const Tolerance = 5 * time.Minute

// secretPrefix marks a secret; the rest is base64 of the key.
const secretPrefix = "whsec_"

// SecretBytes is how many random bytes make a secret. Standard Webhooks wants 24
// to 64.
const SecretBytes = 32

// Secret is what both sides sign with: "whsec_" and base64.
type Secret string

// NewSecret makes a secret of random bytes.
func NewSecret(random []byte) Secret {
	return Secret(secretPrefix + base64.StdEncoding.EncodeToString(random))
}

func (s Secret) key() ([]byte, error) {
	rest, ok := strings.CutPrefix(string(s), secretPrefix)
	if !ok {
		return nil, errors.New("webhook: a secret begins with " + secretPrefix)
	}
	key, err := base64.StdEncoding.DecodeString(rest)
	if err == nil && len(key) < 24 {
		err = errors.New("webhook: the secret is too short")
	}
	return key, err
}

// mac is a version 1 signature over the raw bytes "id.timestamp.body".
func (s Secret) mac(id, stamp string, body []byte) (string, error) {
	key, err := s.key()
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(id + "." + stamp + "."))
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil)), nil
}

// Sign gives the three headers of a message. While a secret is being replaced
// there are two, and a signature by each. There is no unsigned message: without
// a good secret it is an error.
func Sign(id string, at time.Time, body []byte, secrets ...Secret) (map[string]string, error) {
	if len(secrets) == 0 {
		return nil, errors.New("webhook: no secret to sign with")
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	var all []string
	for _, s := range secrets {
		sig, err := s.mac(id, stamp, body)
		if err != nil {
			return nil, err
		}
		all = append(all, sig)
	}
	return map[string]string{HeaderID: id, HeaderTime: stamp, HeaderSignature: strings.Join(all, " ")}, nil
}

// ErrSignature is every reason for which a message is not believed.
var ErrSignature = errors.New("webhook: not signed with this secret, or too old")

// Verify is what a receiver does: nil where one of the signatures is ours and the
// message is not older, or newer, than Tolerance. header gives a header's value.
func Verify(s Secret, header func(string) string, body []byte, now time.Time) error {
	id, stamp := header(HeaderID), header(HeaderTime)
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || id == "" || now.Sub(time.Unix(sec, 0)).Abs() > Tolerance {
		return ErrSignature
	}
	want, err := s.mac(id, stamp, body)
	if err != nil {
		return err
	}
	for _, got := range strings.Fields(header(HeaderSignature)) {
		if hmac.Equal([]byte(got), []byte(want)) {
			return nil
		}
	}
	return ErrSignature
}
