package fonts_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"

	"ecship/third_party/fonts"
)

// The embedded fonts are those of the manifest, to the byte.
func TestManifest(t *testing.T) {
	f, err := os.Open("MANIFEST.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	embedded := map[string][]byte{
		"EcshipSans-Regular.ttf": fonts.Regular, "EcshipSans-Bold.ttf": fonts.Bold, "EcshipSansCJK.ttf": fonts.CJK,
	}
	for _, row := range rows[1:] {
		data, sum := embedded[row[0]], sha256.Sum256(embedded[row[0]])
		if got := hex.EncodeToString(sum[:]); got != row[1] {
			t.Errorf("%s has the hash %s, the manifest says %s", row[0], got, row[1])
		}
		if strconv.Itoa(len(data)) != row[2] {
			t.Errorf("%s has %d bytes, the manifest says %s", row[0], len(data), row[2])
		}
		delete(embedded, row[0])
	}
	if len(embedded) > 0 {
		t.Errorf("not in the manifest: %v", embedded)
	}
}

// The licence goes with them, and they bear this project's name alone.
func TestLicence(t *testing.T) {
	b, err := os.ReadFile("OFL.txt")
	if err != nil || !strings.Contains(string(b), "SIL OPEN FONT LICENSE Version 1.1") {
		t.Error("OFL.txt lacks the licence", err)
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".ttf") && !strings.HasPrefix(f.Name(), "Ecship") {
			t.Errorf("%s is not named after the project", f.Name())
		}
	}
}
