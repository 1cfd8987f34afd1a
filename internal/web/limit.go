package web

import "ecship/internal/porch"

// The classes of limits. Secrets are what guesses at passwords and links would
// try, and what sends mail.
var (
	reads   = porch.Limit{Name: "reads", PerMinute: 600, Burst: 200}
	acts    = porch.Limit{Name: "acts", PerMinute: 240, Burst: 120}
	secrets = porch.Limit{Name: "secrets", PerMinute: 6, Burst: 20}
)
