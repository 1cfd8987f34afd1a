package postal

// Address is who and where, for a sender or a recipient. The Latin part is
// what machines and foreign sorters read; Native repeats it in the writer's own
// script and is printed beside it.
type Address struct {
	Name    string `json:"name"`
	Company string `json:"company,omitempty"`
	// Street holds up to three lines below the name: building, street, district.
	Street   []string `json:"street"`
	City     string   `json:"city,omitempty"`
	State    string   `json:"state,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	// Place is the tariff's code of the destination: "US", "CN-PC"; its first
	// two letters are the country. A sender's is always "HK" (M-C7).
	Place string `json:"place" required:"false"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
	// Native is the same name and address in Chinese or another script.
	Native NativeAddress `json:"native,omitzero"`
}

// NativeAddress is an address in its writer's own script.
type NativeAddress struct {
	Name    string   `json:"name,omitempty"`
	Company string   `json:"company,omitempty"`
	Street  []string `json:"street,omitempty"`
}

// Country is the ISO 3166-1 alpha-2 code of the address, or the operator's own
// code where ISO has none (XB, XJ …).
func (a Address) Country() string { return Country(a.Place) }

// Country is the first two letters of a place's code.
func Country(place string) string {
	if len(place) < 2 {
		return place
	}
	return place[:2]
}
