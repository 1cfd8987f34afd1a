package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/tariff"
)

// M-C1, M-I3: every service that labels are prepared for has a SPECIMEN, as PDF
// and for a label printer; the others, and places where a service does not
// exist, are refused without a file.
func TestSample(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	settings := &Settings{Operator: "Hongkong Post|香港郵政|香港邮政"}
	term := &terminal{Out: &out, Lang: i18n.En, Now: func() time.Time { return now }}
	for _, s := range tariff.Embedded().On(policy.DayOf(now)).Services() {
		for _, to := range []string{"HK", "JP", "US"} {
			for _, c := range []struct{ ext, stock, start string }{{".pdf", "exact", "%PDF-1.7"}, {".zpl", "a5", "~DGR:"}} {
				file := filepath.Join(t.TempDir(), "sample"+c.ext)
				err := sampleCommand{Service: s.Code, To: to, Out: file, Stock: c.stock, Start: 1, DPI: 203}.Run(term, settings)
				got, _ := os.ReadFile(file)
				if s.Layout == "" {
					if err == nil || got != nil {
						t.Errorf("%s has no layout, but a sample: %v", s.Code, err)
					}
					continue
				}
				if err != nil || !bytes.HasPrefix(got, []byte(c.start)) {
					t.Errorf("%s to %s as %s: %v, %.20q", s.Code, to, c.ext, err, got)
				}
			}
		}
	}
	if !strings.Contains(out.String(), "registered/2") {
		t.Error("it does not say which layout it drew:", out.String())
	}
}
