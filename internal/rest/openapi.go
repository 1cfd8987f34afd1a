package rest

import (
	"bytes"
	"encoding/json"
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
		Schemas:         huma.NewMapRegistry("#/components/schemas/", schemaName),
		SecuritySchemes: map[string]*huma.SecurityScheme{"key": {Type: "http", Scheme: "bearer", Description: "An API key, ecs_live_… or ecs_test_…, made on the page Keys or by ecship key create"}},
	}
	d := &huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: "ecship", Version: "1", Description: "Compare postage, prepare items and print their labels. Amounts are in cents of the Hong Kong dollar, weights in grams, measures in millimetres."},
		Components: components,
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
	for _, q := range o.query {
		p := &huma.Param{Name: q.name, In: "query", Schema: text, Description: q.doc}
		if q.example != "" {
			p.Example = q.example
		}
		op.Parameters = append(op.Parameters, p)
	}
	if o.once {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: text,
			Description: "A key of your choosing for this very request. Sent again with the same body within 7 days, it answers 200 with what it made the first time and does nothing; with another body it is refused with 422, and with 409 while the first request is still at work"})
	}
	op.Parameters = append(op.Parameters, &huma.Param{Name: "Accept-Language", In: "header", Schema: text, Description: "en, zh-Hant or zh-Hans: the language of sentences and names"})
	if o.in != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schemaOf(schemas, o.in)}}}
	}
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	if o.accepts != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	}
	for _, media := range o.accepts {
		op.RequestBody.Content[media] = file
	}
	for code, text := range o.answers {
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
		op.Responses[strconv.Itoa(code)] = r
	}
	op.Responses["default"] = &huma.Response{Description: "What is wrong, in the language of Accept-Language: " + kinds(o),
		Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schemaOf(schemas, reflect.TypeFor[Problem]())}}}
	return op
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
