package rest_test

import (
	"bytes"
	"os"
	"testing"

	"ecship/internal/rest"
	"ecship/tools/stub"
)

// M-I1: the Go client has a method for each operation, in the types of today's
// document: go test ./internal/rest -update writes it anew.
func TestClient(t *testing.T) {
	const name = "../../client/api_gen.go"
	document, err := rest.Document()
	if err != nil {
		t.Fatal(err)
	}
	got, err := stub.Source(document)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, want) {
		t.Error("client/api_gen.go is not what the operations give; run with -update", err)
	}
}
