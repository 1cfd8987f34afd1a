package web

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"ecship/internal/account"
)

// limit is how often one account, or one address that has not signed in, may
// use the routes of a class together (S-16).
type limit struct {
	name      string
	perMinute float64
	burst     int
}

// The classes. Secrets are what guesses at passwords and links would try, and
// what sends mail.
var (
	reads   = limit{"reads", 600, 200}
	acts    = limit{"acts", 240, 120}
	secrets = limit{"secrets", 6, 20}
)

// limiter keeps a bucket for each class and visitor, in memory: each node counts
// its own. What must hold over all nodes (M-A7) the portal counts.
type limiter struct {
	relax float64
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

const bucketLife = 10 * time.Minute

func newLimiter(relax float64, now func() time.Time) *limiter {
	return &limiter{relax: relax, now: now, buckets: map[string]*bucket{}}
}

// allow takes one from the visitor's bucket of the class, or says how long to
// wait.
func (l *limiter) allow(class limit, visitor string) (wait time.Duration, ok bool) {
	now := l.now()
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
	key := class.name + " " + visitor
	b := l.buckets[key]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(class.perMinute*l.relax/60), int(float64(class.burst)*l.relax))}
		l.buckets[key] = b
	}
	b.used = now
	r := b.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 || !r.OK() {
		r.CancelAt(now)
		return wait, false
	}
	return 0, true
}

// visitor is whose bucket counts: the account's, else the address's. An IPv6
// visitor owns a /64, so that is what counts as one.
func (s *site) visitor(r *http.Request, who account.Actor) string {
	if who.SignedIn() {
		return who.User
	}
	ip := s.address(r)
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// address is the visitor's: the last one of X-Forwarded-For that no trusted
// proxy wrote for another trusted one, or the connection's own.
func (s *site) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip
}

func (s *site) trusted(ip netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
