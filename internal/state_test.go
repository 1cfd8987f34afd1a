package internal_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"ecship/internal/batch"
	"ecship/internal/payment"
	"ecship/internal/shipment"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// edge is a step of a machine: from, event, to.
type edge [3]string

// machines are the tables that docs/states/ is drawn from.
func machines() map[string][]edge {
	all := map[string][]edge{}
	for _, t := range shipment.Transitions {
		all["shipment"] = append(all["shipment"], edge{string(t.From), string(t.On), string(t.To)})
	}
	for _, t := range payment.Transitions {
		all["payment"] = append(all["payment"], edge{string(t.From), string(t.On), string(t.To)})
	}
	for _, t := range payment.RefundTransitions {
		all["refund"] = append(all["refund"], edge{string(t.From), string(t.On), string(t.To)})
	}
	for _, t := range batch.Transitions {
		all["batch"] = append(all["batch"], edge{string(t.From), string(t.On), string(t.To)})
	}
	for _, t := range batch.RowTransitions {
		all["row"] = append(all["row"], edge{string(t.From), string(t.On), string(t.To)})
	}
	return all
}

// drawnFrom is where a machine's table stands, if not in its own package.
var drawnFrom = map[string]string{"refund": "internal/payment/refund.go", "row": "internal/batch/state.go"}

// tableOf is the file of a machine's table.
func tableOf(name string) string {
	if file := drawnFrom[name]; file != "" {
		return file
	}
	return "internal/" + name + "/state.go"
}

// TestStatesAreDrawn compares the drawings with the tables; -update draws anew.
func TestStatesAreDrawn(t *testing.T) {
	for name, edges := range machines() {
		file := "../docs/states/" + name + ".md"
		want := draw(name, edges)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("docs/states/%s.md is not the table in %s: make golden (%v)", name, tableOf(name), err)
		}
	}
}

// TestStatesAreReached finds a state that nothing leads to.
func TestStatesAreReached(t *testing.T) {
	for name, edges := range machines() {
		reached := map[string]bool{edges[0][0]: true}
		for range edges {
			for _, e := range edges {
				reached[e[2]] = reached[e[2]] || reached[e[0]]
			}
		}
		for _, e := range edges {
			if !reached[e[0]] {
				t.Errorf("%s: nothing leads to %s", name, e[0])
			}
		}
	}
}

// draw is a machine as a page: the graph, and the same as a table. The first
// edge leaves the state that everything begins with.
func draw(name string, edges []edge) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# States of a %s\n\nDrawn from `%s` by `make golden`. Do not edit.\n\n", name, tableOf(name))
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", edges[0][0])
	leaves := map[string]bool{}
	for _, e := range edges {
		leaves[e[0]] = true
		fmt.Fprintf(&b, "    %s --> %s : %s\n", e[0], e[2], e[1])
	}
	ended := map[string]bool{}
	for _, e := range edges {
		if !leaves[e[2]] && !ended[e[2]] {
			ended[e[2]] = true
			fmt.Fprintf(&b, "    %s --> [*]\n", e[2])
		}
	}
	b.WriteString("```\n\n| from | on | to |\n|---|---|---|\n")
	for _, e := range edges {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", e[0], e[1], e[2])
	}
	return b.String()
}
