package soap

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// WSDL describes a service at an address, from the table of operations. PHP's
// SoapClient sends only what it finds there, so that the names and their case
// are the original's, and every field may be left out or nil.
func WSDL(service, address string) string {
	w := &wsdl{done: map[string]bool{}}
	for _, o := range operations() {
		if o.service == service {
			w.operation(o)
		}
	}
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`<?xml version="1.0" encoding="utf-8"?>`)
	p(`<wsdl:definitions name="%sService" targetNamespace="%s" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="%s" xmlns:w="%s" xmlns:o="%s">`,
		service, spaceService, spaceSchema, spaceService, spaceObject)
	p(` <wsdl:types>`)
	p(`  <xsd:schema elementFormDefault="qualified" targetNamespace="%s">`, spaceObject)
	p(`   <xsd:import namespace="%s"/>`, spaceService)
	b.WriteString(w.objects.String())
	p(`  </xsd:schema>`)
	p(`  <xsd:schema elementFormDefault="qualified" targetNamespace="%s">`, spaceService)
	p(`   <xsd:import namespace="%s"/>`, spaceObject)
	b.WriteString(w.arrays.String())
	b.WriteString(w.elements.String())
	p(`  </xsd:schema>`)
	p(` </wsdl:types>`)
	b.WriteString(w.messages.String())
	p(` <wsdl:portType name="%s">`, service)
	b.WriteString(w.port.String())
	p(` </wsdl:portType>`)
	p(` <wsdl:binding name="%sSoapBinding" type="w:%s">`, service, service)
	p(`  <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>`)
	b.WriteString(w.binding.String())
	p(` </wsdl:binding>`)
	p(` <wsdl:service name="%sService">`, service)
	p(`  <wsdl:port name="%s" binding="w:%sSoapBinding">`, service, service)
	p(`   <soap:address location="%s"/>`, escape(nil, address))
	p(`  </wsdl:port>`)
	p(` </wsdl:service>`)
	p(`</wsdl:definitions>`)
	return b.String()
}

// wsdl gathers the parts of a description.
type wsdl struct {
	objects, arrays, elements, messages, port, binding strings.Builder
	done                                               map[string]bool
}

func (w *wsdl) operation(o operation) {
	w.class(o.request)
	w.class(o.reply)
	wrapper := func(name, child string, c *class) {
		fmt.Fprintf(&w.elements, `   <xsd:element name="%s"><xsd:complexType><xsd:sequence><xsd:element name="%s" type="o:%s"/></xsd:sequence></xsd:complexType></xsd:element>`+"\n", name, child, c.name)
		fmt.Fprintf(&w.messages, ` <wsdl:message name="%s"><wsdl:part name="parameters" element="w:%s"/></wsdl:message>`+"\n", name, name)
	}
	wrapper(o.name, o.in, o.request)
	wrapper(o.name+"Response", o.name+"Return", o.reply)
	fmt.Fprintf(&w.port, `  <wsdl:operation name="%s"><wsdl:input message="w:%s"/><wsdl:output message="w:%sResponse"/></wsdl:operation>`+"\n", o.name, o.name, o.name)
	fmt.Fprintf(&w.binding, `  <wsdl:operation name="%s"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>`+"\n", o.name)
}

// class writes an object's type once, after those that it needs.
func (w *wsdl) class(c *class) {
	if c == nil || w.done[c.name] {
		return
	}
	w.done[c.name] = true
	w.class(c.base)
	for _, f := range c.fields {
		w.class(f.item)
		if f.kind.Kind() == reflect.Slice && !f.bytes() && !w.done[f.arrayName()] {
			w.done[f.arrayName()] = true
			fmt.Fprintf(&w.arrays, `   <xsd:complexType name="%s"><xsd:sequence><xsd:element name="item" type="%s" minOccurs="0" maxOccurs="unbounded" nillable="true"/></xsd:sequence></xsd:complexType>`+"\n",
				f.arrayName(), f.itemType())
		}
	}
	fmt.Fprintf(&w.objects, `   <xsd:complexType name="%s">`, c.name)
	if c.base != nil {
		fmt.Fprintf(&w.objects, `<xsd:complexContent><xsd:extension base="o:%s">`, c.base.name)
	}
	w.objects.WriteString("<xsd:sequence>\n")
	for _, f := range c.fields {
		fmt.Fprintf(&w.objects, `    <xsd:element name="%s" type="%s" minOccurs="0" nillable="true"/>`+"\n", f.name, f.schemaType())
	}
	w.objects.WriteString("   </xsd:sequence>")
	if c.base != nil {
		w.objects.WriteString(`</xsd:extension></xsd:complexContent>`)
	}
	w.objects.WriteString("</xsd:complexType>\n")
}

// arrayName is what the original's kit calls an array.
func (f field) arrayName() string {
	if f.item == nil {
		return "ArrayOf_xsd_string"
	}
	return "ArrayOf_" + f.item.name
}

func (f field) itemType() string {
	if f.item == nil {
		return "xsd:string"
	}
	return "o:" + f.item.name
}

func (f field) schemaType() string {
	switch f.kind {
	case integerType:
		return "xsd:int"
	case decimalType:
		return "xsd:decimal"
	case binaryType:
		return "xsd:base64Binary"
	case textType, withheldType, encodedType:
		return "xsd:string"
	}
	return "w:" + f.arrayName()
}

// Services are the names that the web services have in their addresses.
var Services = services()

func services() (all []string) {
	for _, o := range operations() {
		if !slices.Contains(all, o.service) {
			all = append(all, o.service)
		}
	}
	return all
}
