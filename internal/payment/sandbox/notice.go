package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Notice is a notification: what is sent to the portal.
type Notice struct {
	Header map[string][]string
	Body   []byte
}

// signature is the header of a notification: "t=<unix seconds>,v1=<hex>", an
// HMAC-SHA256 over the seconds, a dot, and the body as it is sent.
const signature = "Sandbox-Signature"

// noticeAge is how old a notification may be.
const noticeAge = 5 * time.Minute

// noticeMost bounds a notification in bytes.
const noticeMost = 64 << 10

// sign makes a notification about a payment.
func sign(secret []byte, ref string, at time.Time) Notice {
	body, _ := json.Marshal(map[string]string{"ref": ref}) // a map of strings always marshals
	t := strconv.FormatInt(at.Unix(), 10)
	return Notice{http.Header{signature: {"t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, body))}}, body}
}

func mac(secret []byte, t string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(t + "."))
	h.Write(body)
	return h.Sum(nil)
}

var errNotice = errors.New("sandbox: not a notification of ours")

// Notice checks a notification.
func (g *Gateway) Notice(header map[string][]string, body []byte, now time.Time) ([]string, error) {
	t, v1, ok := strings.Cut(http.Header(header).Get(signature), ",v1=")
	t, stamped := strings.CutPrefix(t, "t=")
	seconds, err := strconv.ParseInt(t, 10, 64)
	given, err2 := hex.DecodeString(v1)
	if !ok || !stamped || err != nil || err2 != nil || len(body) > noticeMost || !hmac.Equal(given, mac(g.Secret, t, body)) {
		return nil, errNotice
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > noticeAge || age < -noticeAge {
		return nil, errNotice
	}
	var n struct {
		Ref string `json:"ref"`
	}
	if err := json.Unmarshal(body, &n); err != nil || n.Ref == "" {
		return nil, errNotice
	}
	return []string{n.Ref}, nil
}

// notify tells the portal that something happened to a payment.
func (g *Gateway) notify(ref string) {
	n := sign(g.Secret, ref, g.Clock())
	if g.Notify != nil {
		g.Notify(n.Header, n.Body)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.notices = append(g.notices, n)
}

// Notices are the notifications that wait, oldest first; they are taken away.
func (g *Gateway) Notices() []Notice {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.notices
	g.notices = nil
	return n
}

// Notification is a genuine one about a payment, as the gateway would send it
// now.
func (g *Gateway) Notification(ref string) Notice { return sign(g.Secret, ref, g.Clock()) }
