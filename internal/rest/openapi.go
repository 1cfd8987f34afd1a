package rest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// Document is the OpenAPI 3.1 description of every operation, made from the
// table and the types of its bodies.
func Document() ([]byte, error) {
	components := &huma.Components{
		Headers:         map[string]*huma.Header{},
		Schemas:         huma.NewMapRegistry("#/components/schemas/", schemaName),
		SecuritySchemes: map[string]*huma.SecurityScheme{"key": {Type: "http", Scheme: "bearer", Description: "An API key, ecs_live_… or ecs_test_…, made on the page Keys or by ecship key create"}},
	}
	d := &huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: "ecship", Version: "1", Description: "Compare postage, prepare items and print their labels. Amounts are in cents of the Hong Kong dollar, weights in grams, measures in millimetres."},
		Components: components,
	}
	for name, doc := range headerDocs {
		components.Headers[name] = &huma.Header{Description: doc, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	for _, o := range operations() {
		d.AddOperation(o.document(components.Schemas))
	}
	b, err := d.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b, "", "  "); err != nil {
		return nil, err
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

// files are the media types of answers that are files.
var files = []string{"application/pdf", "application/zpl", csvMedia, excelMedia}

var pathValue = regexp.MustCompile(`\{(\w+)\}`)

func (o operation) document(schemas huma.Registry) *huma.Operation {
	op := &huma.Operation{OperationID: o.id, Method: o.method, Path: Base + o.path, Summary: o.summary, Responses: map[string]*huma.Response{}}
	if o.gate.name != public.name {
		op.Security = []map[string][]string{{"key": {}}}
	}
	text := &huma.Schema{Type: huma.TypeString}
	for _, m := range pathValue.FindAllStringSubmatch(o.path, -1) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: m[1], In: "path", Required: true, Schema: text})
	}
	for _, q := range o.parameters() {
		p := &huma.Param{Name: q.name, In: "query", Schema: text, Description: q.doc}
		if q.example != "" {
			p.Example = q.example
		}
		op.Parameters = append(op.Parameters, p)
	}
	if o.takesKey() {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: text,
			Description: "A key of your choosing for this very request. Sent again with the same body within 7 days, it answers 200 with what it made the first time and does nothing; with another body it is refused with 422, and with 409 while the first request is still at work"})
	}
	if o.match {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "If-Match", In: "header", Schema: text,
			Description: "The ETag of what you read: where somebody has saved since, nothing is saved and the answer is 412"})
	}
	if o.method == http.MethodGet && o.out != nil {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "If-None-Match", In: "header", Schema: text, Description: "The ETag of the answer that you have: 304 where it is still the same"})
	}
	op.Parameters = append(op.Parameters, &huma.Param{Name: "Accept-Language", In: "header", Schema: text, Description: "en, zh-Hant or zh-Hans: the language of sentences and names"})
	if o.in != nil {
		media := &huma.MediaType{Schema: schemaOf(schemas, o.in)}
		if text := examples[o.id]; text != "" {
			media.Example = json.RawMessage(text)
		}
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": media}}
	}
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	if o.accepts != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	}
	for _, media := range o.accepts {
		op.RequestBody.Content[media] = file
	}
	for code, text := range o.described() {
		r := &huma.Response{Description: text, Content: map[string]*huma.MediaType{}}
		switch {
		case code == http.StatusNoContent:
		case o.out != nil:
			r.Content["application/json"] = &huma.MediaType{Schema: schemaOf(schemas, o.out)}
		case slices.Contains(files, o.media):
			r.Content[o.media] = file
			if o.orMedia != "" {
				r.Content[o.orMedia] = file
			}
		default:
			r.Content[o.media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeObject}}
		}
		r.Headers = o.headers()
		op.Responses[strconv.Itoa(code)] = r
	}
	if o.method == http.MethodGet && o.out != nil {
		op.Responses["304"] = &huma.Response{Description: "It is what you have", Headers: o.headers()}
	}
	op.Extensions = map[string]any{"x-scope": o.gate.scope, "x-rate-limit": map[string]any{"name": o.limit.Name, "per_minute": o.limit.PerMinute, "at_once": o.limit.Burst}}
	op.Responses["default"] = &huma.Response{Headers: everyHeader("Retry-After"),
		Description: "What is wrong, in the language of Accept-Language: " + kinds(o),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schemaOf(schemas, reflect.TypeFor[Problem]())}}}
	return op
}

