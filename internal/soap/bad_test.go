package soap_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile are messages that no client sends (S-11).
func hostile(s *shop) map[string]string {
	good := s.envelope("getTotalPostage", "api01Req", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>")
	at := func(old, new string) string {
		if !strings.Contains(good, old) {
			s.Fatal("no", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	entities := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">`
	for c := 'b'; c < 'z'; c++ {
		entities += "<!ENTITY " + string(c) + ` "` + strings.Repeat("&"+string(c-1)+";", 10) + `">`
	}
	utf16 := "\xff\xfe"
	for _, r := range good {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	return map[string]string{
		"nothing":                             "",
		"no XML":                              "<html><body>hello</body>",
		"JSON":                                `{"a":1}`,
		"200,000 levels":                      strings.Repeat("<a>", 200_000),
		"200,000 levels, ended":               strings.Repeat("<a>", 200_000) + strings.Repeat("</a>", 200_000),
		"a million elements":                  at("<weight>", strings.Repeat("<a/>", 300_000)+"<weight>"),
		"an entity bomb":                      strings.Replace(good, "?>", "?>"+entities+"]>", 1),
		"an external entity":                  strings.Replace(at("ARM", "&x;"), "?>", `?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, 1),
		"an unknown entity":                   at("ARM", "&x;"),
		"a document type":                     strings.Replace(good, "?>", "?><!DOCTYPE Envelope>", 1),
		"an instruction":                      at("<weight>", `<?php echo 1 ?><weight>`),
		"UTF-16":                              utf16,
		"another encoding":                    strings.Replace(good, "utf-8", "iso-8859-1", 1),
		"not UTF-8":                           at("ARM", "AR\xff"),
		"a NUL":                               at("ARM", "A\x00M"),
		"two roots":                           good + strings.TrimPrefix(good, `<?xml version="1.0" encoding="utf-8"?>`),
		"text behind":                         good + "more",
		"10 MB":                               at("ARM", strings.Repeat("A", 10<<20)),
		"10 MB of spaces in front":            strings.Repeat(" ", 10<<20) + good,
		"cut in the middle":                   good[:len(good)/2],
		"cut at the end":                      good[:len(good)-3],
		"a field twice":                       at("<weight>", "<weight>1</weight><weight>"),
		"a field twice, in another namespace": at("<weight>", `<weight xmlns="x">1</weight><weight>`),
		"elements in a text":                  at("<weight>0.4", "<weight><b>0.4</b>"),
		"two bodies":                          at("</soapenv:Body>", "</soapenv:Body><soapenv:Body><a/></soapenv:Body>"),
		"two operations":                      at("</soapenv:Body>", "<a/></soapenv:Body>"),
		"an empty body":                       `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body/></soapenv:Envelope>`,
		"no request":                          strings.Replace(at("<api01Req>", "<other>"), "</api01Req>", "</other>", 1),
		"no such operation":                   s.envelope("getEverything", "api01Req", ""),
		"another service's":                   s.envelope("createOrder", "api02Req", ""),
		"SOAP 1.2":                            strings.ReplaceAll(good, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
		"a header to understand":              at("<soapenv:Header>", `<soapenv:Header><x:a xmlns:x="x" soapenv:mustUnderstand="1"/>`),
		"two security headers":                at("</soapenv:Header>", s.security()+"</soapenv:Header>"),
		"no security header":                  strings.Replace(good, s.security(), "", 1),
		"a password in clear":                 strings.Replace(good, s.security(), `<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><wsse:UsernameToken><wsse:Username>`+s.username+`</wsse:Username><wsse:Password>`+s.key+`</wsse:Password></wsse:UsernameToken></wsse:Security>`, 1),
	}
}

// S-11, M-I2: each is refused with a Fault within a second, in little memory.
func TestHostile(t *testing.T) {
	s := open(t)
	for name, body := range hostile(s) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		out := s.post("/API/services/Calculator", body)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if out.code != http.StatusInternalServerError && out.code != http.StatusRequestEntityTooLarge || !strings.Contains(out.body, "<soapenv:Fault><faultcode>") {
			t.Errorf("%s: %d %s", name, out.code, out.body)
		}
		if strings.Contains(out.body, "root:") || len(out.body) > 2000 {
			t.Errorf("%s: answers %s", name, out.body)
		}
		if took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
			t.Errorf("%s took %d MiB", name, used>>20)
		}
	}
}

// M-I2: what clients do that a stricter reader would refuse.
func TestTolerance(t *testing.T) {
	s := open(t)
	good := s.envelope("getTotalPostage", "api01Req", `<weight>0.4</weight><shipCode>arm</shipCode><countryCode> usa </countryCode>`)
	want := s.post("/API/services/Calculator", good).done(t).field("totalPostage")
	for name, body := range map[string]string{
		"nil fields":      strings.Replace(good, "<weight>", `<mailType xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><weight>`, 1),
		"unknown fields":  strings.Replace(good, "<weight>", `<later>1</later><weight>`, 1),
		"empty numbers":   strings.Replace(good, "<weight>", `<insuranceAmount></insuranceAmount><weight>`, 1),
		"a mark in front": "\ufeff" + good,
		"comments":        strings.Replace(good, "<weight>", "<!-- kilograms --><weight>", 1),
		"CDATA":           strings.Replace(good, "0.4", "<![CDATA[0.4]]>", 1),
		"no declaration":  strings.TrimPrefix(good, `<?xml version="1.0" encoding="utf-8"?>`),
		"hkpId":           strings.ReplaceAll(good, "ecshipUsername", "hkpId"),
		"a member with t": strings.Replace(good, `">`+s.username+"<", `">t`+s.username+"<", 1),
		"no namespaces":   strings.ReplaceAll(strings.ReplaceAll(good, ` xmlns="`+spaceService+`"`, ""), ` xmlns="`+spaceObject+`"`, ""),
	} {
		out := s.post("/API/services/Calculator?wsdl", body)
		if got := out.field("totalPostage"); got == "" {
			got = out.field("ns1:totalPostage")
			if name != "no namespaces" || got != want || !strings.Contains(out.body, "<ns2:getTotalPostageReturn>") {
				t.Errorf("%s: %s", name, out.body)
			}
		} else if got != want {
			t.Errorf("%s: %s and not %s", name, got, want)
		}
	}
}

// M-I2: what no service takes is a Fault, and never a page.
func TestNoService(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/API/services/", "/API/services/Bulk", "/API/services/posting", "/API-trial/services/Posting/x"} {
		if out := s.post(path, "<a/>"); out.code != http.StatusNotFound || !strings.Contains(out.body, "soap.no_service") {
			t.Errorf("%s: %d %s", path, out.code, out.body)
		}
	}
}
