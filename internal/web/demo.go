package web

import "regexp"

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

// mailLink is a link of one of our mails: into the portal, by whatever host that
// is known.
var mailLink = regexp.MustCompile(`https?://[^/\s]+(/\S+)`)

// pieces finds the links of a mail, so that they can be followed from the demo's
// page at whatever host it is seen.
func pieces(body string) (all []piece) {
	at := 0
	for _, m := range mailLink.FindAllStringSubmatchIndex(body, -1) {
		all = append(all, piece{text: body[at:m[0]]}, piece{text: body[m[0]:m[1]], path: body[m[2]:m[3]]})
		at = m[1]
	}
	return append(all, piece{text: body[at:]})
}
