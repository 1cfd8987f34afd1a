// Package manual is what the developers of shops read: texts with their
// programs, and a reference of each door made from its formal description. It
// reads and joins them; it draws nothing and calls nobody.
package manual

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"ecship/docs"
)

// Root is where the site stands; clients of the original know the path.
const Root = "/API-portal"

// Host stands in the texts for the portal's own address.
const Host = "https://post.example"

// texts are the pages that are written for the site, text/ID.txt.
//
//go:embed text
var texts embed.FS

// Page is a page of the site.
type Page struct {
	ID     string  // the last part of its path; empty for the first page
	Blocks []Block // none for the first page, which is drawn from data

	document string // of docs that it shows; empty for a text of its own
}

// Path is where the page stands.
func (p Page) Path() string { return Root + "/" + p.ID }

// outline is the pages in their order. One whose document is not there is left
// out.
var outline = []Page{
	{ID: ""},
	{ID: "start"},
	{ID: "environments"},
	{ID: "programs"},
	{ID: "idempotency"},
	{ID: "errors"},
	{ID: "lists"},
	{ID: "limits"},
	{ID: "rest"},
	{ID: "soap", document: "soap.md"},
	{ID: "webhooks", document: "webhooks.md"},
	{ID: "test-environment", document: "test-environment.md"},
	{ID: "tracking"},
	{ID: "changes"},
}

// Book is the whole site.
type Book struct {
	Pages    []Page
	Groups   []Group     // of REST operations
	Common   []Parameter // that many of them have
	Services []Service   // of SOAP
}

// Read is the book. It is read once; a fault in it is one of the program, which
// a test finds.
var Read = sync.OnceValue(func() *Book {
	b, err := read(docs.Files)
	if err != nil {
		panic("manual: " + err.Error())
	}
	return b
})

func read(files fs.FS) (*Book, error) {
	b := &Book{}
	openapi, err := fs.ReadFile(files, "api/openapi.json")
	if err != nil {
		return nil, err
	}
	if b.Groups, err = readOpenAPI(openapi); err != nil {
		return nil, err
	}
	b.gather()
	wsdls, err := fs.Glob(files, "api/*.wsdl")
	if err != nil {
		return nil, err
	}
	for _, name := range wsdls {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		s, err := readWSDL(text)
		if err != nil {
			return nil, err
		}
		b.Services = append(b.Services, s)
	}
	for _, p := range outline {
		if p.ID == "" {
			b.Pages = append(b.Pages, p)
			continue
		}
		from, name := files, p.document
		if name == "" {
			from, name = fs.FS(texts), "text/"+p.ID+".txt"
		}
		text, err := fs.ReadFile(from, name)
		if err != nil && p.document != "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		p.Blocks = parse(string(text))
		b.Pages = append(b.Pages, p)
	}
	b.unlink()
	return b, nil
}

// unlink takes the links off that lead to pages left out.
func (b *Book) unlink() {
	there := func(link string) bool {
		id, ok := strings.CutPrefix(link, Root+"/")
		if id, _, _ = strings.Cut(id, "#"); !ok || strings.Contains(id, "/") {
			return true
		}
		_, ok = b.Page(id)
		return ok
	}
	for _, p := range b.Pages {
		for _, block := range p.Blocks {
			for _, row := range block.Rows {
				for _, line := range row {
					for i := range line {
						if !there(line[i].Link) {
							line[i].Link = ""
						}
					}
				}
			}
		}
	}
}

// Page finds a page by its ID.
func (b *Book) Page(id string) (Page, bool) {
	i := slices.IndexFunc(b.Pages, func(p Page) bool { return p.ID == id })
	if i < 0 {
		return Page{}, false
	}
	return b.Pages[i], true
}

// At is a code with the portal's own address in the place of Host.
func At(address, code string) string { return strings.ReplaceAll(code, Host, address) }
