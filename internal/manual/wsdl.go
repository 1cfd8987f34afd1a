package manual

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// Service is a web service of SOAP.
type Service struct {
	Name    string // as its address has it
	Methods []Method
}

// Method is an operation of a web service.
type Method struct {
	Name   string
	In     string // the wrapper's one child
	Takes  []Member
	Gives  []Member
	Rest   string // the id of the REST operation that does the same; empty for none
	Lesson string // what differs there
}

// wsdlFile is what is read of a WSDL.
type wsdlFile struct {
	Schemas []struct {
		Types []struct {
			Name     string     `xml:"name,attr"`
			Elements []wsdlPart `xml:"sequence>element"`
			Extends  struct {
				Base     string     `xml:"base,attr"`
				Elements []wsdlPart `xml:"sequence>element"`
			} `xml:"complexContent>extension"`
		} `xml:"complexType"`
		Wrappers []struct {
			Name string   `xml:"name,attr"`
			Part wsdlPart `xml:"complexType>sequence>element"`
		} `xml:"element"`
	} `xml:"types>schema"`
	Port struct {
		Name       string `xml:"name,attr"`
		Operations []struct {
			Name string `xml:"name,attr"`
		} `xml:"operation"`
	} `xml:"portType"`
}

type wsdlPart struct {
	Name string `xml:"name,attr"`
	Type string `xml:"type,attr"`
}

// readWSDL makes a service of its description.
func readWSDL(text []byte) (Service, error) {
	var f wsdlFile
	if err := xml.Unmarshal(text, &f); err != nil {
		return Service{}, err
	}
	fields, bases, wrappers := map[string][]wsdlPart{}, map[string]string{}, map[string]wsdlPart{}
	for _, s := range f.Schemas {
		for _, t := range s.Types {
			fields[t.Name] = append(t.Elements, t.Extends.Elements...)
			bases[t.Name] = local(t.Extends.Base)
		}
		for _, w := range s.Wrappers {
			wrappers[w.Name] = w.Part
		}
	}
	// members are an object's, with those of the object that it extends, and of
	// an array's items under its own name.
	var members func(object, prefix string) []Member
	members = func(object, prefix string) (all []Member) {
		if object == "" {
			return nil
		}
		all = members(bases[object], prefix)
		for _, p := range fields[object] {
			kind := local(p.Type)
			inner, array := fields[kind]
			switch {
			case array && len(inner) == 1 && fields[local(inner[0].Type)] != nil:
				all = append(all, members(local(inner[0].Type), prefix+p.Name+".")...)
			case array:
				all = append(all, Member{Name: prefix + p.Name, Type: "list of string"})
			default:
				all = append(all, Member{Name: prefix + p.Name, Type: kind})
			}
		}
		return all
	}
	out := Service{Name: f.Port.Name}
	for _, o := range f.Port.Operations {
		in, reply := wrappers[o.Name], wrappers[o.Name+"Response"]
		m := Method{Name: o.Name, In: in.Name, Takes: members(local(in.Type), ""), Gives: members(local(reply.Type), "")}
		twin, ok := twins[o.Name]
		if !ok || len(m.Takes) == 0 || len(m.Gives) == 0 {
			return out, fmt.Errorf("the operation %s has no fields, or nobody says what does the same by REST", o.Name)
		}
		m.Rest, m.Lesson = twin.operation, twin.lesson
		out.Methods = append(out.Methods, m)
	}
	return out, nil
}

// local is a name without its prefix.
func local(name string) string {
	if _, after, ok := strings.Cut(name, ":"); ok {
		return after
	}
	return name
}

// Path is where the service's page stands.
func (s Service) Path() string { return Root + "/soap/" + s.Name }

// Methods is the number of SOAP operations.
func (b *Book) Methods() (n int) {
	for _, s := range b.Services {
		n += len(s.Methods)
	}
	return n
}

// Words are what differs by REST.
func (m Method) Words() Line { return spans(m.Lesson) }

// shown are the fields that a message needs most.
var shown = []string{"ecshipUsername", "soazUsername", "integratorUsername", "countryCode", "shipCode", "weight", "refNo", "itemNo", "orderNo", "searchType", "searchParam",
	"recipientName", "recipientAddress", "senderName", "senderAddress", "products.contentDesc", "products.productQty", "products.productValue", "products.productWeight",
	"service", "addresseeName", "addresseeAddr1", "addresseeCountry", "itemDesc1", "itemQty1", "itemValue1", "itemWgt1"}

// Message is the body of a request, with the fields that it needs most; the
// table beside it has them all.
func (m Method) Message() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`<soapenv:Body xmlns:w="http://webservice.integrator.hkpost.com"`)
	p(`    xmlns:o="http://object.integrator.hkpost.com">`)
	p("  <w:%s><w:%s>", m.Name, m.In)
	array := ""
	for _, f := range m.Takes {
		if !slices.Contains(shown, f.Name) || f.Name == "itemNo" && strings.HasPrefix(m.Name, "create") { // numbers are ours to give
			continue
		}
		of, name, inner := strings.Cut(f.Name, ".")
		if of != array && array != "" {
			p("    </w:item></o:%s>", array)
			array = ""
		}
		if inner && array == "" {
			array = of
			p("    <o:%s><w:item>", of)
		}
		switch {
		case inner:
			p("      <o:%s>…</o:%s>", name, name)
		case f.Type == "list of string":
			p("    <o:%s><w:item>…</w:item></o:%s>", f.Name, f.Name)
		default:
			p("    <o:%s>…</o:%s>", f.Name, f.Name)
		}
	}
	if array != "" {
		p("    </w:item></o:%s>", array)
	}
	p("  </w:%s></w:%s>", m.In, m.Name)
	b.WriteString("</soapenv:Body>")
	return b.String()
}

// ShipCode is a ship code that older programs send.
type ShipCode struct{ Code, Now string } // Now is empty where there is no such service any more

// ShipCodes are the codes of older programs that are no services of today. A
// test holds them against what the SOAP door does with them.
var ShipCodes = []ShipCode{
	{"AEP", "AEX"}, {"AEC", "AEX"}, {"AEG", "AEX"}, {"AER", "AEX"}, {"AE1", "AEX"}, {"AE2", "AEX"}, {"SPT_STD", "EMS"},
	{"SMP", ""}, {"EMSMPB", ""}, {"SPGDE", ""}, {"SPGDEE", ""}, {"SPT_ECPOST", ""}, {"SPT_ECON", ""},
}
