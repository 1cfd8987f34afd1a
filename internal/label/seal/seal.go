// Package seal is the ticket in the square code of a label: what the counter
// needs to know of an item where it has no network, signed with Ed25519. Tills
// hold the public key only, so none of them can make a ticket.
package seal

import (
	"crypto/ed25519"
	"encoding/binary"
	"strconv"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Ticket is what a label's square code says.
type Ticket struct {
	Number  postal.Number
	Service string // the ship code, at most MostService letters
	Issued  policy.Day
	Expires policy.Day // the last day on which the label is good
}

// MostService is the longest ship code that a ticket has room for.
const MostService = 7

// A ticket is a format byte, the number's indicator, serial and country, the
// two days, then the service. The signature follows.
const (
	format = 1
	fixed  = 1 + 2 + 4 + 2 + 2 + 2
)

// context keeps a signature over a ticket from being one over anything else.
const context = "ecship label ticket\x00"

// Signer signs a message with the issuer's key.
type Signer func(message []byte) []byte

// With is the signer of a key.
func With(key ed25519.PrivateKey) Signer {
	return func(message []byte) []byte { return ed25519.Sign(key, message) }
}

// Seal is the signed ticket, as the square code holds it. A ticket whose number
// or service does not fit has none.
func (t Ticket) Seal(sign Signer) []byte {
	if n, err := postal.ParseNumber(string(t.Number)); err != nil || n != t.Number || len(t.Service) > MostService || !dayFits(t.Issued) || !dayFits(t.Expires) {
		return nil
	}
	serial, _ := strconv.ParseUint(string(t.Number[2:10]), 10, 32) // ParseNumber saw the digits
	b := make([]byte, 0, fixed+len(t.Service)+ed25519.SignatureSize)
	b = append(b, format)
	b = append(b, t.Number[:2]...)
	b = binary.BigEndian.AppendUint32(b, uint32(serial))
	b = append(b, t.Number[11:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(t.Issued))
	b = binary.BigEndian.AppendUint16(b, uint16(t.Expires))
	b = append(b, t.Service...)
	return append(b, sign(append([]byte(context), b...))...)
}

// dayFits tells whether a day is from 1970 to 2149.
func dayFits(d policy.Day) bool { return d >= 0 && d < 1<<16 }

// Open reads a sealed ticket that one of the keys signed. Whatever else it is
// given it refuses; whether the label is still good is for the caller to say.
func Open(code []byte, keys ...ed25519.PublicKey) (Ticket, error) {
	signed := len(code) - ed25519.SignatureSize
	if signed < fixed || signed > fixed+MostService || code[0] != format {
		return Ticket{}, problem.New(problem.Invalid, "label.seal", "code")
	}
	body, signature := code[:signed], code[signed:]
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, append([]byte(context), body...), signature) {
			return read(body)
		}
	}
	return Ticket{}, problem.New(problem.Invalid, "label.seal", "code")
}

func read(b []byte) (Ticket, error) {
	serial := binary.BigEndian.Uint32(b[3:])
	if serial > 99_999_999 {
		return Ticket{}, problem.New(problem.Invalid, "label.seal", "code")
	}
	return Ticket{
		Number:  postal.MakeNumber(string(b[1:3]), int(serial), string(b[7:9])),
		Issued:  policy.Day(binary.BigEndian.Uint16(b[9:])),
		Expires: policy.Day(binary.BigEndian.Uint16(b[11:])),
		Service: string(b[fixed:]),
	}, nil
}