// described are the answers with the one that an Idempotency-Key gives again.
func (o operation) described() answers {
	all := maps.Clone(o.answers)
	_, created := all[http.StatusCreated]
	_, accepted := all[http.StatusAccepted]
	if o.keeps() && (created || accepted) {
		all[http.StatusOK] = "What was answered the first time under this Idempotency-Key"
	}
	return all
}

// headerDocs are the headers of answers.
var headerDocs = map[string]string{
	"X-Request-Id":        "Names this request; tell it when you ask for help",
	"RateLimit-Policy":    "The limit that counts here, as \"writes\";q=200;w=20: so many at once, and in how many seconds they come again. All operations with the same x-rate-limit name share it, for each key",
	"RateLimit":           "What is left of it, as \"writes\";r=199;t=1: so many more at once, and in how many seconds all",
	"RateLimit-Limit":     "The q of RateLimit-Policy, for programs that know the older headers",
	"RateLimit-Remaining": "The r of RateLimit",
	"RateLimit-Reset":     "The t of RateLimit",
	"ETag":                "Names this very answer; of what counts its saves, it begins with their number",
	"Location":            "Path of what was made",
	"Idempotent-Replayed": "true where this is what the first request under the same Idempotency-Key made",
	"Retry-After":         "Seconds to wait, with 429",
}

func headersNamed(names ...string) map[string]*huma.Param {
	all := map[string]*huma.Param{}
	for _, n := range names {
		all[n] = &huma.Param{Ref: "#/components/headers/" + n}
	}
	return all
}

// everyHeader are the headers that every answer has, and of those that refuse.
func everyHeader(more ...string) map[string]*huma.Param {
	return headersNamed(append(more, "X-Request-Id", "RateLimit-Policy", "RateLimit", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")...)
}

// headers are those of an answer where all is well.
func (o operation) headers() map[string]*huma.Param {
	var more []string
	if o.out != nil && (o.method == http.MethodGet || o.out.Implements(reflect.TypeFor[versioned]())) {
		more = append(more, "ETag")
	}
	if o.takesKey() {
		more = append(more, "Location", "Idempotent-Replayed")
	}
	return everyHeader(more...)
}

// kinds names the statuses that an operation can be refused with.
func kinds(o operation) string {
	codes := []string{}
	add := func(code int) { codes = append(codes, strconv.Itoa(code)+" "+http.StatusText(code)) }
	if o.in != nil {
		add(http.StatusBadRequest)
	}
	add(http.StatusUnauthorized)
	if o.gate.name != public.name {
		add(http.StatusForbidden)
	}
	if strings.Contains(o.path, "{") {
		add(http.StatusNotFound)
	}
	if o.gate.name != public.name {
		add(http.StatusConflict)
	}
	if o.accepts != nil {
		add(http.StatusRequestEntityTooLarge)
		add(http.StatusUnsupportedMediaType)
	}
	if o.match {
		add(http.StatusPreconditionFailed)
	}
	if o.in != nil || o.query != nil {
		add(statuses[problem.Invalid])
	}
	add(http.StatusTooManyRequests)
	return strings.Join(codes, ", ")
}

// schemaOf is the schema of a body; a comparison's is its Answer's.
func schemaOf(schemas huma.Registry, t reflect.Type) *huma.Schema {
	if t == reflect.TypeFor[comparison]() {
		t = reflect.TypeFor[tariff.Answer]()
	}
	return schemas.Schema(t, true, "")
}

// schemaName is the name of a type in the document: without its package, and
// with what tells the tariff's answers from requests.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	switch t {
	case reflect.TypeFor[tariff.Answer]():
		return "Comparison"
	case reflect.TypeFor[tariff.OfferAnswer]():
		return "Offer"
	}
	return strings.TrimSuffix(name, "Answer")
}
