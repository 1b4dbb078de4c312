package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// tryFor is how long the way to the mail server may take while somebody waits.
const tryFor = 8 * time.Second

// senders are who mails are from as the browser said it, and as it holds: the
// settings win.
func (s *Server) senders(ctx context.Context) (kept, holds surveys.Sender, err error) {
	kept, err = s.Store.Sender(ctx)
	return kept, s.Given.Over(kept), err
}

// getSender: GET /settings/sender.
func (s *Server) getSender(c *gin.Context) {
	saved := ""
	if c.Query("did") == "saved" {
		saved = s.words.Text("sender_saved")
	}
	s.showSender(c, http.StatusOK, saved, nil)
}

func (s *Server) showSender(c *gin.Context, status int, saved string, form *templates.SenderForm) {
	kept, holds, err := s.senders(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	all, err := s.Store.Surveys(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.SenderPage{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("sender_title")), Saved: saved, Doctor: s.Doctor != nil,
		Form: s.senderForm(kept, holds, me), Test: s.testMail(c, all.Usual().ID, me)}
	if form != nil {
		page.Form = *form
	}
	s.show(c, status, page)
}

// postSenderTest: POST /settings/sender/test.
func (s *Server) postSenderTest(c *gin.Context) { s.sendTestMail(c, "/settings/sender") }

// senderForm fills the fields with what is kept; who looks is who would ask.
func (s *Server) senderForm(kept, holds surveys.Sender, me surveys.User) templates.SenderForm {
	f := templates.SenderForm{Address: kept.Address, Host: kept.Host, User: kept.User, Port: "587", Kept: kept.Locked != "",
		Revision: kept.Revision, Ready: holds.Ready(), Person: kept.Name}
	if person, house, ok := strings.Cut(kept.Name, " at "); ok {
		f.Person, f.House = person, house
	}
	if kept.Port != 0 {
		f.Port = strconv.Itoa(kept.Port)
	}
	if kept.Revision == 0 {
		f.Person, f.Address = me.Name, me.Email
	}
	if s.Given.Address != "" {
		f.FromGiven = strings.TrimSpace(s.Given.Name + " " + s.Given.Address)
	}
	if s.Given.Host != "" {
		f.ServerGiven = s.Given.Server()
	}
	f.Privacy = s.privacyOptions(cmp.Or(kept.Privacy, surveys.StartTLS))
	return f
}

func (s *Server) privacyOptions(chosen surveys.Privacy) []templates.Option {
	return []templates.Option{
		{Value: string(surveys.StartTLS), Text: s.words.Text("sender_starttls"), Chosen: chosen == surveys.StartTLS},
		{Value: string(surveys.TLS), Text: s.words.Text("sender_tls"), Chosen: chosen == surveys.TLS},
		{Value: string(surveys.Clear), Text: s.words.Text("sender_clear"), Chosen: chosen == surveys.Clear},
	}
}

// postSender: POST /settings/sender tries the way to the mail server and keeps
// who mails are from.
func (s *Server) postSender(c *gin.Context) {
	kept, _, err := s.senders(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	typed, err := s.readSender(c, kept)
	if err == nil && c.PostForm("anyway") == "" {
		err = s.tryWay(c.Request.Context(), typed)
	}
	if err == nil {
		err = s.keepSender(c, typed)
	}
	var refused *refusedWay
	switch {
	case err == nil && c.PostForm("back") == "start":
		c.Redirect(http.StatusSeeOther, "/start")
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/settings/sender?did=saved")
	case errors.As(err, &refused), surveys.CodeOf(err) == surveys.Invalid:
		s.showSenderAgain(c, kept, typed, err)
	default:
		s.fail(c, err)
	}
}

// readSender reads the form. A field that is left empty keeps the password, for
// the same server and user only: no other may get it.
func (s *Server) readSender(c *gin.Context, kept surveys.Sender) (surveys.Sender, error) {
	field := func(name string) string { return strings.TrimSpace(normaliseText(c.PostForm(name))) }
	typed := surveys.Sender{Name: field("person"), Host: strings.ToLower(field("host")), Privacy: surveys.Privacy(field("privacy")),
		User: field("user"), Password: c.PostForm("password")}
	if house := field("house"); house != "" && typed.Name != "" {
		typed.Name += " at " + house
	}
	typed.Port, _ = strconv.Atoi(field("port"))
	typed.Revision, _ = strconv.Atoi(field("revision"))
	address, _ := NormaliseAddress(field("address")) // what is none is named below
	typed.Address = cmp.Or(address, field("address"))
	var wrong surveys.Problems
	if typed.Password == "" && typed.User != "" && s.Given.Host == "" {
		text, ok := s.safe.Open(kept.Locked)
		if typed.Password = text; !ok || !typed.SamePlace(kept) {
			typed.Password = ""
			wrong.Add("password", "is needed again: user, server or encryption are new")
		}
	}
	whole := s.Given.Over(typed)
	if s.Given.Address != "" {
		whole.Name = cmp.Or(whole.Name, whole.Address)
	}
	return typed, merge(wrong, whole.Validate())
}

// refusedWay is a mail server that would not take our mails: what happened, and
// what to do about it.
type refusedWay struct{ words, advice string }

func (e *refusedWay) Error() string { return e.words }

// tryWay goes the way to the mail server as it would hold.
func (s *Server) tryWay(ctx context.Context, typed surveys.Sender) error {
	if s.TrySender == nil {
		return nil
	}
	trying, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	err := s.TrySender(trying, s.Given.Over(typed))
	switch {
	case err == nil:
		return nil
	case trying.Err() != nil:
		return &refusedWay{s.words.Text("sender_slow", "Seconds", strconv.Itoa(int(tryFor.Seconds()))), s.words.Text("sender_advice_reach")}
	}
	return s.wayRefused(err)
}

// wayRefused says at which step the way ended, and what to do about it.
func (s *Server) wayRefused(err error) *refusedWay {
	var ended *surveys.WayError
	if !errors.As(err, &ended) {
		return &refusedWay{surveys.OneLine(err.Error(), 300), s.words.Text("sender_advice_other")}
	}
	return &refusedWay{s.words.Text("sender_way_"+string(ended.Step), "Words", surveys.OneLine(ended.Words, 300)),
		whoOr(s.words.Text("sender_advice_"+string(ended.Step)), s.words.Text("sender_advice_other"))}
}

// keepSender locks the password and keeps the sender.
func (s *Server) keepSender(c *gin.Context, typed surveys.Sender) (err error) {
	if typed.Password != "" {
		if typed.Locked, err = s.safe.Lock(typed.Password); err != nil {
			return err
		}
	}
	saved, err := s.Store.SaveSender(c.Request.Context(), typed)
	if err == nil {
		s.record(c, "sender.changed", "sender", surveys.Tell("changes_sender", "Address", saved.Address, "Server", saved.Server()))
	}
	return err
}

// showSenderAgain shows the form with what was typed, but the password, and
// what is wrong.
func (s *Server) showSenderAgain(c *gin.Context, kept, typed surveys.Sender, err error) {
	me, _ := userOf(c)
	form := s.senderForm(typed, s.Given.Over(kept), me)
	form.Kept, form.Revision = kept.Locked != "" && typed.SamePlace(kept), kept.Revision
	form.Person, form.House, form.Address, form.Port = c.PostForm("person"), c.PostForm("house"), c.PostForm("address"), c.PostForm("port")
	form.Errors = s.wrongFields(err)
	var refused *refusedWay
	if errors.As(err, &refused) {
		form.Problem = s.words.Text("sender_failed", "Words", refused.words)
		form.Advice = refused.advice
	}
	if c.PostForm("back") == "start" {
		form.Back = "start"
		s.showStart(c, http.StatusUnprocessableEntity, s.layout(c, templates.OverviewSection(), s.words.Text("first_page")), func(p *templates.FirstRun) {
			p.Sender = form
			openOnly(p.Steps, stepSender)
		})
		return
	}
	s.showSender(c, http.StatusUnprocessableEntity, "", &form)
}
