package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
)

// act is a line of the journal.
type act struct {
	Op     op             `json:"op"`
	Ref    string         `json:"ref"`
	Key    string         `json:"key,omitempty"`
	Amount money.Amount   `json:"cents,omitempty"`
	At     time.Time      `json:"at"`
	Order  *payment.Order `json:"order,omitempty"`
}

type op string

const (
	opStart   op = "start"
	opPay     op = "pay"
	opDecline op = "decline"
	opExpire  op = "expire"
	opCapture op = "capture"
	opVoid    op = "void"
	opLapse   op = "lapse"
	opRefund  op = "refund"
	opRefuse  op = "refuse" // a refund that can't be made
)

// journal is the gateway's own ledger: one line for each act, on the disk
// before it is true.
type journal struct {
	f *os.File
	// torn is where a line begins that a crash cut off; -1 where there is none.
	torn int64
}

// openJournal reads a journal and goes on with it. A last line that a crash cut
// off was never answered: it goes when the next is written, and not before,
// since whoever only reads may be reading what another is writing.
func openJournal(path string, apply func(act)) (*journal, error) {
	if path == "" {
		return &journal{torn: -1}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	good := int64(0)
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			j := &journal{f, -1}
			if len(line) > 0 {
				j.torn = good
			}
			return j, nil
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		var a act
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		apply(a)
		good += int64(len(line))
	}
}

func (j *journal) append(a act) error {
	if j.f == nil {
		return nil
	}
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if j.torn >= 0 {
		if err := j.f.Truncate(j.torn); err != nil {
			return err
		}
		j.torn = -1
	}
	if _, err := j.f.Write(append(line, '\n')); err != nil {
		return err
	}
	return j.f.Sync()
}

func (j *journal) close() error {
	if j.f == nil {
		return nil
	}
	return j.f.Close()
}
