package sheet

import "io"

func openExcel(file io.ReaderAt, size int64, sheet string) (source, string, error) {
	return nil, "", refuse("sheet.not_excel")
}
