package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const secretBytes = 32

// secret is the key material that addresses are encrypted with: the file
// secret.key of the data folder, made where there is none. Processes that share
// a database need the same file.
func secret(folder string) ([]byte, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	name := filepath.Join(folder, "secret.key")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(name)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != secretBytes {
		return nil, fmt.Errorf("%s does not hold a key of %d bytes in hexadecimal", name, secretBytes)
	}
	return key, nil
}

// makeSecret writes a new key, which must be on the disk before anything is
// encrypted with it. The file never stands half written under its name.
func makeSecret(name string) ([]byte, error) {
	key := make([]byte, secretBytes)
	rand.Read(key)
	f, err := os.CreateTemp(filepath.Dir(name), ".secret")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	// Link fails where another process was quicker; its key is then the one.
	if err := os.Link(f.Name(), name); errors.Is(err, fs.ErrExist) {
		return secret(filepath.Dir(name))
	} else if err != nil {
		return nil, err
	}
	return key, nil
}
