package rest

import (
	"net/http"
	"strings"
	"time"

	"ecship/internal/portal"
	"ecship/internal/problem"
)

// RequestList is a page of what was asked for with a key, the newest first.
type RequestList struct {
	Requests []Request `json:"requests"`
	Next     string    `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

// Request is something that was asked for.
type Request struct {
	ID     string    `json:"request_id" doc:"X-Request-Id of its answer"`
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Path   string    `json:"path" doc:"without the query; what is no id of ours stands as its name: {number}"`
	Status int       `json:"status"`
}

// noting is an answer whose status is noted.
type noting struct {
	http.ResponseWriter
	status int
}

func (n *noting) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// note tells the portal what was asked for.
func (c *call) note(n *noting) {
	if !c.who.SignedIn() {
		return
	}
	path := c.op.path
	if id := c.r.PathValue("id"); idKind(id) != "" {
		path = strings.Replace(path, "{id}", id, 1)
	}
	status := n.status
	if status == 0 {
		status = http.StatusOK
	}
	c.Portal.NoteRequest(c.who, portal.Request{Method: c.op.method, Path: Base + path, Status: status})
}

func listRequests(c *call, _ nothing) (int, RequestList, error) { return c.requestsOf(c.who.Key) }

func listKeyRequests(c *call, _ nothing) (int, RequestList, error) {
	return c.requestsOf(c.r.PathValue("id"))
}

func (c *call) requestsOf(key string) (int, RequestList, error) {
	var wrong problem.List
	after := c.after(&wrong)
	if err := wrong.Err(); err != nil {
		return 0, RequestList{}, err
	}
	l, err := c.Portal.Requests(c.r.Context(), c.who, portal.RequestPage{Key: key, After: after})
	out := RequestList{Requests: []Request{}, Next: c.onward(l.Next)}
	for _, r := range l.Rows {
		out.Requests = append(out.Requests, Request{r.ID, r.At.UTC(), r.Method, r.Path, r.Status})
	}
	return http.StatusOK, out, err
}
