package portal

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"ecship/internal/account"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/store"
)

// pieceSize is how much of a file one row of the database holds, in bytes.
const pieceSize = 256 << 10

// keep puts a file into the database piece by piece, each in a transaction of
// its own: nobody waits for a slow sender. It gives the size and the sum.
func (p *Portal) keep(ctx context.Context, who account.Actor, id string, body io.Reader) (size int64, sum []byte, err error) {
	h, b := sha256.New(), make([]byte, pieceSize)
	for n := 0; ; n++ {
		got, err := io.ReadFull(body, b)
		if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
			if problem.Of(err).Kind == problem.Internal { // the line broke
				err = &problem.Problem{Kind: problem.Invalid, Key: "batch.cut_off", Field: "file", Err: err}
			}
			return size, nil, err
		}
		if size += int64(got); size > sheet.FileMost {
			return size, nil, problem.New(problem.Invalid, "sheet.too_large", "file", "most", sheet.FileMost>>20)
		}
		h.Write(b[:got])
		if got > 0 {
			if err := p.write(ctx, who, func(tx *store.Tx) error { return tx.InsertPiece(who.Customer, id, n, b[:got]) }); err != nil {
				return size, nil, err
			}
		}
		if err != nil {
			return size, h.Sum(nil), nil
		}
	}
}

// piecesHeld is how many pieces a reader keeps: a workbook is read from its end
// and from its parts in turn.
const piecesHeld = 4

// pieces reads a file out of the database. It is for one goroutine.
type pieces struct {
	p            *Portal
	ctx          context.Context //nolint:containedctx // io.ReaderAt has no place for one
	customer, id string
	size         int64
	held         [piecesHeld]struct {
		n int
		b []byte
	}
	next int // the place of held to be used again
}

func (p *Portal) pieces(ctx context.Context, b *store.Batch) *pieces {
	return &pieces{p: p, ctx: ctx, customer: b.Customer, id: b.ID, size: b.Bytes}
}

// ReadAt is of io.ReaderAt.
func (f *pieces) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) && off < f.size {
		piece, err := f.piece(int(off / pieceSize))
		if err != nil {
			return n, err
		}
		at := int(off % pieceSize)
		if at >= len(piece) {
			return n, io.ErrUnexpectedEOF
		}
		got := copy(b[n:], piece[at:])
		n, off = n+got, off+int64(got)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *pieces) piece(n int) (b []byte, err error) {
	for _, h := range f.held {
		if h.b != nil && h.n == n {
			return h.b, nil
		}
	}
	err = f.p.DB.Look(f.ctx, 0, func(tx *store.Tx) (err error) {
		b, err = tx.Piece(f.customer, f.id, n)
		return err
	})
	if err != nil { // else the formats' readers would take it for damage of the file
		return nil, problem.Because(problem.Internal, "error.internal", err)
	}
	f.held[f.next].n, f.held[f.next].b = n, b
	f.next = (f.next + 1) % piecesHeld
	return b, nil
}

// open opens a kept file.
func (p *Portal) openBatch(ctx context.Context, b *store.Batch) (*sheet.Reader, error) {
	return sheet.Open(b.Name, p.pieces(ctx, b), b.Bytes)
}
