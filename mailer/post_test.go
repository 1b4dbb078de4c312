package mailer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"

	"github.com/emersion/go-message/mail"
)

// postSecret is in the link of the tests: nothing of it may be logged or kept.
const postSecret = "0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZ"

// linkSafe locks links as the server of the tests' house does.
func linkSafe() *surveys.Safe {
	return surveys.NewSafe(rand.Reader, surveys.PostSafe, []byte("0123456789abcdef0123456789abcdef"))
}

// posted puts a mail about an account into the schedule.
func (h *house) posted(number byte, kind surveys.PostKind, by string) surveys.PostID {
	h.Helper()
	id := surveys.NewPostID([10]byte{number})
	locked, err := linkSafe().Lock(postSecret)
	if err == nil {
		err = h.store.Post(context.Background(), surveys.Post{ID: id, Kind: kind, To: "marta@house.example", Name: "Marta", By: by, Secret: locked})
	}
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// awaitPost waits until the mail is in the state.
func (h *house) awaitPost(id surveys.PostID, want surveys.MailState) surveys.Post {
	h.Helper()
	var now surveys.Post
	h.until(func() bool {
		var err error
		if now, err = h.store.PostOf(context.Background(), id); err != nil {
			h.Fatal(err)
		}
		return now.Mail == want
	}, func() string {
		return "the mail is " + string(now.Mail) + " (" + now.Reason + "), want " + string(want)
	})
	return now
}

func TestMailsAboutAnAccount(t *testing.T) {
	var log bytes.Buffer
	sink := smtptest.Start(t)
	h := open(t, sink, func(o *mailer.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	for i, tt := range []struct {
		kind          surveys.PostKind
		by            string
		subject, text string
		link          string
	}{
		{surveys.PostJoin, "Jonas Weber", "Jonas Weber has a place for you on the team", "Jonas Weber has invited you", "/join/" + postSecret},
		{surveys.PostReset, "", "A link to another password", "Somebody, probably you, asked", "/reset/" + postSecret},
		{surveys.PostReset, "Jonas Weber", "A link to another password", "Jonas Weber has sent you this link", "/reset/" + postSecret},
		{surveys.PostPassword, "", "Your password was changed", "was changed on 2 March 11:00", "/"},
		{surveys.PostFactorOn, "", "Signing in asks for a second factor now", "Since 2 March 11:00", "/account"},
		{surveys.PostNoFactor, "Jonas Weber", "Your second factor is off", "Jonas Weber has turned off your second factor.", "/account"},
	} {
		post := h.awaitPost(h.posted(byte(i), tt.kind, tt.by), surveys.MailSent)
		if post.Secret != "" {
			t.Errorf("%s: sent, and the secret is still there", tt.kind)
		}
		m := sink.Await(i + 1)[i]
		r, err := mail.CreateReader(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if subject, err := r.Header.Text("Subject"); err != nil || subject != tt.subject || m.To != "marta@house.example" {
			t.Errorf("%s: to %s, %q, %v", tt.kind, m.To, subject, err)
		}
		text := decoded(t, r)
		for _, want := range []string{"Hello Marta,", tt.text, "https://rate.example.com" + tt.link + "\r\n"} {
			if !strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), strings.ReplaceAll(want, "\r\n", "\n")) {
				t.Errorf("%s: lacks %q:\n%s", tt.kind, want, text)
			}
		}
	}
	h.drained()
	h.stop()
	<-h.ended
	if strings.Contains(log.String(), postSecret) || strings.Contains(log.String(), "marta@") {
		t.Errorf("the log holds what it must not:\n%s", log.String())
	}
}

func TestAMailAboutAnAccountEndsOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault smtptest.Fault
		want  surveys.MailState
		kept  bool // the secret, for another try
	}{
		{"refused", smtptest.At(smtptest.Rcpt, smtptest.Never), surveys.MailFailed, false},
		{"silent after the body", smtptest.At(smtptest.Taken, smtptest.Drop), surveys.MailUnknown, false},
		{"not now", smtptest.At(smtptest.Rcpt, smtptest.Later), surveys.MailScheduled, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.Fail(tt.fault)
			h := open(t, sink, nil)
			id := h.posted(1, surveys.PostReset, "")
			h.until(func() bool {
				now, err := h.store.PostOf(context.Background(), id)
				return err == nil && now.Mail == tt.want && now.Reason != "" && (now.Secret != "") == tt.kept
			}, func() string {
				now, err := h.store.PostOf(context.Background(), id)
				return string(now.Mail) + " " + now.Reason + " " + errorText(err)
			})
			h.drained()
			sink.Fail(nil)
			h.later(surveys.ResetKept / 2)
			if tt.kept {
				h.awaitPost(id, surveys.MailSent)
			}
			h.drained()
			if want := map[bool]int{true: 1}[tt.kept]; sink.Count() != want {
				t.Errorf("%d mails, want %d", sink.Count(), want)
			}
		})
	}
}

// A link that has expired helps nobody: a house without mail for a while sends
// none of those that were asked for, and keeps no secret of them.
func TestALinkIsNotMailedWhenItHasExpired(t *testing.T) {
	for kind, kept := range map[surveys.PostKind]time.Duration{surveys.PostReset: surveys.ResetKept, surveys.PostJoin: surveys.PlaceKept} {
		sink := smtptest.Start(t)
		sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Later))
		h := open(t, sink, nil)
		id := h.posted(1, kind, "")
		h.until(func() bool {
			now, err := h.store.PostOf(context.Background(), id)
			return err == nil && now.Reason != ""
		}, func() string { return "nothing was tried" })
		sink.Fail(nil)
		h.later(kept)
		if now := h.awaitPost(id, surveys.MailFailed); now.Secret != "" {
			t.Errorf("%s: not sent, and the secret is still there", kind)
		}
		h.drained()
		if sink.Count() != 0 {
			t.Errorf("%s: a dead link was mailed", kind)
		}
		h.stop()
		<-h.ended
	}
}
