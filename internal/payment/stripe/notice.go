package stripe

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"
)

// noticeAge is how old a notification may be.
const noticeAge = 5 * time.Minute

var errNotice = errors.New("stripe: not a notification of Stripe's")

// Notice checks a webhook's signature and age. The API version that it was
// written for does not matter: nothing but the ref is read.
func (g *Gateway) Notice(header map[string][]string, body []byte, now time.Time) ([]string, error) {
	signature := http.Header(header).Get("Stripe-Signature")
	if err := webhook.ValidatePayloadIgnoringTolerance(body, signature, g.webhook); err != nil {
		return nil, errors.Join(errNotice, err)
	}
	if age := now.Sub(signedAt(signature)); age > noticeAge || age < -noticeAge {
		return nil, errNotice
	}
	var event struct {
		Data struct {
			Object struct {
				Reference string            `json:"client_reference_id"`
				Metadata  map[string]string `json:"metadata"`
			} `json:"object"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return nil, errors.Join(errNotice, err)
	}
	for _, ref := range []string{event.Data.Object.Reference, event.Data.Object.Metadata["ref"]} {
		if ref != "" {
			return []string{ref}, nil
		}
	}
	return nil, nil // of something that is not a payment of ours
}

// signedAt is the moment in a signature's header, or the zero Time.
func signedAt(signature string) time.Time {
	for part := range strings.SplitSeq(signature, ",") {
		if t, ok := strings.CutPrefix(part, "t="); ok {
			if seconds, err := strconv.ParseInt(t, 10, 64); err == nil {
				return time.Unix(seconds, 0)
			}
		}
	}
	return time.Time{}
}
