package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/store/storetest"
	"ecship/internal/verify"
)

// lives is how often R-01 starts the server and kills it, on each database,
// and for how long at least.
func lives() (n int, until time.Time) {
	d, err := time.ParseDuration(os.Getenv("ECSHIP_LONG"))
	if err != nil {
		return 25, time.Time{}
	}
	return 25, time.Now().Add(d / 2)
}

// victim is a server that is killed and started again over the same database,
// beside a gateway that lives on.
type victim struct {
	*testing.T
	part
	key             string
	server, gateway *exec.Cmd
	told            acknowledged
	clerk, officer  *http.Client
}

// acknowledged is what somebody was told, and may rely on.
type acknowledged struct {
	sync.Mutex
	issued   map[string]string // numbers, by item
	payments map[string]string // by item
	refunds  []string          // approved
	posted   []string          // numbers
}

func (a *acknowledged) note(fn func()) { a.Lock(); defer a.Unlock(); fn() }

// play starts a role and waits until it is ready; what it says is returned.
func (v *victim) play(role string) (*exec.Cmd, string) {
	v.Helper()
	arg, err := json.Marshal(v.part)
	if err != nil {
		v.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		v.Fatal(err)
	}
	cmd := exec.Command(self, string(arg))
	cmd.Env, cmd.Stderr = append(os.Environ(), roleVariable+"="+role), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		v.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		v.Fatal(err)
	}
	in := bufio.NewScanner(out)
	for in.Scan() {
		if word, rest, _ := strings.Cut(in.Text(), " "); word == "ready" {
			go io.Copy(io.Discard, out) //nolint:errcheck // until it is killed
			return cmd, rest
		}
	}
	v.Fatalf("the %s did not start", role)
	return nil, ""
}

// kill is kill -9.
func kill(cmd *exec.Cmd) {
	if cmd != nil {
		cmd.Process.Kill() //nolint:errcheck // it may have died before
		cmd.Wait()         //nolint:errcheck // killed
	}
}

// ask sends a request to the API. status is 0 where no answer came.
func (v *victim) ask(method, path, body string, headers ...string) (status int, answer map[string]any) {
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+v.Server+path, strings.NewReader(body))
	if err != nil {
		v.Error(err)
		return 0, nil
	}
	req.Header.Set("Authorization", "Bearer "+v.key)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if json.NewDecoder(res.Body).Decode(&answer) != nil {
		return 0, nil
	}
	return res.StatusCode, answer
}

const killedItem = `{"service":"APL","weight_g":1500,"issue":true,
	"sender":{"name":"Chan Tai Man","street":["8 Shanghai Street"],"city":"Kowloon","place":"HK","phone":"91234567"},
	"recipient":{"name":"Ann O'Neil","street":["12 West 34th St"],"city":"New York","state":"NY","postcode":"10001","place":"US","phone":"+12125550100"},
	"contents":{"category":"gift","currency":"HKD","lines":[{"description":"black tea","quantity":4,"net_weight_g":1200,"value_cents":32000,"hs_code":"090230","origin":"CN"}]}}`

