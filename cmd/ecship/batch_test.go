package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecship/internal/store/storetest"
)

// batchItems is how many rows R-01 kills the server over: 5,000 with
// ECSHIP_LONG=1.
func batchItems() int {
	if os.Getenv("ECSHIP_LONG") != "" {
		return 5000
	}
	return 1200
}

// browser is a visitor with a cookie jar, beside the server that he keeps
// killing.
type browser struct {
	*testing.T
	program, dir, addr string
	database           string // "" is a file in dir
	server             *exec.Cmd
	client             http.Client
}

// start starts the demo on what is left, and waits until it answers.
func (b *browser) start() {
	b.Helper()
	b.server = exec.Command(b.program, "demo", "--data", b.dir, "--addr", b.addr, "--limit-factor", "1000")
	b.server.Env = b.env()
	if err := b.server.Start(); err != nil {
		b.Fatal(err)
	}
	for range 200 {
		if res, err := b.client.Get("http://" + b.addr + "/readyz"); err == nil {
			res.Body.Close() //nolint:errcheck // only its status counts
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatal("the server does not start")
}

func (b *browser) env() []string { return append(os.Environ(), "ECSHIP_DATABASE="+b.database) }

func (b *browser) post(path, kind string, body []byte) (status int, at string) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+b.addr+path, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", "http://"+b.addr)
	res, err := b.client.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()        //nolint:errcheck // read to its end
	io.Copy(io.Discard, res.Body) //nolint:errcheck // it may die in the middle
	return res.StatusCode, res.Request.URL.Path
}

func (b *browser) form(path string, v url.Values) (int, string) {
	return b.post(path, "application/x-www-form-urlencoded", []byte(v.Encode()))
}

// progress is the last event of a file's stream, asked for briefly.
func (b *browser) progress(at string) (done bool, p struct{ Ready, Faulty, Issued string }) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.addr+at+"/progress", nil)
	if err != nil {
		b.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		return false, p
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, _ := io.ReadAll(res.Body)
	if _, data, ok := strings.Cut(string(text), "event: done\ndata: "); ok && json.Unmarshal([]byte(data), &p) == nil {
		return true, p
	}
	return false, p
}

// M-F3, R-01: the server is killed with -9 at random while it checks a file and
// issues its rows. Each row is there exactly once, and is issued exactly once.
// In a long run it is on PostgreSQL too.
func TestKilledDuringBatch(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killDuringBatch(t, "") })
	if os.Getenv("ECSHIP_LONG") != "" {
		t.Run("postgres", func(t *testing.T) { killDuringBatch(t, storetest.Postgres(t)) })
	}
}

func killDuringBatch(t *testing.T, database string) {
	dir := t.TempDir()
	program := filepath.Join(dir, "ecship")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{T: t, program: program, dir: filepath.Join(dir, "data"), addr: l.Addr().String(), database: database}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if b.client.Jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	n := batchItems()
	b.start()
	defer func() { kill(b.server) }()
	if database == "" {
		database = filepath.Join(b.dir, "ecship.db")
	}
	storetest.Break(t, database, fmt.Sprintf(`UPDATE customers SET batch_rows = %d`, n))
	if status, at := b.form("/sign-in", url.Values{"email": {"wing@example.org"}, "password": {"try the portal"}}); status != http.StatusOK || at == "/sign-in" {
		t.Fatal("signing in", status, at)
	}
	at := b.send(n)
	b.form(at, url.Values{"do": {"start"}, "mapping.0": {"reference"}, "mapping.1": {"service"}, "mapping.2": {"recipient.country"}, "mapping.3": {"recipient.name"},
		"mapping.4": {"recipient.street.1"}, "mapping.5": {"recipient.city"}, "mapping.6": {"weight"}, "mapping.7": {"category"}, "mapping.8": {"currency"},
		"mapping.9": {"item.1.description"}, "mapping.10": {"item.1.quantity"}, "mapping.11": {"item.1.weight"}, "mapping.12": {"item.1.value"}, "mapping.13": {"recipient.postcode"},
		"same.sender.name": {"Wing"}, "same.sender.street.1": {"1 Queen's Road"}, "same.sender.city": {"Central"}, "same.sender.phone": {"91234567"}})
	kills := b.dieUntilDone(at)
	if _, p := b.progress(at); p.Ready != fmt.Sprint(n) || p.Faulty != "0" {
		t.Fatalf("checked: %+v", p)
	}
	b.form(at, url.Values{"do": {"issue"}})
	kills += b.dieUntilDone(at)
	_, p := b.progress(at)
	kill(b.server)
	if p.Issued != fmt.Sprint(n) || p.Ready != "0" {
		t.Errorf("issued: %+v", p)
	}
	for query, want := range map[string]int{
		`SELECT COUNT(*) FROM batch_rows`:                                                    n,
		`SELECT COUNT(DISTINCT shipment) FROM batch_rows`:                                    n,
		`SELECT COUNT(*) FROM shipments WHERE reference LIKE 'K-%'`:                          n,
		`SELECT COUNT(DISTINCT reference) FROM shipments WHERE reference LIKE 'K-%'`:         n,
		`SELECT COUNT(*) FROM batches WHERE issued = (SELECT COUNT(*) FROM batch_rows)`:      1,
		`SELECT COUNT(*) FROM batches WHERE postage = (SELECT SUM(postage) FROM batch_rows)`: 1,
	} {
		if got := storetest.Count(t, database, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	verify := exec.Command(program, "verify", "--data", b.dir)
	verify.Env = b.env()
	if out, err := verify.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("Everything holds")) {
		t.Errorf("%v\n%s", err, out)
	}
	if kills < 3 {
		t.Errorf("only %d kills: nothing was tried", kills)
	}
	t.Logf("M-F3: %d kills on %s while %d rows were checked and issued", kills, filepath.Base(t.Name()), n)
}

// send uploads a file of n good rows.
func (b *browser) send(n int) (at string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "orders.csv")
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintln(part, "Ref,Svc,To,Who,Street,Town,G,Kind,Cur,Goods,N,Net,Worth,Code") //nolint:errcheck // into memory
	for i := range n {
		fmt.Fprintf(part, "K-%d,ARM,JP,Sato %d,1-2-3 Ginza,Tokyo,320,gift,HKD,black tea,1,200,80,104-0061\n", i, i) //nolint:errcheck // into memory
	}
	if err := form.Close(); err != nil {
		b.Fatal(err)
	}
	status, at := b.post("/batches/new", form.FormDataContentType(), body.Bytes())
	if status != http.StatusOK || !strings.HasPrefix(at, "/batches/bat_") {
		b.Fatal("uploading", status, at)
	}
	return at
}

// dieUntilDone kills the server and starts it again until the file's work is
// done; the last life is left alone.
func (b *browser) dieUntilDone(at string) (kills int) {
	lives := 4
	if os.Getenv("ECSHIP_LONG") != "" {
		lives = 15
	}
	for range lives {
		time.Sleep(rand.N(250 * time.Millisecond))
		kill(b.server)
		b.start()
	}
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done, _ := b.progress(at); done {
			return lives
		}
	}
	b.Fatal("the work does not end")
	return 0
}
