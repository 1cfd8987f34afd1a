package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// crockford is Crockford's base 32 in lower case: no i, l, o, u. Ids sort as
// they were made.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID is a prefix, "_", and 26 characters of a UUIDv7 (RFC 9562) of the
// transaction's time: "shp_06b5…".
func (tx *Tx) NewID(prefix string) string { return newID(prefix, tx.Now, tx.db.ids.Add(1)) }

// newID makes the nth id of this process.
func newID(prefix string, at time.Time, n uint32) string {
	var u [16]byte
	rand.Read(u[12:]) //nolint:errcheck // never fails
	us := uint64(at.UnixMicro())
	// 48 bits of milliseconds, the version, the microsecond within in rand_a
	// (RFC 9562, method 3); the variant and a counter of 30 bits, so that ids of
	// one microsecond sort too (method 1); 32 random bits to part processes.
	ms, rest := us/1000, us%1000
	binary.BigEndian.PutUint64(u[:8], ms<<16|7<<12|rest<<2)
	binary.BigEndian.PutUint32(u[8:12], 1<<31|n&(1<<30-1))
	b := make([]byte, 0, len(prefix)+1+26)
	b = append(b, prefix...)
	b = append(b, '_')
	// 26 characters hold 130 bits: base32 pads the last two with zeros.
	return string(crockford.AppendEncode(b, u[:]))
}

// IDTime is when an id was made, to the millisecond, or the zero Time for what
// is no id.
func IDTime(id string) time.Time {
	if len(id) < 27 || id[len(id)-27] != '_' {
		return time.Time{}
	}
	u, err := crockford.DecodeString(id[len(id)-26:])
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(u) >> 16)).UTC()
}

// firstID is below every id made from an instant on, and above all before. It
// is how a list of ids is cut by time.
func firstID(prefix string, at time.Time) string {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], uint64(at.UnixMilli())<<16)
	return prefix + "_" + crockford.EncodeToString(u[:])
}
