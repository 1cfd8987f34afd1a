// Command labelsheet puts every ply of every layout into one picture to look
// at: build/label-sheet.png, and a picture of each page beside it.
//
//	go run ./tools/labelsheet
package main

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
)

const (
	folder = "build/label-sheet"
	file   = "build/label-sheet.png"
	dpi    = 203
	scale  = 3.2 // pixels of the sheet to the millimetre
	gap    = 16  // pixels around each picture
	line   = 22  // pixels of a caption
)

func main() {
	log.SetFlags(0)
	if err := draw(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(file)
}

// row is a layout on the sheet.
type row struct {
	Name  string
	Pages []page
}

type page struct {
	File          string
	Caption       string
	Width, Height int // in pixels
}

func draw() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	rows, width, height := []row(nil), 0, gap
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 3)
		r := row{Name: l.Name}
		if err := pages(ctx, &it); err != nil {
			return fmt.Errorf("%s: %w", l.Name, err)
		}
		across, tallest := gap, 0
		for i, s := range l.Sheets(&it) {
			p := page{
				File:    fmt.Sprintf("%s-%d.png", base(&it), i+1),
				Caption: fmt.Sprintf("%v × %v mm %s", s.Width, s.Height, s.Copy),
				Width:   int(math.Ceil(s.Width * scale)), Height: int(math.Ceil(s.Height * scale)),
			}
			r.Pages = append(r.Pages, p)
			across, tallest = across+p.Width+gap, max(tallest, p.Height)
		}
		rows = append(rows, r)
		width, height = max(width, across), height+tallest+2*line+gap
	}
	index := filepath.Join(folder, "index.html")
	var b bytes.Buffer
	if err := sheet.Execute(&b, map[string]any{"Rows": rows, "Gap": gap, "Line": line}); err != nil {
		return err
	}
	if err := os.WriteFile(index, b.Bytes(), 0o644); err != nil {
		return err
	}
	return picture(ctx, index, width, height)
}

// base is the beginning of the names of a layout's pictures.
func base(it *label.Item) string {
	return filepath.Base(filepath.Dir(it.Shipment.Layout)) + "-" + filepath.Base(it.Shipment.Layout)
}

// pages draws each page of an item's label as a printer would.
func pages(ctx context.Context, it *label.Item) error {
	var b bytes.Buffer
	if err := pdf.Labels(&b, *it); err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "pdftoppm", "-png", "-r", fmt.Sprint(dpi), "-", filepath.Join(folder, base(it)))
	c.Stdin, c.Stderr = &b, os.Stderr
	return c.Run()
}

// picture has a browser take the sheet.
func picture(ctx context.Context, index string, width, height int) error {
	index, err := filepath.Abs(index)
	if err != nil {
		return err
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--allow-file-access-from-files",
		fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+to, "file://"+index)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("chromium: %w\n%s", err, out)
	}
	_, err = os.Stat(file)
	return err
}

var sheet = template.Must(template.New("").Parse(`<!doctype html><meta charset="utf-8"><title>Labels</title>
<style>
body { margin: {{.Gap}}px; background: #ddd; font: 14px/{{.Line}}px sans-serif }
h2 { font: bold 15px/{{.Line}}px sans-serif; margin: 0 }
section { display: flex; gap: {{.Gap}}px; margin-bottom: {{.Gap}}px; align-items: flex-start }
figure { margin: 0 }
img { display: block; background: #fff }
</style>
{{range .Rows}}<h2>{{.Name}}</h2><section>{{range .Pages}}<figure><img src="{{.File}}" width="{{.Width}}" height="{{.Height}}"><figcaption>{{.Caption}}</figcaption></figure>{{end}}</section>
{{end}}`))
