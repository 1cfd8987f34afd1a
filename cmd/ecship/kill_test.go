package main

import (
	"bufio"
	"bytes"
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
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/policy"
	"ecship/internal/store/storetest"
)

// kills is how often R-01 kills the server; ECSHIP_LONG=1 kills it a thousand
// times.
func kills() int {
	if os.Getenv("ECSHIP_LONG") != "" {
		return 1000
	}
	return 16
}

// victim is a server that is killed and started again on the same folder.
type victim struct {
	*testing.T
	program, dir, addr, key string
	cmd                     *exec.Cmd
}

var demoKey = regexp.MustCompile(`ecs_test_\w+`)

// start starts the demo and waits until it answers.
func (v *victim) start() {
	v.Helper()
	v.cmd = exec.Command(v.program, "demo", "--data", v.dir, "--addr", v.addr, "--limit-factor", "1000")
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		v.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		v.Fatal(err)
	}
	// The welcome names a new key at each start.
	in := bufio.NewScanner(out)
	for in.Scan() {
		if k := demoKey.FindString(in.Text()); k != "" {
			v.key = k
			break
		}
	}
	if v.key == "" {
		v.Fatal("the demo did not start")
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // until it is killed
}

// kill is kill -9.
func (v *victim) kill() {
	v.cmd.Process.Kill() //nolint:errcheck // it may have died before
	v.cmd.Wait()         //nolint:errcheck // killed
}

// ask sends a request to the API. status is 0 where no answer came.
func (v *victim) ask(method, path, body string, headers ...string) (status int, answer map[string]any) {
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+v.addr+path, strings.NewReader(body))
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

// acknowledged is what a client was told, and may rely on.
type acknowledged struct {
	mu       sync.Mutex
	issued   []string
	payments map[string]string // by item
}

// shop issues items and pays for them, over and over, until the server dies.
func (v *victim) shop(n int, told *acknowledged, stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		status, item := v.ask("POST", "/api/v1/shipments", killedItem, "Idempotency-Key", fmt.Sprint("item", n, "-", i, rand.Uint64()))
		if status != http.StatusCreated {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		id := item["id"].(string)
		told.mu.Lock()
		told.issued = append(told.issued, id)
		told.mu.Unlock()
		status, pay := v.ask("POST", "/api/v1/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox"}`, id))
		if status != http.StatusCreated {
			continue
		}
		told.mu.Lock()
		told.payments[id] = pay["id"].(string)
		told.mu.Unlock()
		v.approve(pay["id"].(string))
		v.ask("GET", "/api/v1/payments/"+pay["id"].(string), "")
		if rand.IntN(2) == 0 {
			v.ask("POST", "/api/v1/shipments/"+id+"/cancel", "")
			v.ask("POST", "/api/v1/refunds", fmt.Sprintf(`{"shipment": %q}`, id))
		}
	}
}

// approve is the payer on the gateway's page.
func (v *victim) approve(id string) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.Error(err)
		return
	}
	c := http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm("http://"+v.addr+"/sandbox/pay/"+id, url.Values{"do": {"pay"}})
	if err == nil {
		res.Body.Close() //nolint:errcheck // nothing to read
	}
}

// untilEvening is how long it is until 21:00 in Hong Kong.
func untilEvening() time.Duration {
	now := time.Now()
	today := policy.DayOf(now)
	if at := today.At(21); at.After(now) {
		return at.Sub(now)
	}
	return (today + 1).At(21).Sub(now)
}

// the real server is killed with -9 at random while shops issue, pay and
// cancel; it starts again on what is left. Nothing that was acknowledged is
// lost, nothing is doubled, and the books agree with the gateway's own journal.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "ecship")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{T: t, program: program, dir: filepath.Join(dir, "data"), addr: l.Addr().String()}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	told := &acknowledged{payments: map[string]string{}}
	for life := range kills() {
		if life == kills()/2 { // for the customer who tries it out, evening comes: charged at once
			storetest.Break(t, filepath.Join(v.dir, "ecship.db"), fmt.Sprintf(`UPDATE customers SET clock = %d WHERE mode = 'test'`, untilEvening().Microseconds()))
		}
		v.start()
		stop := make(chan struct{})
		var shops sync.WaitGroup
		for n := range 4 {
			shops.Go(func() { v.shop(n, told, stop) })
		}
		time.Sleep(300*time.Millisecond + rand.N(700*time.Millisecond))
		v.kill()
		close(stop)
		shops.Wait()
	}
	v.start()
	defer v.kill()
	for _, id := range told.issued {
		if status, it := v.ask("GET", "/api/v1/shipments/"+id, ""); status != http.StatusOK || it["number"] == "" {
			t.Errorf("%s was acknowledged, and is lost: %d", id, status)
		}
	}
	charged := 0
	for item, id := range told.payments {
		status, p := v.ask("GET", "/api/v1/payments/"+id, "")
		if status != http.StatusOK || p["money"] == "unknown" {
			t.Errorf("the payment %s of %s: %d %v", id, item, status, p)
		}
		if p["money"] == "charged" {
			charged++
		}
	}
	if len(told.payments) < kills() || charged == 0 {
		t.Errorf("only %d payments in %d lives: nothing was tried", len(told.payments), kills())
	}
	out, err := exec.Command(program, "verify", "--data", v.dir, "--sandbox").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("Everything holds")) {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d kills; acknowledged: %d items, %d payments, %d of them charged", kills(), len(told.issued), len(told.payments), charged)
}
