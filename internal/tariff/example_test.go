package tariff_test

import (
	"fmt"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/tariff"
)

// What does half a kilogram to the United States cost, service by service?
func ExampleCatalogue_Compare() {
	c, err := tariff.Embedded().Compare(tariff.Request{Place: "US", Grams: 500}, policy.Date(2026, 11, 23))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range c.Quotes {
		if q.Refusal == nil && q.Service.Prepared {
			fmt.Println(q.Service.Name.In(i18n.En), q.Total.HKD(), q.Book.Name())
		}
	}
	// Output:
	// Surface Registered Mail HK$59.60 SUR_REG 2022-09-26
	// e-Express+ HK$123.19 EXP 2023-01-06
	// Air Registered Mail HK$124.20 AIR_REG 2022-09-26
	// Surface Parcel HK$259.00 SUR_PAR 2023-01-06
	// Speedpost (Standard) HK$357.00 SPT_STD 2023-01-06
	// Air Parcel HK$392.00 AIR_PAR 2023-01-06
}
