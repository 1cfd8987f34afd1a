package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

// batchHeadings are those of the files of these tests, and batchLine a good row.
const batchHeadings = "Reference,Service,Country,Name,Address line 1,City,Postcode,Weight (g),Category,Currency,Description,Quantity,Net weight (g),Value,HS code,Origin,Sender name,Sender address 1,Sender city,Sender phone,Mood\n"

func batchLine(n int) string {
	return fmt.Sprintf("R-%d,ARM,JP,Sato Yumiko %d,1-2-3 Ginza,Tokyo,104-0061,320,sale,HKD,black tea,1,200,80,090230,CN,Chan Tai Man,8 Shanghai Street,Kowloon,91234567,good\n", n, n)
}

// batchOf is a file of n rows, each as spoil leaves it.
func batchOf(n int, spoil func(i int, row string) string) string {
	var b strings.Builder
	b.WriteString(batchHeadings)
	for i := range n {
		b.WriteString(spoil(i, batchLine(i+1)))
	}
	return b.String()
}

// upload sends a file by the form.
func (d *demo) upload(name, text string) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		d.Fatal(err)
	}
	if _, err := part.Write([]byte(text)); err != nil {
		d.Fatal(err)
	}
	if err := form.Close(); err != nil {
		d.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, d.url+"/batches/new", &body)
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Origin", d.url)
	return d.do(req)
}

// stageBatch gives the scenes a file that waits for its columns, one that came
// twice, one with rows to mend and one that is issued.
func (d *demo) stageBatch() []string {
	d.Helper()
	who, err := d.Portal.MemberActor(d.Context(), mei, account.Live)
	if err != nil {
		d.Fatal(err)
	}
	r := d.AsActor(who)
	receive := func(name, text string) string {
		return portaltest.Must(r, d.Portal.ReceiveBatch, portal.NewBatch{Name: name, Body: strings.NewReader(text)}).ID
	}
	read := func(name, text string) string {
		id := receive(name, text)
		portaltest.Must(r, d.Portal.StartBatch, portal.StartBatch{ID: id})
		d.Work()
		return id
	}
	faulty := read("1123.csv", batchOf(40, spoilt))
	issued := read("1122.csv", batchOf(3, func(_ int, row string) string { return row }))
	portaltest.Must(r, d.Portal.IssueBatch, issued)
	d.Work()
	busy := receive("1121.csv", batchOf(8, func(_ int, row string) string { return row }))
	portaltest.Must(r, d.Portal.StartBatch, portal.StartBatch{ID: busy})
	return []string{"{uploaded}", "/batches/" + receive("1120.csv", batchOf(5, func(_ int, row string) string { return row })),
		"{twin}", "/batches/" + receive("1123 (1).csv", batchOf(40, spoilt)), "{faulty}", "/batches/" + faulty, "{issuedbatch}", "/batches/" + issued,
		"{busy}", "/batches/" + busy, "{issuedbatchid}", issued}
}

// spoilt puts faults of six kinds into rows.
func spoilt(i int, row string) string {
	for n, s := range [][2]string{{",1,200,", ",?,200,"}, {",JP,", ",東瀛,"}, {",090230,", ",茶,"}, {",320,", ",重,"}, {",104-0061,", ",,"}, {",80,", ",,"}} {
		if i%10 == n {
			return strings.Replace(row, s[0], s[1], 1)
		}
	}
	return row
}

