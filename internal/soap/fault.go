package soap

import (
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// The codes of faults: SOAP's own, and WS-Security's for tokens.
const (
	client               = "soapenv:Client"
	server               = "soapenv:Server"
	versionMismatch      = "soapenv:VersionMismatch"
	mustUnderstand       = "soapenv:MustUnderstand"
	failedAuthentication = "wsse:FailedAuthentication"
)

// fault is a message that can't be answered as an operation: it is no
// envelope, names no operation, or does not say who is calling. Everything
// else is a status in the operation's own reply, which clients look at.
type fault struct {
	code string
	why  *problem.Problem
}

func (f fault) Error() string { return f.code + ": " + f.why.Error() }

// envelopeHead opens every answer.
const envelopeHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n" +
	`<soapenv:Envelope xmlns:soapenv="` + spaceEnvelope + `" xmlns:xsd="` + spaceSchema + `" xmlns:xsi="` + spaceInstance + `"`

const envelopeTail = `</soapenv:Body></soapenv:Envelope>` + "\n"

// append writes the fault as an envelope.
func (f fault) append(b []byte, l i18n.Lang, request string) []byte {
	b = append(b, envelopeHead...)
	b = append(b, ` xmlns:wsse="`+spaceSecurity+`"><soapenv:Body><soapenv:Fault><faultcode>`...)
	b = append(b, f.code...)
	b = append(b, `</faultcode><faultstring xml:lang="`+l.HTML()+`">`...)
	b = escape(b, l.T(f.why.Key, f.why.Args...))
	b = append(b, `</faultstring><detail><code xmlns="">`...)
	b = escape(b, f.why.Key)
	b = append(b, `</code><request xmlns="">`...)
	b = escape(b, request)
	b = append(b, `</request></detail></soapenv:Fault>`...)
	return append(b, envelopeTail...)
}
