package help

import (
	"strconv"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/tariff"
)

// Figures are what the {places} of the texts are filled with. No number stands
// in a text itself: a change of the policy or of a table changes the answers.
type Figures map[string]i18n.Text

// FiguresOn are the figures of the policy, and of the tables in force on a day.
func FiguresOn(c *tariff.Catalogue, on policy.Day) Figures {
	f := Figures{}
	for name, n := range counts {
		f[name] = same(count(n))
	}
	f["capture"] = same(strconv.Itoa(policy.CaptureHour) + ":00")
	f["four_eyes"] = same(whole(policy.FourEyesCents))
	f["point"] = same(whole(policy.PointCents))
	e := c.On(on)
	f.flat(c, on)
	f.excluded(c, e, on)
	return f
}

// counts are the whole numbers of the policy, by the names that the texts have
// for them.
var counts = map[string]int{
	"activation":   policy.ActivationDays,
	"reset":        policy.ResetHours,
	"password":     policy.PasswordLeast,
	"label":        policy.LabelDays,
	"draft":        policy.DraftDays,
	"many":         policy.LabelsAtOnce,
	"certificate":  policy.CertificateMonths,
	"history":      policy.HistoryMonths,
	"rows":         policy.BatchRows,
	"batch_mail":   int(policy.BatchMail / time.Second),
	"addresses":    policy.BookMost,
	"templates":    policy.TemplatesMost,
	"open":         int(policy.PaymentOpen / time.Minute),
	"unknown":      int(policy.UnknownMost / time.Minute),
	"pay_items":    policy.PaymentItems,
	"refund_least": policy.RefundMonthsLeast,
	"refund_most":  policy.RefundMonthsMost,
	"bulk_draft":   policy.BulkDraftDays,
	"bulk":         policy.BulkMonths,
	"invoices":     policy.InvoiceMonths,
	"permit":       policy.PermitDays,
	"drop":         policy.DropAndGoLeast,
	"idempotency":  policy.IdempotencyDays,
	"hook_hours":   policy.WebhookHours,
}

// flat is what e-Express+ takes for its insurance, and the cover it gives.
func (f Figures) flat(c *tariff.Catalogue, on policy.Day) {
	each(c, "premium", on, func(cell func(string) string) {
		if cell("service") == eExpress {
			f["express_premium"], f["express_cover"] = dollars(cell("premium")), dollars(cell("to"))
		}
	})
}

// eExpress is the ship code of e-Express+.
const eExpress = "AEX"

// excluded are the places to which e-Express+ has no insurance, as the names of
// a sentence.
func (f Figures) excluded(c *tariff.Catalogue, e *tariff.Edition, on policy.Day) {
	var names i18n.Text
	add := func(list *string, comma, name string) {
		if *list != "" {
			*list += comma
		}
		*list += name
	}
	each(c, "cover", on, func(cell func(string) string) {
		i := e.Places.Index(cell("place"))
		if cell("service") != eExpress || cell("most") != "0" || i < 0 {
			return
		}
		name := e.Places.All()[i].Name
		add(&names.En, ", ", name.En)
		add(&names.Hant, "、", name.In(i18n.Hant))
		add(&names.Hans, "、", name.In(i18n.Hans))
	})
	f["express_excluded"] = names
}

// each calls f for every row of the table of a kind in force on a day.
func each(c *tariff.Catalogue, kind string, on policy.Day, f func(cell func(column string) string)) {
	t, _ := c.Table(kind, on)
	for _, row := range t.Rows {
		f(func(column string) string {
			for i, name := range t.Columns {
				if name == column {
					return row[i]
				}
			}
			return ""
		})
	}
}

func same(s string) i18n.Text { return i18n.Text{En: s, Hant: s, Hans: s} }

// dollars is an amount of a table, without its cents where it has none.
func dollars(s string) i18n.Text {
	a, err := money.Parse(s)
	if err != nil {
		return same(s) // a table in force was checked
	}
	return same(whole(a))
}

func whole(a money.Amount) string {
	if a%100 != 0 {
		return a.HKD()
	}
	return "HK$" + count(int(a/100))
}

// count is a whole number with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
