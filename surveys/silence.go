package surveys

import (
	"cmp"
	"slices"
	"time"
)

// SilenceReason says how we stopped hearing from somebody.
type SilenceReason string

// The reasons of silence.
const (
	SilenceStopped  SilenceReason = "stopped"   // used to answer, and does not any more
	SilenceBounced  SilenceReason = "bounced"   // a decision maker's mail comes back
	SilenceOptedOut SilenceReason = "opted_out" // a decision maker wants no more mails
	SilenceUnheard  SilenceReason = "unheard"   // a decision maker has not answered for half a year
)

// Silence is a contact, or a customer as a whole, that is not heard any more.
// It stands beside the figures and moves none of them: who does not answer has
// said nothing.
type Silence struct {
	Customer   CustomerID
	Contact    ContactID // empty: the customer as a whole
	Reason     SilenceReason
	Since      time.Time // of the first mail without an answer, bounce, opt-out or last answer; zero: never heard
	Unanswered int       // of SilenceStopped: mails in a row
	Answered   int       // of SilenceStopped: of the SilenceUsed mails before
}

// How silence is told from a busy week.
const (
	SilenceMails = 3                  // mails in a row without an answer
	SilenceUsed  = 4                  // mails before them, of which
	SilenceMost  = 3                  // so many were answered
	SilenceWait  = 7 * 24 * time.Hour // that a mail may wait for its answer
	UnheardDays  = 180                // without a word from a decision maker
)

// Asked is one mail that arrived, as silence sees it.
type Asked struct {
	SentAt   time.Time
	Answered bool
}

// AskedOf reads an invitation; ok is false where no mail of it arrived, where
// it is too young to say that it is not answered, and for a reminder, whose
// answer counts elsewhere.
func AskedOf(inv Invitation, now time.Time) (a Asked, ok bool) {
	answered := inv.Answer == Answered || inv.Answer == AnswerVoid
	if inv.Reminds != "" || inv.Mail != MailSent || inv.SentAt.IsZero() || (!answered && now.Sub(inv.SentAt) < SilenceWait) {
		return Asked{}, false
	}
	return Asked{inv.SentAt, answered}, true
}

// FellSilent reports whether somebody who used to answer has stopped: of the 4
// mails before the last answer, and with it, at least 3 were answered, and none
// of the 3 or more that followed. The order of asked does not matter.
func FellSilent(asked []Asked) (s Silence, ok bool) {
	asked = slices.Clone(asked)
	slices.SortFunc(asked, func(a, b Asked) int {
		return cmp.Or(a.SentAt.Compare(b.SentAt), cmp.Compare(one(a.Answered), one(b.Answered)))
	})
	run := len(asked)
	for run > 0 && !asked[run-1].Answered {
		run--
	}
	s.Unanswered = len(asked) - run
	if s.Unanswered < SilenceMails || run < SilenceUsed {
		return Silence{}, false
	}
	for _, a := range asked[run-SilenceUsed : run] {
		if a.Answered {
			s.Answered++
		}
	}
	s.Reason, s.Since = SilenceStopped, asked[run].SentAt
	return s, s.Answered >= SilenceMost
}

// Silences returns who of a customer is not heard: each contact that fell
// silent, else the customer as a whole; decision makers whose mail comes back,
// who opted out, or who have said nothing for half a year. all are the
// invitations of that time at least, in any order.
func Silences(customer CustomerID, contacts []Contact, all []Invitation, now time.Time) []Silence {
	asked, heard := map[ContactID][]Asked{}, map[ContactID]time.Time{}
	var together []Asked
	for _, inv := range all {
		if inv.Answer == Answered && inv.AnsweredAt.After(heard[inv.Contact]) {
			heard[inv.Contact] = inv.AnsweredAt
		}
		if a, ok := AskedOf(inv, now); ok {
			asked[inv.Contact] = append(asked[inv.Contact], a)
			together = append(together, a)
		}
	}
	var out []Silence
	stopped := false
	for _, c := range contacts {
		s, ok := silenceOf(c, asked[c.ID], heard[c.ID], now)
		if ok {
			s.Customer, s.Contact = customer, c.ID
			out = append(out, s)
			stopped = stopped || s.Reason == SilenceStopped
		}
	}
	if s, ok := FellSilent(together); ok && !stopped {
		s.Customer = customer
		out = append(out, s)
	}
	return out
}

func silenceOf(c Contact, asked []Asked, heard, now time.Time) (Silence, bool) {
	decides := c.Role == DecisionMaker
	switch {
	case decides && !c.OptedOutAt.IsZero():
		return Silence{Reason: SilenceOptedOut, Since: c.OptedOutAt}, true
	case decides && !c.BouncedAt.IsZero():
		return Silence{Reason: SilenceBounced, Since: c.BouncedAt}, true
	}
	if s, ok := FellSilent(asked); ok {
		return s, true
	}
	if decides && now.Sub(heard) > UnheardDays*24*time.Hour {
		return Silence{Reason: SilenceUnheard, Since: heard}, true
	}
	return Silence{}, false
}

// Calls reports whether the silence by itself asks for a person. An unheard
// decision maker stands beside the figures only: many never answer.
func (s Silence) Calls() bool { return s.Reason != SilenceUnheard }
