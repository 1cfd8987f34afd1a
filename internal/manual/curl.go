package manual

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

var inPath = regexp.MustCompile(`\{(\w+)\}`)

// Curl is the operation as a command to paste. Names in the path are variables
// of the shell: $ID.
func (o Operation) Curl() string {
	var b strings.Builder
	b.WriteString("curl ")
	if o.Method != "GET" && (o.Method != "POST" || o.Body == nil) {
		b.WriteString("-X " + o.Method + " ")
	}
	below := inPath.ReplaceAllStringFunc(o.Path, func(name string) string { return "$" + strings.ToUpper(name[1:len(name)-1]) })
	b.WriteString(`"` + Host + below + o.queried() + `"`)
	also := func(text string) { b.WriteString(" \\\n  " + text) }
	if !o.Public {
		also(`-H "Authorization: Bearer $ECSHIP_KEY"`)
	}
	if slices.Contains(o.Also, "Idempotency-Key") {
		also(`-H "Idempotency-Key: $(date +%s)"`)
	}
	switch {
	case o.Body == nil:
	case o.Body.Object != "":
		also(`-H "Content-Type: ` + o.Body.Media + `"`)
		also("-d '" + strings.ReplaceAll(o.Body.Example, "'", `'\''`) + "'")
	default:
		also(`-H "Content-Type: ` + o.Body.Media + `"`)
		also("--data-binary @orders.csv")
	}
	if name := o.file(); name != "" {
		also("-o " + name)
	}
	return b.String()
}

// queried is a query to show: the values that must be there, and the first one
// of which there is an example.
func (o Operation) queried() string {
	var all []string
	shown := false
	for _, p := range o.Parameters {
		if p.In != "query" || p.Example == "" || shown && !p.Needed {
			continue
		}
		shown = true
		all = append(all, p.Name+"="+strings.ReplaceAll(p.Example, " ", "+"))
	}
	if all == nil {
		return ""
	}
	return "?" + strings.Join(all, "&")
}

// file is the name under which to keep an answer that is a file.
func (o Operation) file() string {
	for _, a := range o.Answers {
		for _, c := range a.Content {
			if c.Object == "" && !strings.Contains(c.Media, "json") {
				name := path.Base(o.Path)
				if !strings.Contains(name, ".") {
					name = "answer." + strings.NewReplacer("text/", "", "application/", "").Replace(c.Media)
				}
				return name
			}
		}
	}
	return ""
}

// Operation finds a REST operation and its group.
func (b *Book) Operation(id string) (Operation, Group, bool) {
	for _, g := range b.Groups {
		for _, o := range g.Operations {
			if o.ID == id {
				return o, g, true
			}
		}
	}
	return Operation{}, Group{}, false
}

// Count is the number of REST operations.
func (b *Book) Count() (n int) {
	for _, g := range b.Groups {
		n += len(g.Operations)
	}
	return n
}
