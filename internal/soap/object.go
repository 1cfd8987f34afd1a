package soap

import "strconv"

// ApiRequestObject is what every request but Speedpost's begins with. Clients
// name the member in one field or the other. The names of these types are those
// of the WSDL, which a client maps to classes of its own.
type ApiRequestObject struct {
	EcshipUsername     string
	HkpID              string `soap:"hkpId"`
	IntegratorUsername string
}

func (r ApiRequestObject) integrator() string { return r.IntegratorUsername }

func (r ApiRequestObject) member() string {
	if r.EcshipUsername != "" {
		return r.EcshipUsername
	}
	return r.HkpID
}

// ApiRequestObjectSoaz is what Speedpost's requests begin with.
type ApiRequestObjectSoaz struct {
	IntegratorUsername string
	SoazUsername       string
}

func (r ApiRequestObjectSoaz) integrator() string { return r.IntegratorUsername }
func (r ApiRequestObjectSoaz) member() string     { return r.SoazUsername }

// Reply is what every reply has among its fields.
type Reply struct {
	ErrMessage          string
	Status              integer
	StatusAndErrMessage integer
}

func (r *Reply) set(s Status, message string) {
	r.ErrMessage, r.Status = message, integer(strconv.Itoa(int(s)))
	r.StatusAndErrMessage = r.Status
}

// ApiResponseObject is Reply as Speedpost's replies extend it.
type ApiResponseObject struct {
	ErrMessage          string
	Status              integer
	StatusAndErrMessage integer
}

func (r *ApiResponseObject) set(s Status, message string) { (*Reply)(r).set(s, message) }