// M-F1, U-09: a file is sent, its columns are shown and confirmed, its good rows
// are issued, paid for and printed in one go; what remains is mended in the page.
func TestBatchPages(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	a := d.upload("orders.csv", batchOf(12, spoilt))
	page := checkDocument(t, "columns", a.body)
	if a.status != http.StatusOK || !strings.HasPrefix(a.path, "/batches/bat_") || !strings.Contains(page.text(), "12 rows found") {
		t.Fatalf("%d at %s\n%s", a.status, a.path, page.text())
	}
	at := a.path
	d.post(at, url.Values(page.values(t)))
	d.Work()
	page = checkDocument(t, "checked", d.get(at).body)
	if text := page.text(); !strings.Contains(text, "Issue 4 labels") || !strings.Contains(text, "8 rows to be mended") {
		t.Fatal(text)
	}
	file := d.get(at + "/faults")
	if lines := strings.Split(strings.TrimSpace(file.body), "\n"); len(lines) != 9 || !strings.Contains(lines[0], "Mood,What is wrong") || !strings.Contains(file.header.Get("Content-Disposition"), ".csv") {
		t.Errorf("the error file: %q\n%v", file.body, file.header)
	}
	d.post(at, url.Values{"do": {"issue"}})
	d.Work()
	page = checkDocument(t, "issued", d.get(at).body)
	if !strings.Contains(page.text(), "Print 4 labels") {
		t.Fatal(page.text())
	}
	for _, order := range []string{"", "?order=office"} {
		if a := d.get(at + "/labels.pdf" + order); a.status != http.StatusOK || strings.Count(a.body, "Sato Yumiko") < 4 {
			t.Errorf("labels%s: %d %.200s", order, a.status, a.body)
		}
	}
	pay := parse(t, d.get("/pay?batch="+strings.TrimPrefix(at, "/batches/")).body)
	if n := len(pay.all("input", "name", "items")); n != 4 {
		t.Errorf("the pay page offers %d items", n)
	}
	// Row 3 has a country that is none; what is typed over it, and is wrong too,
	// stays to be seen.
	form := url.Values(checkDocument(t, "row", d.get(at+"/row?n=3").body).values(t))
	form.Set("0.recipient.country", "Nowhere")
	a = d.post(at+"/row?n=3", form)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="Nowhere"`) {
		t.Errorf("%d %s", a.status, a.path)
	}
	// Somebody else mends it meanwhile: nobody's words are lost.
	form.Set("0.recipient.country", "Japan")
	a = d.post(at+"/row?n=3", form)
	now := parse(t, a.body)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(now.text(), "Somebody else") || !strings.Contains(now.text(), "Nowhere") || !strings.Contains(a.body, `value="Japan"`) {
		t.Errorf("%d\n%s", a.status, now.text())
	}
	if a = d.post(at+"/row?n=3", url.Values(now.values(t))); a.status != http.StatusOK || !strings.Contains(a.body, "1 row mended") {
		t.Errorf("%d at %s", a.status, a.path)
	}
	// The same file again is asked about.
	again := d.upload("orders.csv", batchOf(12, spoilt))
	twin := url.Values(parse(t, again.body).values(t))
	twin.Del("again")
	if a := d.post(again.path, twin); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the same file twice: %d at %s", a.status, a.path)
	}
}

// Files that are none, or too much, are refused in words, and nothing of them
// stays.
func TestBadUploads(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	for name, text := range map[string]string{"nothing": "", "only headings": batchHeadings, "too many": batchOf(501, func(_ int, row string) string { return row }),
		"too large": strings.Repeat("x,", 10<<20), "binary": "PK\x03\x04\x00\x00nonsense", "an old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)} {
		a := d.upload(name+".csv", text)
		if p := checkDocument(t, name, a.body).problems(); a.status != http.StatusUnprocessableEntity || len(p) != 1 || !strings.HasPrefix(p[0], "file: ") {
			t.Errorf("%s: %d %q", name, a.status, p)
		}
	}
	if a := d.get("/batches"); !strings.Contains(a.body, "Many parcels to send?") {
		t.Error("something of them stayed")
	}
}

// U-11: the stream of progress ends with the work; a page without scripts comes
// anew by itself.
func TestBatchProgress(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	a := d.upload("orders.csv", batchOf(3, spoilt))
	page := d.post(a.path, url.Values(parse(t, a.body).values(t)))
	if !strings.Contains(page.body, `<noscript><meta http-equiv="refresh"`) || !strings.Contains(page.body, `<progress`) {
		t.Error("no bar")
	}
	d.Work()
	told := d.get(a.path + "/progress")
	if told.header.Get("Content-Type") != "text/event-stream" || !strings.HasPrefix(told.body, "event: done\ndata: {") {
		t.Errorf("%v %s", told.header, told.body)
	}
}

// I-1: the stream of progress of a user who is blocked ends while the work goes
// on.
func TestBatchProgressOfBlocked(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	a := d.upload("orders.csv", batchOf(3, spoilt))
	d.post(a.path, url.Values(parse(t, a.body).values(t)))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+a.path+"/progress", nil)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	resp, err := d.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	told := bufio.NewReader(resp.Body)
	if line, err := told.ReadString('\n'); err != nil || !strings.HasPrefix(line, "event: ") {
		t.Fatalf("%q %v", line, err)
	}
	if err := d.Portal.BlockUser(t.Context(), portal.Block{Email: wing, By: "test"}); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(told)
	if err != nil || strings.Contains(string(rest), "event: done") {
		t.Errorf("%s %v", rest, err)
	}
	if took := time.Since(began); took > time.Minute { // it ends by itself after tellMost
		t.Errorf("he heard on for %s", took)
	}
}
