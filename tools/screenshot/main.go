// Command screenshot takes the README's picture: the comparison of a parcel to
// the United States, as the demo shows it.
//
//	go run ./tools/screenshot
package main

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/png"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ecship/internal/web/browsertest"
)

// What is taken, and where it goes.
const (
	page   = "/?place=US&weight=500&unit=g"
	file   = "docs/img/comparison.png"
	width  = 1280
	height = 1320
)

func main() {
	log.SetFlags(0)
	dir, err := os.MkdirTemp("", "screenshot")
	if err != nil {
		log.Fatal(err)
	}
	err = take(dir)
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		log.Fatal(err)
	}
}

// take runs the demo, opens the page and writes the picture.
func take(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	binary := filepath.Join(dir, "ecship")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/ecship").CombinedOutput(); err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	l.Close()
	demo := exec.CommandContext(ctx, binary, "demo", "--addr", addr)
	demo.Stderr = os.Stderr
	if err := demo.Start(); err != nil {
		return err
	}
	defer demo.Process.Signal(os.Interrupt) //nolint:errcheck // it may be gone

	b, err := browsertest.Start(ctx, filepath.Join(dir, "browser"))
	if err != nil {
		return err
	}
	defer b.Close()
	tab, done, err := b.NewTab(browsertest.Look{Width: width, Height: height})
	if err != nil {
		return err
	}
	defer done()
	if err := ready(ctx, "http://"+addr+"/readyz"); err != nil {
		return err
	}
	if err := tab.Open("http://" + addr + page); err != nil {
		return err
	}
	whole, err := tab.Shoot()
	if err != nil {
		return err
	}
	return write(whole)
}

// ready waits until the demo answers.
func ready(ctx context.Context, url string) error {
	for {
		if resp, err := http.Get(url); err == nil {
			return resp.Body.Close()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// write keeps the picture's upper part, as a window would show it.
func write(whole []byte) error {
	img, err := png.Decode(bytes.NewReader(whole))
	if err != nil {
		return err
	}
	part := image.NewRGBA(image.Rect(0, 0, width, min(height, img.Bounds().Dy())))
	draw.Draw(part, part.Bounds(), img, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, part); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
