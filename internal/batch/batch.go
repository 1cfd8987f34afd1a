// Package batch is what the columns of an uploaded sheet mean, and what is
// wrong with its rows: headings in English and Chinese become fields, cells
// become the plain values that an item is prepared from. It checks how a cell
// is written; whether an item can be sent so, the portal asks the other rules.
package batch

import (
	"strconv"
	"strings"
	"sync"

	"ecship/internal/problem"
)

// Field is what a column means, such as "recipient.name". Goods are numbered:
// "item.2.hs" is of the second kind of goods. A unit behind an @ is that of the
// bare numbers of the column, taken from its heading: "weight@kg",
// "item.1.value@USD".
type Field string

// Unit is what stands behind the @, or "".
func (f Field) Unit() string {
	_, unit, _ := strings.Cut(string(f), "@")
	return unit
}

// Plain is the field without its unit.
func (f Field) Plain() Field {
	if i := strings.LastIndexByte(string(f), '@'); i >= 0 {
		return f[:i]
	}
	return f
}

// Goods is the number of the kind of goods that the field is about, from 1,
// and the field of the list: 2 and "item.hs" of "item.2.hs". Of other fields
// it is 0 and the field itself.
func (f Field) Goods() (n int, base Field) {
	f = f.Plain()
	if g, ok := goodsOf()[f]; ok {
		return g.n, g.base
	}
	return 0, f
}

// numbered is a field of one of the goods.
type numbered struct {
	n    int
	base Field
}

// goodsOf lists the numbered fields: every row of a file asks for many.
var goodsOf = sync.OnceValue(func() map[Field]numbered {
	all := map[Field]numbered{}
	for _, c := range columns() {
		for n := 1; n <= MostGoods && c.field.OfGoods(n) != c.field; n++ {
			all[c.field.OfGoods(n)] = numbered{n, c.field}
		}
	}
	return all
})

// OfGoods is a field of the list for the n-th kind of goods.
func (f Field) OfGoods(n int) Field {
	if name, ok := strings.CutPrefix(string(f), "item."); ok {
		return Field("item." + strconv.Itoa(n) + "." + name)
	}
	return f
}

// Mapping is the field of each column, from the left; "" is not used.
type Mapping []Field

// Maker is the program that a sheet comes from, as its headings tell.
type Maker string

// The makers.
const (
	Own         Maker = "own" // our template
	ECShip      Maker = "ecship"
	Shopify     Maker = "shopify"
	WooCommerce Maker = "woocommerce"
	EBay        Maker = "ebay"
	Amazon      Maker = "amazon"
	Etsy        Maker = "etsy"
	Other       Maker = "other"
)

// Makers lists all of them.
var Makers = []Maker{Own, ECShip, Shopify, WooCommerce, EBay, Amazon, Etsy, Other}

// Shop tells whether the rows are orders of a shop: their goods were sold.
func (m Maker) Shop() bool { return m != Own && m != ECShip && m != Other }

// Fault is what is wrong with a cell, or, with Notice, what was mended in it
// and should be looked at. The problem's key is the cause by which faults are
// grouped; its field is Field.
type Fault struct {
	Column  int    `json:"column"` // from 0; -1 where no one cell is at fault
	Field   Field  `json:"field"`
	Cell    string `json:"cell"` // what stands there
	Notice  bool   `json:"notice,omitempty"`
	Problem *problem.Problem
}
