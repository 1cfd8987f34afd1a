package pdf

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// packing compresses raw and appends it to dst.
type packing func(dst, raw []byte) []byte

type packer struct {
	out bytes.Buffer
	z   *zlib.Writer
}

var packers = sync.Pool{New: func() any {
	p := &packer{}
	p.z, _ = zlib.NewWriterLevel(&p.out, zlib.BestSpeed) // the level is a valid one
	return p
}}

// packSmall is the packing for what is made once: as small as can be.
func packSmall(dst, raw []byte) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestCompression)
	_, _ = z.Write(raw)
	_ = z.Close()
	return append(dst, out.Bytes()...)
}

// pack is the packing for what each file has anew: as fast as can be.
func pack(dst, raw []byte) []byte {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	p.out.Reset()
	p.z.Reset(&p.out)
	_, _ = p.z.Write(raw) // a bytes.Buffer never fails
	_ = p.z.Close()
	return append(dst, p.out.Bytes()...)
}
