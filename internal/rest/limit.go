package rest

import "ecship/internal/porch"

// The classes of limits: how often one key, or one address without a key, may
// use the operations of a class together (S-16).
var (
	quotes  = porch.Limit{Name: "quotes", PerMinute: 1200, Burst: 300}
	reads   = porch.Limit{Name: "reads", PerMinute: 1200, Burst: 300}
	uploads = porch.Limit{Name: "uploads", PerMinute: 60, Burst: 20}
	bulk    = porch.Limit{Name: "bulk", PerMinute: 60, Burst: 20}
	papers  = porch.Limit{Name: "papers", PerMinute: 120, Burst: 60}
	writes  = porch.Limit{Name: "writes", PerMinute: 600, Burst: 200}
)
