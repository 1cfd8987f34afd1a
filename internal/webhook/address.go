package webhook

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/problem"
)

// urlMost is how long an endpoint's address may be.
const urlMost = 500

// inward are the endings of names that mean a machine of one's own network
// (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
var inward = []string{"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "in-addr.arpa", "ip6.arpa", "onion", "test", "invalid", "alt"}

// ParseURL reads an endpoint's address: https and a public name. Numbers in any
// notation are refused: what looks like a name and is read as an address by
// somebody else is how such filters are passed (S-10). The name's addresses are
// looked at when it is dialled. loopback allows plain http to this machine: only
// the demo does.
func ParseURL(s string, loopback bool) (string, error) {
	refuse := func(key string, args ...any) (string, error) {
		return "", problem.New(problem.Invalid, key, "url", args...)
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return refuse("webhook.url.missing")
	case len(s) > urlMost:
		return refuse("text.too_long", "most", urlMost)
	}
	u, err := url.Parse(s)
	if err != nil || u.Opaque != "" || u.Host == "" || u.User != nil || u.Fragment != "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }) {
		return refuse("webhook.url.form")
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return refuse("webhook.url.form")
		}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if loopback && (host == "localhost" || host == "127.0.0.1" || host == "::1") && (u.Scheme == "http" || u.Scheme == "https") {
		return u.String(), nil
	}
	if u.Scheme != "https" {
		return refuse("webhook.url.https")
	}
	if !publicName(host) {
		return refuse("webhook.url.inward")
	}
	return u.String(), nil
}

// publicName tells whether a host is a name of the public tree: of two labels at
// least, the last of which begins with a letter and so is no number.
func publicName(host string) bool {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(host) > 253 || last == "" || last[0] < 'a' || last[0] > 'z' {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	return !slices.ContainsFunc(inward, func(end string) bool { return host == end || strings.HasSuffix(host, "."+end) })
}

// shut are the blocks of IPv4 and of global IPv6 that lead inward, to nobody, or
// through a translation to somewhere else (IANA's special-purpose registries,
// November 2026).
var shut = prefixes("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 " +
	"192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 " +
	"168.63.129.16/32 " + // Azure's own service for its machines
	"2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20")

// global is all of IPv6 that is given to anybody; loopback, link-local, private,
// multicast, IPv4-mapped and NAT64 addresses are outside it.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(list string) (all []netip.Prefix) {
	for _, p := range strings.Fields(list) {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

// Public tells whether an address may be called: S-10. It is asked of the very
// address that is dialled, after the name was looked up. An IPv4 address in IPv6
// dress is refused: no resolver gives one.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !global.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(shut, func(p netip.Prefix) bool { return p.Contains(a) })
}
