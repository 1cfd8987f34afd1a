package rest

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"ecship/internal/problem"
)

// limit is how often one key, or one address without a key, may use the
// operations of a class together (S-16).
type limit struct {
	name      string
	perMinute float64
	burst     int
}

// The classes.
var (
	quotes = limit{"quotes", 1200, 300}
	reads  = limit{"reads", 1200, 300}
	writes = limit{"writes", 600, 200}
)

// limiter keeps a bucket for each class and caller, in memory: each node counts
// its own.
type limiter struct {
	relax float64
	now   func() time.Time

	mu      sync.Mutex
	buckets map[caller]*bucket
	swept   time.Time
}

type caller struct{ class, name string }

type bucket struct {
	*rate.Limiter
	used time.Time
}

const bucketLife = 10 * time.Minute

func newLimiter(relax float64, now func() time.Time) *limiter {
	return &limiter{relax: relax, now: now, buckets: map[caller]*bucket{}}
}

// allow takes one from the caller's bucket of the class, or says how long to
// wait.
func (l *limiter) allow(class limit, name string) (wait time.Duration, ok bool) {
	now, key := l.now(), caller{class.name, name}
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
	b := l.buckets[key]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(class.perMinute*l.relax/60), int(float64(class.burst)*l.relax))}
		l.buckets[key] = b
	}
	b.used = now
	if b.AllowN(now, 1) {
		return 0, true
	}
	return time.Duration((1 - b.TokensAt(now)) / float64(b.Limit()) * float64(time.Second)), false
}

func limited(h http.Header, wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	h.Set("Retry-After", strconv.Itoa(seconds))
	return problem.New(problem.Limited, "api.limited", "", "seconds", seconds)
}

// visitor is whose bucket counts: the key's, else the address's. An IPv6
// visitor owns a /64, so that is what counts as one.
func (c *call) visitor() string {
	if c.who.SignedIn() {
		return c.who.Key
	}
	ip := c.address()
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// address is the visitor's: the last one of X-Forwarded-For that no trusted
// proxy wrote for another trusted one, or the connection's own.
func (c *call) address() netip.Addr {
	peer, err := netip.ParseAddrPort(c.r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	if !c.trusted(ip) {
		return ip
	}
	hops := strings.Split(strings.Join(c.r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && c.trusted(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip
}

func (s *service) trusted(ip netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
