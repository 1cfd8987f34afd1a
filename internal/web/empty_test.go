package web_test

import "testing"

// U-18: a list without a row says what it is for and has one button, and no
// second one beside it.
func TestEmptyLists(t *testing.T) {
	d := newDemo(t)
	for _, c := range []struct{ as, path string }{
		{wing, "/items"}, {wing, "/items/charts"}, {wing, "/items/segregation"}, {wing, "/batches"},
		{wing, "/addresses"}, {wing, "/addresses?kind=sender"}, {wing, "/templates"},
		{wing, "/pay"}, {wing, "/payments"}, {wing, "/account/statements"},
		{vetter, "/office/refunds"},
	} {
		d.newVisitor()
		d.signIn(c.as)
		main := checkDocument(t, c.path, d.get(c.path).body).one(t, "main")
		var boxes []*node
		buttons := 0
		main.walk(func(n *node) {
			if n.class("empty") {
				boxes = append(boxes, n)
			}
			if n.class("button") {
				buttons++
			}
		})
		switch {
		case len(boxes) != 1:
			t.Errorf("%s: %d boxes say that there is nothing", c.path, len(boxes))
		case boxes[0].one(t, "h2").text() == "" || boxes[0].one(t, "p").text() == "" || len(boxes[0].all("a")) != 1:
			t.Errorf("%s: the box lacks its title, what the list is for, or its button: %s", c.path, boxes[0].text())
		case buttons != 1 && c.as != vetter: // whose page takes the bank's answers, too
			t.Errorf("%s has %d buttons", c.path, buttons)
		}
	}
}
