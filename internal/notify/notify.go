// Package notify is the vocabulary of messages that leave the portal, and what
// each says. It sends nothing: the channels below it do.
package notify

import (
	"context"
	"errors"
)

// Message is one mail, ready to go.
type Message struct {
	ID      string // mai_…; the channel may use it to avoid sending twice
	To      string
	Subject string
	Body    string // plain text
	Lang    string // the language of the text, as HTML names it
	// Stop is the address that stops mails of this kind at once (RFC 8058); empty
	// for those that nobody can switch off.
	Stop string
}

// Channel takes messages to people. Send returns nil once the message is in
// the care of somebody else; an error means that it may be tried again.
type Channel interface {
	Send(ctx context.Context, m Message) error
}

// Nowhere is a channel without a relay: every message fails, is tried again for
// some hours, and is given up.
type Nowhere struct{}

// Send always fails.
func (Nowhere) Send(context.Context, Message) error {
	return errors.New("notify: there is no mail relay")
}
