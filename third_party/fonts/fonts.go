// Package fonts embeds the fonts of the labels: subsets of Noto Sans and of
// Noto Sans CJK's Hong Kong face. README.md says what is in them, MANIFEST.csv
// their hashes, OFL.txt their licence; build.py makes them.
package fonts

import _ "embed"

// The fonts are TrueType files. Nobody may write to them.
var (
	// Regular and Bold hold Latin, Greek and Cyrillic, with Vietnamese.
	//
	//go:embed EcshipSans-Regular.ttf
	Regular []byte
	//go:embed EcshipSans-Bold.ttf
	Bold []byte
	// CJK holds Chinese, kana and common Hangul.
	//
	//go:embed EcshipSansCJK.ttf
	CJK []byte
)