// shop issues items, pays for them and cancels some, over and over, until it is
// told to stop.
func (v *victim) shop(stop <-chan struct{}) {
	for !over(stop) {
		status, item := v.ask("POST", "/api/v1/shipments", killedItem, "Idempotency-Key", fmt.Sprint("item", rand.Uint64()))
		if status != http.StatusCreated {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		id, number := item["id"].(string), item["number"].(string)
		v.told.note(func() { v.told.issued[id] = number })
		status, pay := v.ask("POST", "/api/v1/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox"}`, id))
		if status != http.StatusCreated {
			continue
		}
		ref := pay["id"].(string)
		v.told.note(func() { v.told.payments[id] = ref })
		v.approve(ref)
		v.ask("GET", "/api/v1/payments/"+ref, "")
		if rand.IntN(2) == 0 {
			v.ask("POST", "/api/v1/shipments/"+id+"/cancel", "")
			v.ask("POST", "/api/v1/refunds", fmt.Sprintf(`{"shipment": %q}`, id))
		}
	}
}

func over(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// approve is the payer on the gateway's page.
func (v *victim) approve(ref string) {
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if res, err := c.PostForm("http://"+v.Gateway+"/pay/"+ref, url.Values{"do": {"pay"}}); err == nil {
		res.Body.Close() //nolint:errcheck // nothing to read
	}
}

// browse asks for a page, or sends a form. status is 0 where no answer came.
func (v *victim) browse(c *http.Client, path string, form url.Values) (status int, body string) {
	method, sent := http.MethodGet, ""
	if form != nil {
		method, sent = http.MethodPost, form.Encode()
	}
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+v.Server+path, strings.NewReader(sent))
	if err != nil {
		v.Error(err)
		return 0, ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "http://"+v.Server)
	res, err := c.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, ""
	}
	return res.StatusCode, string(b)
}

// signIn gives the browser of one of the demo's people. Sessions outlive the
// server.
func (v *victim) signIn(email string) *http.Client {
	v.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if status, body := v.browse(c, "/sign-in", url.Values{"email": {email}, "password": {portal.DemoPassword}}); status != http.StatusSeeOther {
		v.Fatalf("%s did not get in: %d %s", email, status, body)
	}
	return c
}

var (
	formToken  = regexp.MustCompile(`name="token" value="([^"]+)"`)
	queuedLink = regexp.MustCompile(`/office/refunds/(rfd_\w+)`)
)

// tokenOf is the token of a page's forms.
func tokenOf(body string) string {
	if m := formToken.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// approveRefunds is the officer.
func (v *victim) approveRefunds(stop <-chan struct{}) {
	for !over(stop) {
		time.Sleep(50 * time.Millisecond)
		_, queue := v.browse(v.officer, "/office/refunds?state=submitted", nil)
		all := queuedLink.FindAllStringSubmatch(queue, -1)
		if len(all) == 0 {
			continue
		}
		id := all[rand.IntN(len(all))][1]
		_, page := v.browse(v.officer, "/office/refunds/"+id, nil)
		if status, _ := v.browse(v.officer, "/office/refunds/"+id, url.Values{"token": {tokenOf(page)}, "do": {"approve"}}); status == http.StatusSeeOther {
			v.told.note(func() { v.told.refunds = append(v.told.refunds, id) })
		}
	}
}

// acceptItems is the clerk. An item that was cancelled meanwhile is refused.
func (v *victim) acceptItems(stop <-chan struct{}) {
	for !over(stop) {
		time.Sleep(30 * time.Millisecond)
		number := ""
		v.told.note(func() {
			for _, n := range v.told.issued {
				number = n // any
				break
			}
		})
		scan := url.Values{"number": {number}, "weight": {"1500"}, "unit": {"g"}, "cash": {"500"}}
		_, page := v.browse(v.clerk, "/counter/?"+scan.Encode(), nil)
		scan.Set("token", tokenOf(page))
		if scan.Get("token") == "" {
			continue
		}
		if status, body := v.browse(v.clerk, "/counter/", scan); status == http.StatusOK && strings.Contains(body, "/receipt.pdf") {
			v.told.note(func() { v.told.posted = append(v.told.posted, number) })
		}
	}
}

// live starts the server, has everybody at it, and kills it.
func (v *victim) live() {
	v.Helper()
	v.server, v.key = v.play("server")
	if v.clerk == nil {
		v.clerk, v.officer = v.signIn("clerk@example.org"), v.signIn("officer@example.org")
	}
	stop := make(chan struct{})
	var all sync.WaitGroup
	for _, do := range []func(<-chan struct{}){v.shop, v.shop, v.shop, v.approveRefunds, v.acceptItems} {
		all.Go(func() { do(stop) })
	}
	time.Sleep(200*time.Millisecond + rand.N(600*time.Millisecond))
	kill(v.server)
	close(stop)
	all.Wait()
}

func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only its number was wanted
	return l.Addr().String()
}

