package batch

// ecshipSheet is the name of the sheet in EC-Ship's template for EC-Get, and
// ecshipColumns what its columns are: the headings, in two rows, differ. One of
// the three places of collection is filled in, and is the address: a post office,
// an iPostal station, or the code of a convenience store.
const ecshipSheet = "batch upload sample"

var ecshipColumns = Mapping{
	"reference", "sender.name", "sender.street.1", "sender.phone", "", "recipient.name",
	"recipient.street.1", "", "recipient.street.2", "recipient.street.3", "", "", "", "recipient.phone", "", "", "weight@kg", "service",
}

// RecogniseSheet is Recognise for a sheet of a workbook, whose name may tell
// more than its headings.
func RecogniseSheet(name string, headings []string) (Mapping, Maker) {
	if name != ecshipSheet || len(headings) > len(ecshipColumns) {
		return Recognise(headings)
	}
	return ecshipColumns, ECShip
}
