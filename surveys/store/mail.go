package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
)

// The way of a mail through its states. Each step is one run of mail.lua in
// the shard; what it means for the contact follows in the contact's slot, safe
// to repeat, and whoever finds the contact held later catches up on it.

// step is a change of a mail's state.
type step struct {
	from    string // letters of the states it may come from
	to      surveys.MailState
	due     time.Time // zero: the schedule stays as it is
	reason  string
	untried bool // scheduled once more without a try: the claim counts as none

	attempts []int // the claims that may take it, in the order of the ids; nil: anybody
}

// moved is the answer of mail.lua about one mail.
type moved struct {
	id      surveys.InvitationID
	now     surveys.MailState // "" where it did not move
	before  surveys.MailState // "" where there is no such invitation
	contact surveys.ContactID
	asked   time.Time // when the contact was asked, zero: it was not
	ended   bool      // the mail has ended
	attempt int       // number of the claim
	reminds bool      // the mail is a reminder
}

func (m moved) done() bool { return m.now != "" }

// moveAtOnce is how many mails one run of mail.lua moves at most, so that
// nobody else waits long for Redis.
const moveAtOnce = 64

// moveMails takes a step with each of many mails, in one pipeline of a few
// runs a shard. The answers are in the order of the ids.
func (s *Store) moveMails(ctx context.Context, ids []surveys.InvitationID, st step) ([]moved, error) {
	var calls []call
	var groups [][]int // places in ids, by call
	shards := byShard(ids)
	for _, shard := range slices.Sorted(maps.Keys(shards)) {
		for group := range slices.Chunk(shards[shard], moveAtOnce) {
			calls = append(calls, s.moveCall(shard, ids, group, st))
			groups = append(groups, group)
		}
	}
	answers, err := s.runAll(ctx, calls)
	if err != nil {
		return nil, fmt.Errorf("mails to %s: %w", st.to, err)
	}
	out := make([]moved, len(ids))
	for i, a := range answers {
		v, err := a.Slice()
		if err == nil && len(v) != movedValues*len(groups[i]) {
			err = fmt.Errorf("%d values for %d mails", len(v), len(groups[i]))
		}
		for n, place := range groups[i] {
			if err == nil {
				out[place], err = s.readMoved(ctx, ids[place], v[movedValues*n:])
			}
		}
		if err != nil {
			return nil, fmt.Errorf("mails to %s: %w", st.to, err)
		}
	}
	return out, nil
}

// byShard returns the places of the ids by shard.
func byShard(ids []surveys.InvitationID) map[int][]int {
	out := map[int][]int{}
	for i, id := range ids {
		out[id.Shard()] = append(out[id.Shard()], i)
	}
	return out
}

// moveCall takes the step with the ids at the places, which are in the shard.
func (s *Store) moveCall(shard int, ids []surveys.InvitationID, places []int, st step) call {
	due := any("")
	if !st.due.IsZero() {
		due = st.due.UnixMilli()
	}
	keys := []string{dueKey(shard), attemptsKey(shard), troubleKey(shard), outboxKey(shard), skipsKey(shard)}
	args := []any{st.from, mailLetter(st.to), s.now().UnixMilli(), due, st.reason, st.untried}
	for _, place := range places {
		claim := any("")
		if st.attempts != nil {
			claim = st.attempts[place]
		}
		keys = append(keys, invitationKey(ids[place]))
		args = append(args, string(ids[place]), claim)
	}
	return call{"mail", keys, args}
}

// movedValues is the number of values that mail.lua returns for each mail.
const movedValues = 8

func (s *Store) readMoved(ctx context.Context, id surveys.InvitationID, v []any) (moved, error) {
	get := func(i int) string { text, _ := v[i].(string); return text }
	m := moved{id: id, now: mailByLetter(get(0)), before: mailByLetter(get(1)), contact: surveys.ContactID(get(2)), attempt: atoi(get(6)), reminds: get(7) != ""}
	state, sent := m.before, seconds(get(4))
	if m.done() {
		state, sent = m.now, s.now()
	}
	m.asked, m.ended = askedAt(state, sent, seconds(get(5)))
	if m.contact == "" && get(3) != "" {
		names, err := s.namesOf(ctx, id.Shard(), []int{atoi(get(3))})
		if err != nil {
			return moved{}, err
		}
		m.contact = contactOf(surveys.CustomerID(strings.TrimPrefix(names[atoi(get(3))], customerText)))
	}
	return m, nil
}

// unholdContacts brings the contacts of mails that have ended up to date, also
// of those that did not move: a repeat ends what a crash left open.
func (s *Store) unholdContacts(ctx context.Context, mails []moved) error {
	var calls []call
	for _, m := range mails {
		if m.ended && m.contact != "" {
			calls = append(calls, unholdCall(m.contact, m.id, m.asked, m.reminds))
		}
	}
	if _, err := s.runAll(ctx, calls); err != nil {
		return fmt.Errorf("unhold contacts: %w", err)
	}
	return nil
}