// the real server is killed with -9 at random while shops issue, pay and
// cancel, an officer approves refunds and a clerk accepts, beside a gateway in
// a process of its own that loses answers. It starts again on what is left.
// Nothing that was acknowledged is lost, nothing is doubled, and the books
// agree with the gateway's own journal.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills servers for a minute")
	}
	storetest.EachURL(t, func(t *testing.T, database string) {
		v := &victim{T: t, part: part{Data: t.TempDir(), Server: freeAddress(t), Gateway: freeAddress(t), Lost: 10}}
		v.told.issued, v.told.payments = map[string]string{}, map[string]string{}
		v.Database = database
		// Half of it in the afternoon of a day that is over, and half in the
		// evening, when what is paid is charged at once (M-D2).
		day := policy.DayOf(time.Now()) - 2
		killed, until := lives()
		n := 0
		for half, hour := range []int{14, 20} {
			v.Behind = time.Since(day.At(hour).Add(30 * time.Minute)).Round(time.Second)
			v.gateway, _ = v.play("gateway")
			least, end := killed*(half+1)/2, time.Until(until)/time.Duration(2-half)
			for began := time.Now(); n < least || time.Since(began) < end; n++ {
				v.live()
			}
			kill(v.gateway)
		}
		// An hour on, whatever waits to be asked again is due.
		v.Lost, v.Behind = 0, v.Behind-time.Hour
		v.gateway, _ = v.play("gateway")
		v.server, v.key = v.play("server")
		defer kill(v.gateway)
		defer kill(v.server)
		charged := v.judge()
		t.Logf("R-01: %d kills; acknowledged: %d items, %d payments (%d charged), %d refunds, %d acceptances",
			n, len(v.told.issued), len(v.told.payments), charged, len(v.told.refunds), len(v.told.posted))
		if len(v.told.payments) < n || charged == 0 || len(v.told.refunds) == 0 || len(v.told.posted) == 0 {
			t.Error("something was never tried")
		}
	})
}

// judge looks for all that was acknowledged, and gives the payments charged.
func (v *victim) judge() (charged int) {
	v.Helper()
	states := map[string]string{}
	for id, number := range v.told.issued {
		status, it := v.ask("GET", "/api/v1/shipments/"+id, "")
		if status != http.StatusOK || it["number"] != number {
			v.Errorf("%s was acknowledged, and is lost: %d %v", id, status, it["number"])
		}
		states[number], _ = it["state"].(string)
	}
	for _, number := range v.told.posted {
		if states[number] != "posted" {
			v.Errorf("%s was accepted, and is %s", number, states[number])
		}
	}
	approved := map[string]string{}
	for item, id := range v.told.payments {
		status, p := v.ask("GET", "/api/v1/payments/"+id, "")
		if status != http.StatusOK || p["money"] == string(payment.Unknown) {
			v.Errorf("the payment %s of %s: %d %v", id, item, status, p)
		}
		if p["money"] == string(payment.Charged) {
			charged++
		}
		refunds, _ := p["refunds"].([]any)
		for _, r := range refunds {
			r := r.(map[string]any)
			approved[r["id"].(string)], _ = r["state"].(string)
		}
	}
	for _, id := range v.told.refunds {
		if s, ok := approved[id]; ok && slices.Contains([]string{"submitted", "vetting", "rejected"}, s) {
			v.Errorf("%s was approved, and is %s", id, s)
		}
	}
	v.examine()
	return charged
}

// examine has the independent checker hold the books against the gateway's.
// What nobody was told about, the server asks the gateway by itself when it
// starts: it is given the time to.
func (v *victim) examine() {
	v.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		found := v.check()
		unknown := func(f verify.Finding) bool { return strings.HasPrefix(f.What, "unknown since") }
		if slices.ContainsFunc(found, unknown) && time.Now().Before(end) {
			continue
		}
		for _, f := range found {
			v.Error(f)
		}
		return
	}
}

func (v *victim) check() []verify.Finding {
	v.Helper()
	found, err := verify.Run(v.Context(), verify.Input{Database: v.Database, Now: v.now(), Gateways: func(ctx context.Context) (map[string]verify.Statement, error) {
		moved, err := newRemote(v.Gateway).Statement(ctx, time.Time{}, time.Now())
		return map[string]verify.Statement{"sandbox": verify.Stated(moved)}, err
	}})
	if err != nil {
		v.Fatal(err)
	}
	return found
}
