package courier_test

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ecship/internal/webhook"
	"ecship/internal/webhook/courier"
)

var secret = webhook.NewSecret(make([]byte, webhook.SecretBytes))

func call(url string) webhook.Call {
	return webhook.Call{URL: url, ID: "evt_1", At: time.Now(), Body: []byte(`{"type":"test"}`), Secrets: []webhook.Secret{secret}}
}

// M-I1, R-12: what arrives is signed over its raw bytes; every other outcome has
// its reason, within the time.
func TestDeliver(t *testing.T) {
	seen := make(chan error, 1)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer elsewhere.Close()
	hung := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /fine", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = webhook.Verify(secret, r.Header.Get, body, time.Now())
		}
		if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Cookie") != "" {
			err = errors.New("headers")
		}
		seen <- err
		io.WriteString(w, "thanks\xff") //nolint:errcheck // it arrives or the test fails
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, strings.Repeat("é", 9999), http.StatusInternalServerError)
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hung:
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, "."); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(time.Millisecond)
		}
	})
	mux.HandleFunc("/flood", func(w http.ResponseWriter, _ *http.Request) {
		for range 1000 {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 64<<10)) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "half") //nolint:errcheck // it breaks off on purpose
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	defer close(hung)
	gone := httptest.NewServer(mux)
	gone.Close()
	tls := httptest.NewTLSServer(mux)
	defer tls.Close()
	tls.Config.ErrorLog = nil

	// Only what hangs is waited for briefly: a busy machine is no fault.
	in := func(most time.Duration) *courier.Courier {
		return courier.New(courier.Config{Here: true, Time: most, Clock: time.Now, Agent: "ecship"})
	}
	c, hasty := in(time.Minute), in(300*time.Millisecond)
	for _, x := range []struct {
		url    string
		code   int
		reason webhook.Reason
	}{
		{s.URL + "/fine", 200, ""},
		{s.URL + "/redirect", 307, webhook.Redirect},
		{s.URL + "/broken", 500, webhook.Status},
		{s.URL + "/hang", 0, webhook.Timeout},
		{s.URL + "/cut", 200, webhook.Cut},
		{s.URL + "/headers", 0, webhook.Unreachable},
		{s.URL + "/flood", 200, ""},
		{gone.URL, 0, webhook.Unreachable},
		{tls.URL + "/fine", 0, webhook.BadTLS},
		{"https://10.0.0.1/", 0, webhook.Forbidden},
	} {
		by := c
		if x.reason == webhook.Timeout {
			by = hasty
		}
		a := by.Deliver(t.Context(), call(x.url))
		if a.Code != x.code || a.Reason != x.reason || a.Took <= 0 && a.Reason != webhook.Forbidden || len(a.Excerpt) > 500 {
			t.Errorf("%s: %+v", x.url, a)
		}
	}
	if err := <-seen; err != nil {
		t.Error(err)
	}
	if a := hasty.Deliver(t.Context(), call(s.URL+"/drip")); a.Took > 5*time.Second {
		t.Errorf("dripping for %s: %+v", a.Took, a)
	}
	if a := c.Deliver(t.Context(), webhook.Call{URL: s.URL + "/fine", ID: "evt_1", At: time.Now(), Secrets: []webhook.Secret{""}}); a.Reason == "" {
		t.Error("it went unsigned")
	}
}

// sink counts who connects.
func sink(t *testing.T) (l net.Listener, calls *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	calls = new(atomic.Int64)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			c.Close() //nolint:errcheck // only counted
		}
	}()
	return l, calls
}

// S-10: a name that has an address inside, at once or from the second look-up
// on, leads to no connection; nor does one that has it beside a public one.
func TestRebinding(t *testing.T) {
	l, calls := sink(t)
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	inside := []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.100.100.200", "192.168.1.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
		"2002:7f00:1::", "fd00:ec2::254", "fe80::1"}
	for _, to := range inside {
		var looked atomic.Int64 // both kinds are asked for at once
		// 198.51.100.7 is nobody's: a filter that looks before it dials may be shown it.
		r := resolver(func() netip.Addr {
			if looked.Add(1) <= 2 && to == "127.0.0.1" {
				return netip.MustParseAddr("198.51.100.7")
			}
			return netip.MustParseAddr(to)
		})
		c := courier.New(courier.Config{Resolver: r, Roots: x509.NewCertPool(), Time: 2 * time.Second, Clock: time.Now})
		for range 2 {
			a := c.Deliver(t.Context(), call("https://hooks.example.org:"+port+"/"))
			if a.Reason != webhook.Forbidden {
				t.Errorf("%s: %+v", to, a)
			}
		}
		if looked.Load() < 4 {
			t.Errorf("%s: the name was asked for %d times", to, looked.Load())
		}
	}
	t.Setenv("HTTPS_PROXY", "http://"+l.Addr().String()) // nor by way of a proxy
	t.Setenv("HTTP_PROXY", "http://"+l.Addr().String())
	c := courier.New(courier.Config{Resolver: resolver(func() netip.Addr { return netip.MustParseAddr("127.0.0.1") }), Time: 2 * time.Second, Clock: time.Now})
	if a := c.Deliver(t.Context(), call("https://hooks.example.org/")); a.Reason != webhook.Forbidden {
		t.Errorf("by a proxy: %+v", a)
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// resolver asks a name server of the test's own, in this process.
func resolver(answer func() netip.Addr) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close() //nolint:errcheck // the asker has its answer
			for {
				var size [2]byte
				if _, err := io.ReadFull(theirs, size[:]); err != nil {
					return
				}
				q := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(theirs, q); err != nil {
					return
				}
				a := reply(q, answer)
				if _, err := theirs.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...)); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}}
}

// reply answers a DNS query (RFC 1035) for A or AAAA with one address, or with
// none where it is of the other kind.
func reply(q []byte, answer func() netip.Addr) []byte {
	end := 12
	for q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5 // the root, type and class
	kind := binary.BigEndian.Uint16(q[end-4:])
	var ip netip.Addr
	if kind == 1 || kind == 28 {
		if ip = answer(); ip.Is4() != (kind == 1) {
			ip = netip.Addr{}
		}
	}
	a := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	if ip.IsValid() {
		a[7] = 1
		a = append(a, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0)
		a = binary.BigEndian.AppendUint16(a, uint16(ip.BitLen()/8))
		a = append(a, ip.AsSlice()...)
	}
	return a
}
