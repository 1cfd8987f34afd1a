package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// travel has the feed tell of a posted item up to its delivery, in any order,
// and gives its number back.
func (d *demo) travel(number string) string {
	d.Helper()
	var feed strings.Builder
	feed.WriteString("number,code,at,office\n")
	for i, e := range []string{"EMI,USJFKA", "EDB,USJFKA", "EMD,USJFKA", "EMC,HKHKGA"} {
		code, office, _ := strings.Cut(e, ",")
		feed.WriteString(number + "," + code + "," + d.Now().Add(time.Duration(4-i)*time.Minute).Format(time.RFC3339) + "," + office + "\n")
	}
	r, err := d.Portal.ImportTracking(d.Context(), "test", strings.NewReader(feed.String()))
	if err != nil || len(r.Faults) > 0 {
		d.Fatal(err, r)
	}
	return number
}

// M-I4: anybody sees an item's events by its number, and no name; a number of
// which nothing is known answers like one that never was; a slip is told kindly;
// the owner's page has the same events.
func TestTrack(t *testing.T) {
	d := newDemo(t)
	ids, numbers := d.itemsBy()
	number := d.travel(numbers[shipment.Posted])
	page := checkDocument(t, "tracked", d.get("/track?number="+strings.ToLower(number)).body)
	text := page.text()
	last := -1
	for _, want := range []string{"Posted", "Left for the destination", "Arrived at the destination", "Presented to customs", "Delivered"} {
		at := strings.LastIndex(text, want)
		if at <= last {
			t.Errorf("%q is not told, or not in its place: %s", want, text)
		}
		last = at
	}
	d.signIn(mei)
	own := checkDocument(t, "own", d.get("/items/"+ids[shipment.Posted]).body).text()
	if !strings.Contains(own, "Delivered") {
		t.Error("the item's page does not tell its way:", own)
	}
	it, err := d.Portal.Shipment(d.Context(), d.sender(mei), ids[shipment.Posted])
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range append(it.Recipient.Street, it.Recipient.Name, it.Sender.Name, it.Sender.Phone) {
		if private != "" && strings.Contains(text, private) {
			t.Errorf("anybody is told %q", private)
		}
	}
	d.newVisitor()
	none := func(n string) string {
		grouped := postal.Number(n).Grouped()
		return strings.NewReplacer(n, "N", grouped, "N", url.QueryEscape(grouped), "N").Replace(d.get("/track?number=" + n).body)
	}
	if ours, nobodys := none(numbers[shipment.Issued]), none("RA123456785HK"); ours != nobodys {
		t.Error("a number of ours without events is told from one that never was:", cmp.Diff(ours, nobodys))
	}
	if got := checkDocument(t, "slip", d.get("/track?number="+slip(number)).body); len(got.problems()) == 0 {
		t.Error("a wrong check digit is not told")
	}
	for range policy.TrackRunHour {
		d.get("/track?number=" + number)
	}
	if a := d.get("/track?number=" + number); !strings.Contains(checkDocument(t, "limited", a.body).text(), "many numbers") {
		t.Error("whoever walks is not stopped")
	}
}

// slip changes the check digit.
func slip(number string) string {
	b := []byte(number)
	b[10] = '0' + (b[10]-'0'+1)%10
	return string(b)
}
