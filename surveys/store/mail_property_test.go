package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"pgregory.net/rapid"
)

// Whatever the mailer calls, in whatever order and however often: a mail that
// has ended never goes back on its way unless a person wants it, its body
// leaves once for every claim that was given back, it is noted as sent once,
// and schedule, trouble and contact agree with its state.
func TestAMailNeverComesBackByItself(t *testing.T) {
	rdb := storetest.Redis(t)
	words := []string{"claim", "steal", "data", "sent", "failed", "skipped", "retry", "unknown", "again", "tap", "wait"}
	rapid.Check(t, func(rt *rapid.T) {
		storetest.Empty(t, rdb)
		s, clock := storetest.OpenAt(t, rdb)
		way := mailWay{rt: rt, s: s, before: storetest.Ask(t, s)}
		do := mailDo(s, clock, one())
		for _, word := range rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(rt, "steps") {
			if word == "tap" && way.before.Mail != surveys.MailData {
				continue // the page is not served before, and later nothing depends on it
			}
			err := do[word]()
			if code := surveys.CodeOf(err); code != "" && code != surveys.Conflict {
				rt.Fatalf("%s: %v", word, err)
			}
			way.step(word, err == nil)
		}
		entries, err := s.OutboxEntries(context.Background(), one().Shard())
		if err != nil {
			rt.Fatalf("%v", err)
		}
		sent := strings.Count(kinds(t, s, one().Shard()), string(surveys.EntrySent))
		if sent > 1 || len(entries) != 1+sent || (way.before.Mail == surveys.MailSent) != (sent == 1) {
			rt.Fatalf("mail is %s, outbox has %d entries, %d of them sent", way.before.Mail, len(entries), sent)
		}
	})
}

// mailWay follows a mail step by step.
type mailWay struct {
	rt     *rapid.T
	s      *store.Store
	before surveys.Invitation
	bodies int // bodies that may have left since the mail was last given back
}

func (w *mailWay) step(word string, done bool) {
	now, err := w.s.Invitation(context.Background(), one())
	if err != nil {
		w.rt.Fatalf("%v", err)
	}
	checkMail(w.rt, w.s, now)
	was := w.before.Mail
	ended := []surveys.MailState{surveys.MailSent, surveys.MailSkipped, surveys.MailFailed, surveys.MailUnknown}
	if slices.Contains(ended, was) && !slices.Contains(ended, now.Mail) && word != "again" {
		w.rt.Fatalf("%s brought a mail back from %s to %s", word, was, now.Mail)
	}
	if slices.Contains(ended[:2], was) && now.Mail != was {
		w.rt.Fatalf("%s changed %s to %s", word, was, now.Mail)
	}
	if now.Mail == surveys.MailScheduled && was != now.Mail {
		w.bodies = 0
	}
	if word == "data" && done {
		w.bodies++
		if was == surveys.MailData {
			w.bodies-- // the same worker asks once more, before it sends
		}
	}
	if now.Answer == surveys.Answered && slices.Contains([]surveys.MailState{surveys.MailScheduled, surveys.MailUnknown}, now.Mail) {
		w.rt.Fatalf("%s made an answered mail %s", word, now.Mail)
	}
	if w.bodies > 1 {
		w.rt.Fatalf("the body left %d times", w.bodies)
	}
	w.before = now
}
