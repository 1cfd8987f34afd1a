package store

import (
	"math"

	"ecship/internal/label"
)

// PrintChoice is how a user prints labels (U-14).
type PrintChoice struct {
	label.Print
	Format string // "pdf" or "zpl"
}

// PutPrintChoice keeps how a user prints, in place of what he chose before.
// Measures are kept to a hundredth of a millimetre.
func (tx *Tx) PutPrintChoice(user string, c PrintChoice) error {
	_, err := tx.exec(`INSERT INTO print_choices (user_id, format, stock, start, nudge_x, nudge_y, dpi, bare, chosen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (user_id) DO UPDATE SET format = excluded.format, stock = excluded.stock, start = excluded.start, nudge_x = excluded.nudge_x,
			nudge_y = excluded.nudge_y, dpi = excluded.dpi, bare = excluded.bare, chosen_at = excluded.chosen_at`,
		user, c.Format, c.Stock, c.Start, hundredths(c.NudgeX), hundredths(c.NudgeY), c.DPI, c.Bare, micros(tx.Now))
	return err
}

// PrintChoice is how a user prints; NotFound where he never chose.
func (tx *Tx) PrintChoice(user string) (c PrintChoice, err error) {
	var x, y int64
	err = tx.one(`SELECT format, stock, start, nudge_x, nudge_y, dpi, bare FROM print_choices WHERE user_id = $1`, []any{user},
		&c.Format, &c.Stock, &c.Start, &x, &y, &c.DPI, &c.Bare)
	c.NudgeX, c.NudgeY = float64(x)/100, float64(y)/100
	return c, found(err)
}

func hundredths(mm float64) int64 { return int64(math.Round(mm * 100)) }
