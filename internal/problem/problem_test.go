package problem_test

import (
	"errors"
	"fmt"
	"testing"

	"ecship/internal/problem"
)

func TestOf(t *testing.T) {
	p := problem.New(problem.Conflict, "state.illegal", "")
	if got := problem.Of(fmt.Errorf("saving: %w", p)); got != p {
		t.Error(got)
	}
	cause := errors.New("disk")
	got := problem.Of(cause)
	if got.Kind != problem.Internal || !errors.Is(got, cause) {
		t.Error(got)
	}
	if problem.Is(nil, problem.Internal) {
		t.Error("nil is no problem")
	}
}

func TestList(t *testing.T) {
	var inner, l problem.List
	if l.Err() != nil {
		t.Fatal("an empty list is no error")
	}
	inner.Add("postcode.missing", "postcode")
	inner.Add("name.missing", "name")
	l.Take("recipient", inner.Err())
	l.Take("", nil)
	l.Take("weight", problem.New(problem.Invalid, "weight.zero", ""))
	var fields []string
	for _, p := range problem.Of(l.Err()).All() {
		fields = append(fields, p.Field)
	}
	if got := fmt.Sprint(fields); got != "[recipient.postcode recipient.name weight]" {
		t.Error(got)
	}
}
