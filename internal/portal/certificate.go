package portal

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// certifiedUntil is the last day of an item's certificate of posting (M-C11).
func certifiedUntil(posted time.Time) policy.Day {
	return policy.DayOf(posted).AddMonths(policy.CertificateMonths)
}

// Certificate is the paper that says that an item was posted, for six months
// after it was (M-C11).
func (p *Portal) Certificate(ctx context.Context, who account.Actor, in Paper) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, in.ID)
		if err != nil {
			return err
		}
		if s.State != shipment.Posted {
			return problem.New(problem.Conflict, "certificate.not_posted", "")
		}
		if policy.DayOf(tx.Now) > certifiedUntil(s.PostedAt) {
			return problem.New(problem.Conflict, "certificate.over", "", "months", policy.CertificateMonths)
		}
		x, err := tx.Acceptance(who.Customer, in.ID)
		if err != nil {
			return err
		}
		paper := p.certificate(s, x, in)
		out = Printout{Name: "certificate-" + string(s.Number), Write: func(w io.Writer) error { return p.Printer.Paper(w, paper) }}
		return nil
	})
}

// certificate says what was posted, when and where, in the names of that day.
func (p *Portal) certificate(s shipment.Shipment, x store.AcceptanceRow, in Paper) label.Paper {
	e, t := p.Catalogue().On(policy.DayOf(x.At)), in.Lang.T
	paper := label.Paper{Operator: p.Operator, Title: t("certificate.title"), Lang: in.Lang, Test: s.Test, Footer: t("certificate.footer")}
	fact := func(name, value string) {
		if value != "" {
			paper.Facts = append(paper.Facts, label.Entry{Name: name, Value: value})
		}
	}
	to := placeOf(e, s.Recipient.Place)
	fact(t("certificate.number"), s.Number.Grouped())
	fact(t("certificate.service"), serviceOf(e, s.Service).Name.In(in.Lang))
	fact(t("certificate.posted"), in.Lang.Moment(x.At))
	fact(t("certificate.office"), officeName(e, x.Office).In(in.Lang))
	fact(t("certificate.sender"), s.Sender.Name)
	fact(t("certificate.recipient"), s.Recipient.Name)
	fact(t("certificate.address"), strings.Join(slices.Concat(s.Recipient.Street, to.Form.Town(s.Recipient), []string{to.Name.In(in.Lang)}), ", "))
	fact(t("certificate.weight"), x.Grams.In(in.Lang))
	fact(t("certificate.postage"), x.Charged.Total.HKD())
	if s.Insured > 0 {
		fact(t("certificate.insured"), s.Insured.HKD())
	}
	fact(t("certificate.reference"), s.Reference)
	paper.Blocks = []label.Block{{Text: []string{t("certificate.text", "operator", p.Operator)}}}
	return paper
}