// endMail takes the last step with one mail, in its shard first, then in the
// contact's slot. A mail that has ended otherwise stays as it is. NotFound.
func (s *Store) endMail(ctx context.Context, id surveys.InvitationID, st step) error {
	mails, err := s.moveMails(ctx, []surveys.InvitationID{id}, st)
	if err != nil {
		return err
	}
	if mails[0].before == "" {
		return surveys.Errorf(surveys.NotFound, "there is no such invitation")
	}
	return s.unholdContacts(ctx, mails)
}

// MailsToData notes, before the body leaves, that it is on its way. claimed are
// invitations as ClaimMails gave them, of one shard or many, in one pipeline.
// Conflict names in its Fields the ids that are not in this claim (any more):
// somebody else has them, they must not be sent. The others are in data then.
// Safe to repeat by whoever claimed them, as after a lost answer.
func (s *Store) MailsToData(ctx context.Context, claimed []surveys.Invitation) error {
	ids, attempts := make([]surveys.InvitationID, len(claimed)), make([]int, len(claimed))
	for i, inv := range claimed {
		ids[i], attempts[i] = inv.ID, inv.Attempts
	}
	mails, err := s.moveMails(ctx, ids, step{from: "c", to: surveys.MailData, attempts: attempts})
	if err != nil {
		return err
	}
	refused := &surveys.Error{Code: surveys.Conflict, Message: "the mail is not claimed any more"}
	for _, m := range mails {
		if !m.done() {
			refused.Fields = append(refused.Fields, surveys.FieldError{Field: string(m.id), Message: "is " + string(m.before)})
		}
	}
	if len(refused.Fields) > 0 {
		return refused
	}
	return nil
}

// MailsSent notes that the next server took the mails: state, outbox, schedule
// in one step each; makes the reservations of the contacts final. It resolves
// unknown, too. Safe to repeat.
func (s *Store) MailsSent(ctx context.Context, ids []surveys.InvitationID) error {
	mails, err := s.moveMails(ctx, ids, step{from: "wcdu", to: surveys.MailSent})
	if err != nil {
		return err
	}
	return s.unholdContacts(ctx, mails)
}

// MailFailed ends a mail for good with what the receiving server said, and
// gives the reservation back. Safe to repeat.
func (s *Store) MailFailed(ctx context.Context, id surveys.InvitationID, reason string) error {
	return s.endMail(ctx, id, step{from: "wcdu", to: surveys.MailFailed, reason: reason})
}

// MailSkipped ends a claimed mail before sending (opted out or paused
// meanwhile), and gives the reservation back. Safe to repeat.
func (s *Store) MailSkipped(ctx context.Context, id surveys.InvitationID, reason surveys.SkipReason) error {
	return s.endMail(ctx, id, step{from: "wc", to: surveys.MailSkipped, reason: string(reason)})
}

// MailUnknown says that the end is open; never sent again by the machine. The
// contact counts as asked. Safe to repeat.
func (s *Store) MailUnknown(ctx context.Context, id surveys.InvitationID, reason string) error {
	return s.endMail(ctx, id, step{from: "cd", to: surveys.MailUnknown, reason: reason})
}

// MailRetry puts a claimed (or data, where the server surely did not take it)
// mail back to scheduled, due at at. Mails in other states stay as they are, and
// so do those that somebody has claimed since: a command that the net brings
// late must not take back what another is sending. NotFound.
func (s *Store) MailRetry(ctx context.Context, claimed surveys.Invitation, at time.Time, reason string) error {
	return s.endMail(ctx, claimed.ID, step{from: "cd", to: surveys.MailScheduled, due: at, reason: reason, attempts: []int{claimed.Attempts}})
}

// SendAgain schedules a failed or unknown mail at once, because a person
// pressed the button. Conflict in other states, and where the contact must not
// be asked now. NotFound.
func (s *Store) SendAgain(ctx context.Context, id surveys.InvitationID) error {
	inv, err := s.Invitation(ctx, id)
	if err != nil {
		return err
	}
	wrongState := surveys.Errorf(surveys.Conflict, "only a mail that failed, or whose end is open, can be sent again")
	open := inv.Mail == surveys.MailFailed || inv.Mail == surveys.MailUnknown
	if !open || inv.Answer == surveys.Answered {
		return wrongState
	}
	now := s.now()
	reason, err := s.reserveNow(ctx, inv, now)
	if err != nil {
		return err
	}
	if reason != "" {
		return surveys.Errorf(surveys.Conflict, "not sent again: %s", surveys.SkipWords(reason))
	}
	mails, err := s.moveMails(ctx, []surveys.InvitationID{id}, step{from: "fu", to: surveys.MailScheduled, due: now})
	if err != nil {
		return err
	}
	if !mails[0].done() {
		return wrongState
	}
	return nil
}
