package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ecship/internal/label"
	"ecship/internal/label/seal"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// sampleCommand prints a SPECIMEN of a service's label, by which its layout and
// a printer can be looked at.
type sampleCommand struct {
	Service string `required:"" placeholder:"CODE" help:"${samplelabel}"`
	To      string `default:"US" placeholder:"PLACE" help:"${to}"`
	Out     string `required:"" type:"path" placeholder:"FILE" help:"${out}"`
	Stock   string `default:"exact" placeholder:"NAME" help:"${stock}"`
	Start   int    `default:"1" placeholder:"N" help:"${start}"`
	DPI     int    `name:"dpi" enum:"203,300" default:"203" placeholder:"203|300" help:"${dpi}"`
}

// Run writes the file.
func (c sampleCommand) Run(t *terminal, s *Settings) error {
	today := policy.DayOf(t.Now())
	e := tariff.Embedded().On(today)
	errs := &problem.List{}
	service, ok := e.Service(c.Service)
	if !ok {
		errs.Add("quote.service_unknown", "service")
	}
	place, _ := e.Places.Resolve(c.To, t.Lang)
	if place == nil {
		errs.Add("place.unknown", "place", "text", c.To)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	operator, err := s.operator()
	if err != nil {
		return err
	}
	it := label.Specimen(*service, *place, operator, t.Lang, today)
	var b bytes.Buffer // so that no half-written file is left behind
	write := printer(nil).Print
	if strings.EqualFold(filepath.Ext(c.Out), ".zpl") {
		write = thermal(nil).Print
	}
	if err := write(&b, label.Print{Stock: c.Stock, Start: c.Start, DPI: c.DPI}, it); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, b.Bytes(), 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.Out, t.Lang.T("cli.label.sample", "layout", it.Shipment.Layout, "file", c.Out))
	return err
}

// labelKeyCommand prints the public key of the labels' square codes, which is all
// that a till needs to tell a true one.
type labelKeyCommand struct{}

// Run prints the key.
func (labelKeyCommand) Run(t *terminal, s *Settings) error {
	key, err := secret(s.Folder())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.Out, base64.StdEncoding.EncodeToString(labelKey(key).Public().(ed25519.PublicKey)))
	return err
}

// labelKey is the key that signs the labels' square codes. It is made from the
// portal's secret, so that there is one thing to keep.
func labelKey(secret []byte) ed25519.PrivateKey {
	seed, err := hkdf.Expand(sha256.New, secret, "ecship label ticket", ed25519.SeedSize)
	if err != nil {
		panic(err) // only for lengths beyond any key's
	}
	return ed25519.NewKeyFromSeed(seed)
}

// signer signs the labels' square codes.
func signer(secret []byte) seal.Signer { return seal.With(labelKey(secret)) }
