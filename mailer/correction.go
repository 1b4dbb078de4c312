package mailer

import (
	"context"
	"maps"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// correctionsMost is how many corrections of one case a recipient gets: whoever
// holds a link can change their mind for days.
const correctionsMost = 10

// alertAwaited is how often a correction looks for an alert that has not ended.
const alertAwaited = 4

// correct tells those who were alerted about a case that its answer changed
// since: one short mail in the same thread, at most once for each change.
func (m *Mailer) correct(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.correctOnce)
}

// correctOnce sends the mails that are still to be sent; it waits when some of
// them, or the alert itself, must be tried again.
func (m *Mailer) correctOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	id, ok := caseOf(d)
	if !ok {
		return told, nil
	}
	c, err := m.Store.Case(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	if err == nil && c.AlertedAt.IsZero() && d.Attempt < alertAwaited {
		return waits, nil // the alert is on its way, or was not needed any more
	}
	if err != nil || c.AlertedAt.IsZero() {
		return told, err
	}
	all, err := m.readCorrections(sending, c)
	end := told
	for _, f := range all {
		switch now, err := m.correctAnswer(ctx, sending, d, f); {
		case err != nil || now == theirs:
			return now, err
		case now == waits:
			end = waits
		}
	}
	return end, err
}

// correctAnswer sends the corrections of one answer.
func (m *Mailer) correctAnswer(ctx, sending context.Context, d surveys.Due, f correction) (telling, error) {
	b := m.newAlertBag(ctx, sending, d, f.ID)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		return m.Store.MoveCorrection(ctx, store.Correction{Case: f.ID, Changed: f.last().At, Address: address}, move)
	}
	if err := b.writeCorrections(f); err != nil {
		return told, err
	}
	b.carry(sending)
	return b.outcome(), b.err
}

// correction is an answer that was told, with all that came after. Its
// AlertedAt is when the team was told of this answer.
type correction struct {
	complaint
	turns []surveys.Turn // oldest first
	told  map[string]store.AlertMail
	sent  []store.Correction
}

func (f correction) last() surveys.Turn { return f.turns[len(f.turns)-1] }

// readCorrections reads the answers of a case that changed after the team was
// told of them, in the order of their last changes.
func (m *Mailer) readCorrections(ctx context.Context, c surveys.Case) ([]correction, error) {
	file, err := m.Store.CaseFile(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	alerts, err := m.Store.AlertMails(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	sent, err := m.Store.Corrections(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var out []correction
	told := file.ToldOf()
	for _, answer := range slices.Sorted(maps.Keys(told)) {
		f := correction{told: alerts, sent: sent}
		about := c
		about.Latest, about.AlertedAt = answer, told[answer]
		if err := m.readTurns(ctx, &f, about); err != nil {
			return nil, err
		}
		if len(f.turns) > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b correction) int { return a.last().At.Compare(b.last().At) })
	return out, nil
}

// readTurns reads the turns before the answer, so that the answer is never
// older than they are.
func (m *Mailer) readTurns(ctx context.Context, f *correction, c surveys.Case) (err error) {
	if f.turns, err = m.Store.History(ctx, c.Latest); err != nil || len(f.turns) == 0 {
		return err
	}
	if f.complaint, err = m.readComplaint(ctx, c); err != nil {
		return err
	}
	team, err := m.Store.Users(ctx)
	m.writer.english().NameTurns(f.turns, team)
	return err
}

// knows returns until when a recipient was told of the changes of the answer,
// and by how many corrections of the case.
func (f correction) knows(address string) (until time.Time, corrections int) {
	until = f.AlertedAt
	for _, s := range f.sent {
		if s.Address != address {
			continue
		}
		corrections++
		ours := slices.ContainsFunc(f.turns, func(t surveys.Turn) bool { return t.At.Equal(s.Changed) })
		if ours && s.Changed.After(until) {
			until = s.Changed
		}
	}
	return until, corrections
}

// writeCorrections makes a letter for everybody who may have got the alert, is
// still to be told of complaints, and knows it otherwise than it stands now.
func (b *alertBag) writeCorrections(f correction) error {
	to, err := b.m.recipients(b.ctx)
	if err != nil {
		return err
	}
	for _, a := range to {
		state := f.told[a.Address].State
		until, corrections := f.knows(a.Address)
		if (state != surveys.MailSent && state != surveys.MailData) || corrections >= correctionsMost {
			continue
		}
		was, is := surveys.StandAt(f.invitation, f.turns, until), surveys.StandAt(f.invitation, f.turns, f.last().At)
		if was == is {
			continue
		}
		body, err := b.m.writer.correction(f, was, is, a, b.m.Now())
		if err != nil {
			return err
		}
		b.add(a.Address, body)
	}
	return nil
}
