package web

import "strings"

// mail is a letter of the demo's outbox.
type mail struct {
	id, to, subject, text, at, lang string
}

// outbox shows the mails that the demo would have sent.
func (s *site) outbox(v *visit) error {
	mails, err := s.Portal.Outbox(v.ctx())
	if err != nil {
		return err
	}
	var all []mail
	for _, m := range mails {
		all = append(all, mail{m.ID, m.To, m.Subject, m.Text, v.lang.Moment(m.CreatedAt), m.Lang.HTML()})
	}
	return v.show(outboxPage(v, all))
}

// piece is a part of a mail's text: plain, or a link into the portal.
type piece struct{ text, path string }

// pieces finds the portal's own links in a mail, so that they can be followed
// from the demo's page whatever host it is seen at.
func (v *visit) pieces(body string) (all []piece) {
	for body != "" {
		i := strings.Index(body, v.PublicURL+"/")
		if i < 0 {
			break
		}
		end := i + strings.IndexFunc(body[i:]+" ", func(r rune) bool { return r <= ' ' })
		all = append(all, piece{text: body[:i]}, piece{text: body[i:end], path: body[i+len(v.PublicURL) : end]})
		body = body[end:]
	}
	return append(all, piece{text: body})
}
