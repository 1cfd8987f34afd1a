package deposit_test

import (
	"testing"
	"time"

	"ecship/internal/payment/deposit"
	"ecship/internal/payment/paymenttest"
)

func TestConformance(t *testing.T) {
	paymenttest.Run(t, func(*testing.T) paymenttest.Bench {
		return paymenttest.Bench{Method: deposit.Method{}, Now: time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC), Forgetful: true}
	})
}
