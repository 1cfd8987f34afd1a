// Command labels is the Go peer of bench/labels: the same drawings, written as
// PDF by go-pdf/fpdf.
//
//	labels batch DRAWINGS.json FONT_DIR [OUT_DIR]
//
// Nothing is laid out here: DRAWINGS.json has points, faces and positions. The
// fixed drawing is drawn again on every page. Fonts are read before the clock
// starts; fpdf parses them once a file. Prints one line of JSON: labels, CPU and
// wall seconds, bytes, peak memory.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

var faces = [...]string{"EcshipSans-Regular.ttf", "EcshipSans-Bold.ttf", "EcshipSansCJK.ttf"}

type drawing struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Art    []op    `json:"art"`
	Labels []struct {
		Number string `json:"number"`
		Ops    []op   `json:"ops"`
	} `json:"labels"`
}

// op is a text, line, rectangle or filled rectangle: its letter, its numbers
// and, of a text, its runs.
type op struct {
	kind string
	n    []float64
	runs []run
}

type run struct {
	face int
	text string
}

func (o *op) UnmarshalJSON(b []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	if err := json.Unmarshal(parts[0], &o.kind); err != nil {
		return err
	}
	for _, p := range parts[1:] {
		var n float64
		if p[0] != '[' {
			if err := json.Unmarshal(p, &n); err != nil {
				return err
			}
			o.n = append(o.n, n)
			continue
		}
		var runs [][2]json.RawMessage
		if err := json.Unmarshal(p, &runs); err != nil {
			return err
		}
		for _, pair := range runs {
			var r run
			if err := json.Unmarshal(pair[0], &r.face); err != nil {
				return err
			}
			if err := json.Unmarshal(pair[1], &r.text); err != nil {
				return err
			}
			o.runs = append(o.runs, r)
		}
	}
	return nil
}

func main() {
	log.SetFlags(0)
	runtime.GOMAXPROCS(1)
	raw, err := os.ReadFile(os.Args[2])
	must(err)
	var d drawing
	must(json.Unmarshal(raw, &d))
	raw = nil
	var fonts [len(faces)][]byte
	for i, name := range faces {
		fonts[i], err = os.ReadFile(filepath.Join(os.Args[3], name))
		must(err)
	}
	cpu, start := cpuSeconds(), time.Now()
	var out bytes.Buffer
	must(batch(&d, fonts[:]).Output(&out))
	cpu, wall := cpuSeconds()-cpu, time.Since(start).Seconds()
	if len(os.Args) > 4 {
		must(os.WriteFile(filepath.Join(os.Args[4], os.Args[1]+".pdf"), out.Bytes(), 0o600))
	}
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"labels": len(d.Labels), "cpu_s": cpu, "wall_s": wall, "bytes": out.Len(), "peak_kib": peakKiB(),
	}))
}

func batch(d *drawing, fonts [][]byte) *fpdf.Fpdf {
	size := fpdf.SizeType{Wd: d.Width, Ht: d.Height}
	p := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: size})
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	for i, f := range fonts {
		p.AddUTF8FontFromBytes(fmt.Sprint("F", i), "", f)
	}
	for _, l := range d.Labels {
		p.AddPageFormat("P", size)
		draw(p, d.Art)
		draw(p, l.Ops)
	}
	return p
}

func draw(p *fpdf.Fpdf, ops []op) {
	for _, o := range ops {
		n := o.n
		switch o.kind {
		case "t":
			grey := int(n[3] * 255)
			p.SetTextColor(grey, grey, grey)
			x := n[0]
			for _, r := range o.runs {
				p.SetFont(fmt.Sprint("F", r.face), "", n[2])
				p.Text(x, n[1], r.text)
				x += p.GetStringWidth(r.text)
			}
		case "l":
			p.SetLineWidth(n[4])
			p.Line(n[0], n[1], n[2], n[3])
		case "r":
			p.SetLineWidth(n[4])
			p.Rect(n[0], n[1], n[2], n[3], "D")
		default:
			grey := int(n[4] * 255)
			p.SetFillColor(grey, grey, grey)
			p.Rect(n[0], n[1], n[2], n[3], "F")
		}
	}
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// peakKiB is the most memory that this process had.
func peakKiB() (kib int) {
	status, err := os.ReadFile("/proc/self/status")
	must(err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, err := fmt.Sscan(rest, &kib)
			must(err)
		}
	}
	return kib
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
