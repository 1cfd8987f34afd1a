package main

import (
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ecship/internal/i18n"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) {
	if play := roles[os.Getenv(roleVariable)]; play != nil {
		os.Exit(play())
	}
	testscript.Main(m, map[string]func(){"ecship": func() { os.Exit(run()) }})
}

// M-J2: the commands as a person types them.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("ADDR", l.Addr().String())
			return l.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"get": get},
	})
}

// get asks for a page until it is there, and prints it.
func get(ts *testscript.TestScript, _ bool, args []string) {
	for range 200 {
		resp, err := http.Get(args[0])
		if err == nil && resp.StatusCode == http.StatusOK {
			_, err = io.Copy(ts.Stdout(), resp.Body)
			ts.Check(errors.Join(err, resp.Body.Close()))
			return
		}
		if err == nil {
			ts.Check(resp.Body.Close())
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not answer", args[0])
}

// M-A5: the language is --lang's, else the locale's.
func TestWanted(t *testing.T) {
	for _, c := range []struct {
		args   []string
		locale string
		want   i18n.Lang
	}{
		{nil, "", i18n.En},
		{nil, "C.UTF-8", i18n.En},
		{nil, "zh_HK.UTF-8", i18n.Hant},
		{nil, "zh_TW", i18n.Hant},
		{nil, "zh_CN.GB18030", i18n.Hans},
		{[]string{"quote", "--lang=zh-Hant"}, "zh_CN.UTF-8", i18n.Hant},
		{[]string{"quote", "--lang", "en", "--to", "US"}, "zh_HK.UTF-8", i18n.En},
		{[]string{"quote", "--lang"}, "zh_HK.UTF-8", i18n.Hant},
		{[]string{"quote", "--lang", "fr"}, "zh_HK.UTF-8", i18n.Hant},
	} {
		if got := wanted(c.args, c.locale); got != c.want {
			t.Errorf("%v in %q speaks %s, want %s", c.args, c.locale, got, c.want)
		}
	}
}

// Links in mails lead somewhere, whatever address is listened at.
func TestPublicURL(t *testing.T) {
	for _, c := range []struct{ addr, public, want string }{
		{"127.0.0.1:8080", "", "http://localhost:8080"},
		{":80", "", "http://localhost:80"},
		{"0.0.0.0:8080", "", "http://localhost:8080"},
		{"[::]:8080", "", "http://localhost:8080"},
		{"[::1]:8080", "", "http://[::1]:8080"},
		{"192.0.2.7:8080", "", "http://192.0.2.7:8080"},
		{":8080", "https://post.example/", "https://post.example"},
	} {
		w := wiring{Serving: Serving{Addr: c.addr, PublicURL: c.public}}
		if got := w.publicURL(); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.addr, c.public, got, c.want)
		}
	}
}

// U-01: the demo is reached by this machine's own names alone, whatever name a
// page elsewhere gives to its address.
func TestLoopbackOnly(t *testing.T) {
	h := loopbackOnly(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	for host, want := range map[string]int{
		"localhost:8080": http.StatusTeapot, "localhost": http.StatusTeapot, "127.0.0.1:9": http.StatusTeapot, "[::1]:8080": http.StatusTeapot,
		"evil.example:8080": http.StatusMisdirectedRequest, "localhost.evil.example": http.StatusMisdirectedRequest, "": http.StatusMisdirectedRequest, "10.0.0.1:8080": http.StatusMisdirectedRequest,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%q: %d, want %d", host, w.Code, want)
		}
	}
}
