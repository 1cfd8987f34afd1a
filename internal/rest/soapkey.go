package rest

import (
	"net/http"
	"time"

	"ecship/internal/portal"
)

// SOAPKey is the key by which older programs come in (M-I2).
type SOAPKey struct {
	On        bool       `json:"on"`
	Username  string     `json:"username,omitempty"`
	Secret    string     `json:"secret,omitempty" doc:"only in the answer that turned it on, and never again"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
}

func getSOAPKey(c *call, _ nothing) (int, SOAPKey, error) {
	k, err := c.Portal.SOAPKeyOf(c.r.Context(), c.who, struct{}{})
	return http.StatusOK, soapKeyOf(k), err
}

func turnOnSOAP(c *call, _ nothing) (int, SOAPKey, error) {
	k, err := c.Portal.TurnOnSOAP(c.r.Context(), c.who, struct{}{})
	return http.StatusCreated, soapKeyOf(k), err
}

func turnOffSOAP(c *call) error {
	_, err := c.Portal.TurnOffSOAP(c.r.Context(), c.who, struct{}{})
	return err
}

func soapKeyOf(k portal.SOAPKey) SOAPKey {
	return SOAPKey{On: k.ID != "", Username: k.Username, Secret: k.Secret, CreatedAt: moment(k.CreatedAt)}
}
