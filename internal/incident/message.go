package incident

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"ecship/internal/portal"
	"ecship/internal/soap"
)

// Messages are the patterns of the SOAP services in both environments; behind
// the path stand the names of an operation and of its request.
func Messages() (all []string) {
	for _, base := range []string{"/API/services/", "/API-trial/services/"} {
		for _, o := range soap.Operations() {
			all = append(all, "POST "+base+o.Service+" "+o.Name+" "+o.Request)
		}
	}
	return all
}

const security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

// message is a request of a pattern, behind its method, signed with a key.
func (n *Node) message(pattern string, k portal.SOAPKey, fields string) *http.Request {
	n.Helper()
	names := strings.Fields(pattern)
	if len(names) != 3 {
		n.Fatalf("%q is no pattern of a SOAP service", pattern)
	}
	created, nonce := n.Now().UTC().Format(time.RFC3339), "abc"
	digest := sha1.Sum([]byte(nonce + created + k.Secret))
	text := strings.NewReplacer("{security}", security, "{user}", k.Username, "{digest}", base64.StdEncoding.EncodeToString(digest[:]),
		"{nonce}", base64.StdEncoding.EncodeToString([]byte(nonce)), "{created}", created, "{operation}", names[1], "{request}", names[2], "{fields}", fields).Replace(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><s:Security xmlns:s="{security}"><s:UsernameToken><s:Username>{user}</s:Username>` +
			`<s:Password>{digest}</s:Password><s:Nonce>{nonce}</s:Nonce><s:Created>{created}</s:Created></s:UsernameToken></s:Security></e:Header>` +
			`<e:Body><{operation}><{request}>{fields}</{request}></{operation}></e:Body></e:Envelope>`)
	r := httptest.NewRequest(http.MethodPost, Site+names[0], strings.NewReader(text))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	return r
}

// token is one for mail tracking, by a key.
func (n *Node) token(k portal.SOAPKey) string {
	n.Helper()
	w := n.Ask(Visitor{}, http.MethodPost, "/api/authenticate", `{"username":"`+k.Username+`","password":"`+k.Secret+`"}`)
	var answer struct{ Data struct{ Token string } }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Data.Token == "" {
		n.Fatal("no token:", err, w.Body)
	}
	return answer.Data.Token
}
