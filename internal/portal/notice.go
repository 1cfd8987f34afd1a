package portal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// notice writes a mail to a user, unless he has switched its kind off. A mail
// that can be switched off says how, without signing in.
func (p *Portal) notice(tx *store.Tx, id, user string, kind notify.Kind, path string, facts ...any) error {
	u, err := tx.User(user)
	if err != nil {
		return ignoreMissing(err)
	}
	if !kind.Switchable() {
		return p.mailAs(tx, id, u.Email, kind, u.Lang, path, facts...)
	}
	stopped, err := tx.StoppedNotices(user)
	if err != nil || stopped[string(kind)] {
		return err
	}
	m := store.Mail{ID: id, Kind: string(kind), To: u.Email, Lang: u.Lang, Stop: p.Letterhead.URL + "/notices/stop?token=" + tx.NoticeToken(user, string(kind))}
	m.Subject, m.Text = p.Letterhead.Write(kind, u.Lang, path, facts...)
	m.Text += "\n" + u.Lang.T("mail.stop") + "\n" + m.Stop + "\n"
	if err := tx.InsertMail(m); err != nil {
		return err
	}
	return tx.Enqueue(job.Job{Kind: mailJob, Args: m.ID})
}

// noticeTo is notice to the user who acted for a customer; where a program did,
// or nobody, to the customer's owner. Whoever has no address any more gets no
// mail, and the work goes on.
func (p *Portal) noticeTo(tx *store.Tx, id, by, customer string, kind notify.Kind, path string, facts ...any) (err error) {
	if !strings.HasPrefix(by, "usr_") {
		if by, err = tx.OwnerOf(customer); err != nil {
			return ignoreMissing(err)
		}
	}
	return p.notice(tx, id, by, kind, path, facts...)
}

// noticeOwner is notice to a customer's owner.
func (p *Portal) noticeOwner(tx *store.Tx, customer string, kind notify.Kind, path string, facts ...any) error {
	return p.noticeTo(tx, tx.NewID("mai"), "", customer, kind, path, facts...)
}

func ignoreMissing(err error) error {
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	return err
}

// clockTime is a moment that a mail says in its own language.
type clockTime time.Time

// In is the moment in a language.
func (c clockTime) In(l i18n.Lang) string { return l.Moment(time.Time(c)) }

// postedJob tells a sender that an item was accepted. Its argument is
// "customer/shipment".
const postedJob = "item.posted"

func (p *Portal) mailPosted(ctx context.Context, name string) error {
	customer, id, ok := strings.Cut(name, "/")
	if !ok {
		return job.Hopeless(fmt.Errorf("posted: %q names no item", name))
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		s, err := tx.Shipment(customer, id)
		if err != nil {
			return ignoreMissing(err)
		}
		x, err := tx.Acceptance(customer, id)
		if err != nil {
			return ignoreMissing(err)
		}
		e := p.Catalogue().On(policy.DayOf(x.At))
		return p.noticeOwner(tx, customer, notify.Posted, "/items/"+id, "number", s.Number.Grouped(), "office", officeName(e, x.Office), "time", clockTime(x.At),
			"recipient", s.Recipient.Name, "amount", x.Charged.Total.HKD())
	})
}

// remind sends the notices that come by a date, once each: labels that expire
// in a week, and the statements of the month that has ended.
func (p *Portal) remind(tx *store.Tx) error {
	today := policy.DayOf(tx.Now)
	all, err := tx.ExpiringLabels(today, today+policy.ExpiryNoticeDays, sweepSome)
	if err != nil {
		return err
	}
	for _, e := range all {
		first, err := tx.NoticeOnce(fmt.Sprintf("expiring:%s:%d", e.Customer, e.Day))
		if err == nil && first {
			err = p.noticeOwner(tx, e.Customer, notify.Expiring, "/items?state=issued", "n", e.Labels, "day", e.Day)
		}
		if err != nil {
			return err
		}
	}
	ended := policy.MonthOf(today).Add(-1)
	if today > ended.Add(1).First()+policy.StatementNoticeDays {
		return nil
	}
	accounts, err := tx.UntoldAccounts(ended, ended.Last().End(), sweepSome)
	if err != nil {
		return err
	}
	for _, d := range accounts {
		first, err := tx.NoticeOnce("statement:" + d.Number + ":" + ended.String())
		if err == nil && first {
			err = p.noticeOwner(tx, d.Customer, notify.Statement, "/account/statements?account="+d.Number+"&month="+ended.String(),
				"account", d.Number, "from", ended.First(), "to", ended.Last())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// NoticeSetting is a kind of mail that a user can switch off.
type NoticeSetting struct {
	Kind notify.Kind
	On   bool
}

// NoticeSettings are a user's own.
func (p *Portal) NoticeSettings(ctx context.Context, who account.Actor, _ struct{}) (all []NoticeSetting, err error) {
	if err := ownNotices(who); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		stopped, err := tx.StoppedNotices(who.User)
		all = nil
		for _, k := range notify.Kinds {
			if k.Switchable() {
				all = append(all, NoticeSetting{k, !stopped[string(k)]})
			}
		}
		return err
	})
}

// SetNotices switches each kind on or off: on are those that the user wants.
func (p *Portal) SetNotices(ctx context.Context, who account.Actor, on map[notify.Kind]bool) (struct{}, error) {
	if err := ownNotices(who); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.write(ctx, who, func(tx *store.Tx) error {
		for _, k := range notify.Kinds {
			change := tx.StopNotice
			if on[k] {
				change = tx.AllowNotice
			}
			if !k.Switchable() {
				continue
			}
			if err := change(who.User, string(k)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ownNotices is nil for a person: keys get no mails.
func ownNotices(who account.Actor) error {
	if err := who.Sender(account.See); err != nil {
		return err
	}
	if who.User == "" {
		return problem.New(problem.Forbidden, "error.forbidden", "")
	}
	return nil
}

// NoticeOf says which mails the token of a mail's link stops.
func (p *Portal) NoticeOf(ctx context.Context, token string) (kind notify.Kind, err error) {
	return kind, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		_, k, err := tx.ReadNoticeToken(token)
		kind = notify.Kind(k)
		return err
	})
}

// StopNotice stops the mails of a kind for whoever got the link, who need not
// sign in.
func (p *Portal) StopNotice(ctx context.Context, token string) (kind notify.Kind, err error) {
	return kind, p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		user, k, err := tx.ReadNoticeToken(token)
		if err != nil {
			return err
		}
		kind = notify.Kind(k)
		return tx.StopNotice(user, k)
	})
}
