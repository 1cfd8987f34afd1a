package web

import "ecship/internal/porch"

// The classes of limits. Secrets are what guesses at passwords and links would
// try, and what sends mail; uploads are files.
var (
	reads   = porch.Limit{Name: "reads", PerMinute: 600, Burst: 200}
	acts    = porch.Limit{Name: "acts", PerMinute: 240, Burst: 120}
	uploads = porch.Limit{Name: "uploads", PerMinute: 12, Burst: 12}
	secrets = porch.Limit{Name: "secrets", PerMinute: 6, Burst: 20}
)
