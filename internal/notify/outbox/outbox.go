// Package outbox is a channel that sends nothing: it says in the log that a
// mail would have gone. Where the portal keeps its mails, as the demo does,
// they are read on the outbox page.
package outbox

import (
	"context"
	"log/slog"

	"ecship/internal/notify"
)

// Channel logs the id of each message, and nothing that is in it.
type Channel struct{ Log *slog.Logger }

// Send always succeeds.
func (c Channel) Send(_ context.Context, m notify.Message) error {
	c.Log.Info("mail kept in the outbox", "id", m.ID)
	return nil
}
