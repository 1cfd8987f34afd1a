package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// A signature is a set of the short pieces of all texts of a block, as bits at
// places that only the key knows (a Bloom filter with one hash): what is not in
// the set is in none of the texts. It lets a search skip nearly every block,
// of sealed texts too, without keeping a readable index of them.

const (
	// signatureBytes is the size of one: the pieces of 256 items set about a
	// fifth of its bits.
	signatureBytes = 8 << 10
	signatureBits  = signatureBytes * 8
)

// signer places pieces.
type signer struct{ block cipher.Block }

func newSigner(secret []byte) (*signer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "ecship search 1", 16)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(key)
	return &signer{b}, err
}

// The kinds of pieces.
const (
	codePiece = 'c'
	textPiece = 't'
)

// bit is the place of a piece of up to 15 bytes; AES is what keeps it from
// being guessed, and costs nanoseconds.
func (s *signer) bit(kind byte, piece string) uint32 {
	var b [aes.BlockSize]byte
	b[0] = kind
	copy(b[1:], piece)
	s.block.Encrypt(b[:], b[:])
	return binary.LittleEndian.Uint32(b[:]) % signatureBits
}

// script tells apart what is written without spaces, in digits, and in letters.
type script int

const (
	space script = iota
	ideograph
	digit
	letter
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case r == ' ' || r >= '\t' && r <= '\r':
			return space
		case r >= '0' && r <= '9', r >= ',' && r <= '/': // , - . / stand in numbers and dates
			return digit
		}
		return letter
	case unicode.IsSpace(r):
		return space
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return ideograph
	}
	return letter
}

// lengths of pieces in characters. Three digits are in every block.
var lengths = map[script]int{ideograph: 2, digit: 5, letter: 3}

// pieces calls fn with every piece of a folded text. Whatever contains a word
// has all of the word's pieces. A single ideograph is a piece, too.
func pieces(text string, fn func(string)) {
	var starts [5]int // of the last characters of the run, newest last
	run, n := space, 0
	for i, r := range text {
		is := scriptOf(r)
		if is == space {
			run = space
			continue
		}
		if is != run {
			run, n = is, 0
		}
		copy(starts[:], starts[1:])
		starts[4] = i
		n++
		end := i + utf8.RuneLen(r)
		if is == ideograph {
			fn(text[i:end])
		}
		if k := lengths[is]; n >= k {
			fn(text[starts[5-k]:end])
		}
	}
}

// signature is a set of pieces.
type signature []byte

func (b signature) add(bit uint32)      { b[bit/8] |= 1 << (bit % 8) }
func (b signature) has(bit uint32) bool { return b[bit/8]&(1<<(bit%8)) != 0 }

func (s *signer) sign(b signature, text, service, place string) {
	pieces(text, func(p string) { b.add(s.bit(textPiece, p)) })
	b.add(s.bit(codePiece, service))
	b.add(s.bit(codePiece, place))
}

// wanted are the bits of a word: all of text, or any of codes.
type wanted struct{ text, codes []uint32 }

func (s *signer) want(w Word) (x wanted) {
	pieces(w.Text, func(p string) { x.text = append(x.text, s.bit(textPiece, p)) })
	for _, c := range w.Codes {
		x.codes = append(x.codes, s.bit(codePiece, c))
	}
	return x
}

// possible tells whether a block with this signature may have the word.
func (w wanted) possible(b signature) bool {
	all := true
	for _, bit := range w.text {
		if !b.has(bit) {
			all = false
			break
		}
	}
	if all {
		return true
	}
	for _, bit := range w.codes {
		if b.has(bit) {
			return true
		}
	}
	return false
}
