// Package porch is what every door has in front of it: whose address a caller
// has behind the proxies, how often he may come, and what is said to callers
// that no route takes. It knows no route and no portal.
package porch

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit is how often one caller may use the routes of a class together (S-16).
type Limit struct {
	Name      string
	PerMinute float64
	Burst     int
}

// Limiter keeps a bucket for each class and caller, in memory: each node counts
// its own. What must hold over all nodes (M-A7) the portal counts.
type Limiter struct {
	relax float64
	now   func() time.Time

	mu      sync.Mutex
	buckets map[key]*bucket
	swept   time.Time
}

type key struct{ class, caller string }

type bucket struct {
	*rate.Limiter
	used time.Time
}

// bucketLife is how long an unused bucket is kept.
const bucketLife = 10 * time.Minute

// NewLimiter makes a limiter; relax multiplies every limit.
func NewLimiter(relax float64, now func() time.Time) *Limiter {
	return &Limiter{relax: relax, now: now, buckets: map[key]*bucket{}}
}

// Allow takes one from the caller's bucket of the class, or says how long to
// wait.
func (l *Limiter) Allow(class Limit, caller string) (wait time.Duration, ok bool) {
	left := l.Take(class, caller)
	return left.Wait, left.OK
}

// Left is what a caller has after he took one.
type Left struct {
	OK   bool          // he got it
	Wait time.Duration // until there is one, where he didn't
	Rest int           // so many more at once
	Full time.Duration // until he could have Of again
	Of   int           // as many as there are at most
	Name string        // of the class
	In   time.Duration // that Of take to come again
}

// Take takes one from the caller's bucket of the class, and tells what is left.
func (l *Limiter) Take(class Limit, caller string) Left {
	now, k := l.now(), key{class.Name, caller}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > bucketLife {
		for k, b := range l.buckets {
			if now.Sub(b.used) > bucketLife {
				delete(l.buckets, k)
			}
		}
		l.swept = now
	}
	b := l.buckets[k]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(class.PerMinute*l.relax/60), int(float64(class.Burst)*l.relax))}
		l.buckets[k] = b
	}
	b.used = now
	ok, of := b.AllowN(now, 1), b.Burst()
	tokens := b.TokensAt(now)
	in := func(n float64) time.Duration {
		return time.Duration(max(0, n) / float64(b.Limit()) * float64(time.Second))
	}
	left := Left{OK: ok, Rest: max(0, int(tokens)), Full: in(float64(of) - tokens), Of: of, Name: class.Name, In: in(float64(of))}
	if !ok {
		left.Wait = in(1 - tokens)
	}
	return left
}

// Write tells a program what it has left, in the fields of
// draft-ietf-httpapi-ratelimit-headers-10 and in the three of its earlier
// drafts, which more programs know. Times are whole seconds.
func (l Left) Write(h http.Header) {
	of, rest, full := strconv.Itoa(l.Of), strconv.Itoa(l.Rest), strconv.Itoa(int(math.Ceil(l.Full.Seconds())))
	values := []string{
		`"` + l.Name + `";q=` + of + `;w=` + strconv.Itoa(int(math.Ceil(l.In.Seconds()))),
		`"` + l.Name + `";r=` + rest + `;t=` + full,
		of, rest, full,
	}
	for i, name := range []string{"Ratelimit-Policy", "Ratelimit", "Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset"} {
		h[name] = values[i : i+1 : i+1]
	}
}

// RetryAfter tells a caller in whole seconds how long to wait, and gives the
// number.
func RetryAfter(h http.Header, wait time.Duration) int {
	seconds := int(math.Ceil(wait.Seconds()))
	h.Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}

// Proxies are the networks whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// Caller names who asks by his address. An IPv6 caller owns a /64, so that is
// what counts as one.
func (p Proxies) Caller(r *http.Request) string {
	ip := p.Address(r)
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

// Address is the caller's: the last one of X-Forwarded-For that no trusted
// proxy wrote for another trusted one, or the connection's own.
func (p Proxies) Address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	if !p.trust(ip) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trust(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip
}

func (p Proxies) trust(ip netip.Addr) bool {
	for _, net := range p {
		if net.Contains(ip) {
			return true
		}
	}
	return false
}
