package mailer_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"

	"github.com/emersion/go-message/mail"
)

// tried asks for a test mail of the usual survey.
func (h *house) tried(number byte, survey surveys.SurveyID, language string) surveys.Trial {
	h.Helper()
	t, err := h.store.TrySurvey(context.Background(), surveys.Trial{ID: surveys.NewTrialID([10]byte{number}), Survey: survey,
		Language: language, Address: "marta@house.example"})
	if err != nil {
		h.Fatal(err)
	}
	return t
}

// awaitTrial waits until the test mail is in the state.
func (h *house) awaitTrial(id surveys.TrialID, want surveys.MailState) surveys.Trial {
	h.Helper()
	var now surveys.Trial
	h.until(func() bool {
		var err error
		if now, err = h.store.Trial(context.Background(), id); err != nil {
			h.Fatal(err)
		}
		return now.Mail == want
	}, func() string {
		return "test mail is " + string(now.Mail) + " (" + now.Reason + "), want " + string(want)
	})
	return now
}

// A test mail is what a customer would get, except that nothing of it counts.
func TestATestMailIsLikeTheRealOne(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	own := surveys.NewSurvey("portal", surveys.CSAT5)
	own.Sender, own.ReplyTo = "Ravi Rao at Acme", "ravi@acme.example"
	own.Wording = map[string]surveys.Wording{"de": {Subject: "Zu {project}", Question: "Wie war es, {first_name}?"}}
	if _, _, err := h.store.SaveSurvey(context.Background(), own, 0); err != nil {
		t.Fatal(err)
	}
	h.awaitTrial(h.tried(1, "portal", "de").ID, surveys.MailSent)
	m := sink.Await(1)[0]
	r, err := mail.CreateReader(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Subject": "Test: Zu Portal", "Reply-To": "Ravi Rao at Acme", "Auto-Submitted": "auto-generated"} {
		if got, err := r.Header.Text(name); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	text := decoded(t, r)
	if m.To != "marta@house.example" || !strings.Contains(text, "Wie war es, Priya?") {
		t.Errorf("to %s:\n%s", m.To, text)
	}
	signer := surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef"))
	links := 0
	for part := range strings.SplitSeq(text, "https://rate.example.com/") {
		kind, token, _ := strings.Cut(strings.Fields(part + " ")[0], "/")
		if kind != "r" && kind != "u" {
			continue
		}
		links++
		if link, ok := signer.ParseTrial(token); !ok || !link.IsOf("portal") || link.Language != "de" {
			t.Errorf("a link that counts: %s", token)
		}
	}
	if links != 6 {
		t.Errorf("%d links, want five choices and the way out", links)
	}
	if stop := r.Header.Get("List-Unsubscribe"); !strings.Contains(stop, "/u/") || strings.Contains(stop, "mailto:") {
		t.Errorf("List-Unsubscribe is %s", stop)
	}
}

// decoded is the text part.
func decoded(t *testing.T, r *mail.Reader) string {
	t.Helper()
	part, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(part.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATestMailEndsOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault smtptest.Fault
		want  surveys.MailState
		words string
	}{
		{"refused", smtptest.At(smtptest.Rcpt, smtptest.Never), surveys.MailFailed, "No such user"},
		{"silent after the body", smtptest.At(smtptest.Taken, smtptest.Drop), surveys.MailUnknown, "nobody knows"},
		{"not now", smtptest.At(smtptest.Rcpt, smtptest.Later), surveys.MailScheduled, "Greylist"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.Fail(tt.fault)
			h := open(t, sink, nil)
			id := h.tried(1, "csat5", "en").ID
			h.until(func() bool {
				now, err := h.store.Trial(context.Background(), id)
				return err == nil && now.Mail == tt.want && strings.Contains(now.Reason, tt.words)
			}, func() string {
				now, err := h.store.Trial(context.Background(), id)
				return string(now.Mail) + " " + now.Reason + " " + errorText(err)
			})
			h.drained()
			sink.Fail(nil)
			h.later(time.Hour)
			if tt.want == surveys.MailScheduled {
				h.awaitTrial(id, surveys.MailSent)
			}
			h.drained()
			if want := map[bool]int{true: 1}[tt.want == surveys.MailScheduled]; sink.Count() != want {
				t.Errorf("%d mails, want %d", sink.Count(), want)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A worker that died with the body on its way: nobody knows, nothing is sent.
func TestATestMailOfADeadWorker(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	id := surveys.NewTrialID([10]byte{9})
	early := h.early()
	if _, err := early.TrySurvey(context.Background(), surveys.Trial{ID: id, Survey: "csat5", Language: "en", Address: "marta@house.example"}); err != nil {
		t.Fatal(err)
	}
	if moved, err := h.store.MoveTrial(context.Background(), id, surveys.MailScheduled, surveys.MailData, ""); err != nil || !moved {
		t.Fatal(moved, err)
	}
	h.later(3 * time.Hour)
	h.awaitTrial(id, surveys.MailUnknown)
	h.drained()
	if sink.Count() != 0 {
		t.Errorf("%d mails", sink.Count())
	}
}
