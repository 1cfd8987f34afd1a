package web

import (
	"ecship/internal/notify"
)

// noticeSettings lets a user choose which mails he gets.
func (s *site) noticeSettings(v *visit) error {
	if v.sent() {
		on := map[notify.Kind]bool{}
		for _, k := range v.typed["on"] {
			on[notify.Kind(k)] = true
		}
		if _, err := s.Portal.SetNotices(v.ctx(), v.who, on); err != nil {
			return err
		}
		return v.goTo("/notices/settings?note=saved")
	}
	all, err := s.Portal.NoticeSettings(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(noticeSettingsPage(v, all))
}

// stopNotice is where the link of a mail leads: a page with one button, and the
// one click of RFC 8058, which mail programs send themselves. Nobody has to
// sign in for it.
func (s *site) stopNotice(v *visit) error {
	token := v.r.URL.Query().Get("token")
	if v.sent() {
		kind, err := s.Portal.StopNotice(v.ctx(), token)
		if err != nil {
			return err
		}
		return v.show(noticeStoppedPage(v, kind))
	}
	kind, err := s.Portal.NoticeOf(v.ctx(), token)
	if err != nil {
		return err
	}
	return v.show(stopNoticePage(v, kind))
}
