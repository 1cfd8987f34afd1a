package webhook_test

import (
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ecship/internal/problem"
	"ecship/internal/webhook"
)

// now is the moment of Standard Webhooks' own example.
var now = time.Unix(1614265330, 0)

const example = webhook.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

func headers(t *testing.T, body []byte, secrets ...webhook.Secret) http.Header {
	t.Helper()
	signed, err := webhook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", now, body, secrets...)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	for k, v := range signed {
		h.Set(k, v)
	}
	return h
}

// M-I1: a signature is that of the published example of Standard Webhooks.
func TestSign(t *testing.T) {
	body := []byte(`{"test": 2432232314}`)
	h := headers(t, body, example)
	want := http.Header{"Webhook-Id": {"msg_p5jXN8AQM9LWM0D4loKWxJek"}, "Webhook-Timestamp": {"1614265330"},
		"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	other := webhook.NewSecret(make([]byte, webhook.SecretBytes))
	for name, c := range map[string]struct {
		secret webhook.Secret
		h      http.Header
		body   string
		at     time.Time
		fine   bool
	}{
		"as it was sent":     {example, h, string(body), now, true},
		"just young enough":  {example, h, string(body), now.Add(webhook.Tolerance), true},
		"too old":            {example, h, string(body), now.Add(webhook.Tolerance + time.Second), false},
		"from the future":    {example, h, string(body), now.Add(-webhook.Tolerance - time.Second), false},
		"one byte changed":   {example, h, `{"test": 2432232315}`, now, false},
		"another secret":     {other, h, string(body), now, false},
		"while rotating":     {example, headers(t, body, other, example), string(body), now, true},
		"new while rotating": {other, headers(t, body, other, example), string(body), now, true},
		"unsigned":           {example, http.Header{"Webhook-Id": {"a"}, "Webhook-Timestamp": {"1614265330"}}, string(body), now, false},
		"no time":            {example, http.Header{"Webhook-Id": {"a"}}, string(body), now, false},
		"a secret of none":   {"whsec_", h, string(body), now, false},
	} {
		if err := webhook.Verify(c.secret, c.h.Get, []byte(c.body), c.at); (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// there is no unsigned message.
func TestNothingUnsigned(t *testing.T) {
	for _, secrets := range [][]webhook.Secret{nil, {""}, {"whsec_"}, {"whsec_AAAA"}, {example, ""}, {"whsec_%"}, {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}} {
		if h, err := webhook.Sign("evt", now, nil, secrets...); err == nil {
			t.Errorf("%q signs %v", secrets, h)
		}
	}
}

// no header makes a receiver fall over, or believe.
func FuzzVerify(f *testing.F) {
	f.Add("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "{}", string(example))
	f.Fuzz(func(t *testing.T, id, stamp, sig, body, secret string) {
		header := func(name string) string {
			return map[string]string{webhook.HeaderID: id, webhook.HeaderTime: stamp, webhook.HeaderSignature: sig}[name]
		}
		if webhook.Verify(example, header, []byte(body), now) == nil {
			t.Errorf("believed: %q %q %q %q", id, stamp, sig, body)
		}
		webhook.Verify(webhook.Secret(secret), header, []byte(body), now) //nolint:errcheck // that it ends is the point
	})
}

// a delivery is tried again until 72 hours are over and, where nothing
// comes of it, is dead then and not before; the last try is at the very end.
func TestAfter(t *testing.T) {
	until := webhook.Until(now)
	if until.Sub(now) != 72*time.Hour {
		t.Fatal(until)
	}
	rapid.Check(t, func(t *rapid.T) {
		up := now.Add(time.Duration(rapid.Int64Range(0, int64(80*time.Hour)).Draw(t, "up")))
		at, n := now, 0
		for {
			n++
			a := webhook.Answer{Code: 200}
			if at.Before(up) {
				a = webhook.Answer{Reason: webhook.Unreachable}
			}
			state, next := webhook.After(n, a, at, until)
			switch {
			case state == webhook.Delivered:
				if at.Before(up) || at.After(until) {
					t.Fatalf("delivered at %s", at.Sub(now))
				}
				return
			case state == webhook.Dead:
				if at.Before(until) || !up.After(until) {
					t.Fatalf("dead after %s though it was up at %s", at.Sub(now), up.Sub(now))
				}
				if n < 15 || n > 30 {
					t.Fatalf("%d tries", n)
				}
				return
			case !next.After(at) || next.After(until) || next.Sub(at) > 6*time.Hour:
				t.Fatalf("try %d at %s, the next at %s", n, at.Sub(now), next.Sub(now))
			}
			at = next
		}
	})
}

// M-I1: types and families are taken, each once; what is not known is refused.
func TestParseTypes(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{[]string{"shipment.issued", " payment.* ", "shipment.issued"}, []string{"payment.*", "shipment.issued"}},
		{[]string{"payment.captured", "payment.*"}, []string{"payment.*"}},
		{[]string{"batch.done"}, []string{"batch.done"}},
	} {
		if got, err := webhook.ParseTypes(c.in); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q %v", c.in, got, err)
		}
	}
	for _, in := range [][]string{nil, {"*"}, {"test"}, {"shipment"}, {"shipment.draft"}, {"nothing.*"}, {""}, {"payment.started"}} {
		if got, err := webhook.ParseTypes(in); err == nil || problem.Of(err).Field != "types" {
			t.Errorf("%q is taken as %q: %v", in, got, err)
		}
	}
	all := webhook.Types()
	if slices.Sort(all); len(slices.Compact(all)) != len(webhook.Types()) || len(all) < 25 {
		t.Error(all)
	}
}

// tricky are addresses by which others were led inside (S-10): every notation of
// this machine and of the cloud's own services, and names that mean them.
var tricky = []string{
	"http://hooks.example.org/", "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
	"https://0177.0.0.1/", "https://017700000001/", "https://0x7f.1/", "https://00000177.0.0.1/", "https://127.0.0.1.:443/", "https://0/", "https://0.0.0.0/",
	"https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:ffff:7f00:0001]/", "https://[::127.0.0.1]/",
	"https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25lo]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/",
	"https://[ff02::1]/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://2852039166/",
	"https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://[::ffff:a9fe:a9fe]/", "https://100.100.100.200/", "https://168.63.129.16/", "https://224.0.0.1/",
	"https://255.255.255.255/", "https://198.18.0.1/", "https://8.8.8.8/", "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/",
	"https://printer.local/", "https://metadata.google.internal/", "https://vault.internal./", "https://router.lan/", "https://intranet/", "https://x.home.arpa/",
	"https://user:pass@hooks.example.org/", "https://hooks.example.org@127.0.0.1/", "https://127.0.0.1#@hooks.example.org/", "https://hooks.example.org\\@127.0.0.1/",
	"https://hooks.example.org:0/", "https://hooks.example.org:99999/", "https://hooks.example.org:/", "https:hooks.example.org", "https:///path", "//hooks.example.org/",
	"file:///etc/passwd", "gopher://hooks.example.org/", "ftp://hooks.example.org/", "javascript:alert(1)", "https://ⓛocalhost/", "https://１２７.0.0.1/", "https://exa mple.org/",
	"https://hooks.example.org/\r\nHost: x", "https://-hooks.example.org/", "https://a..example.org/", "https://example.0x7f/", "https://example.127/", "https://%6c%6f%63alhost/", "",
}

// S-10: none of the tricky addresses is taken, and honest ones are.
func TestParseURL(t *testing.T) {
	if len(tricky) < 60 {
		t.Fatal(len(tricky))
	}
	for _, s := range tricky {
		if got, err := webhook.ParseURL(s, false); err == nil {
			t.Errorf("%q is taken as %q", s, got)
		}
	}
	for _, s := range []string{"https://hooks.example.org/", "https://hooks.example.org:8443/in?shop=1", "https://xn--fiq228c.xn--j6w193g/", "https://a-b.c_d.example.com./"} {
		if got, err := webhook.ParseURL(" "+s+" ", false); err != nil || got != s {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
	// The demo calls this machine, and nobody else inside.
	for s, fine := range map[string]bool{"http://localhost:9000/": true, "http://127.0.0.1:9000/in": true, "http://[::1]:9000/": true, "http://10.0.0.1/": false,
		"http://127.0.0.2/": false, "http://hooks.example.org/": false, "ftp://localhost/": false} {
		if _, err := webhook.ParseURL(s, true); (err == nil) != fine {
			t.Errorf("in the demo %q: %v", s, err)
		}
	}
}

// S-10: of the addresses that a name may have, those of the special-purpose
// registries are not called, to the last of each block.
func TestPublic(t *testing.T) {
	for _, s := range []string{"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254",
		"172.16.0.0", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1",
		"203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1",
		"2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1", "fe80::1%lo", "2606:4700::1%lo"} {
		if webhook.Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is called", s)
		}
	}
	for _, s := range []string{"8.8.8.8", "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0",
		"192.167.255.255", "192.169.0.0", "223.255.255.255", "168.63.129.17", "2606:4700::1", "2001:4860:4860::8888", "2400::1"} {
		if !webhook.Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is not called", s)
		}
	}
	if webhook.Public(netip.Addr{}) {
		t.Error("nothing is called")
	}
}
