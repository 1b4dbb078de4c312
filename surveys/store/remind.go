package store

import (
	"context"
	"time"

	"barometer/surveys"
)

// remindLater puts the reminder of a mail that was just sent on the schedule,
// with the step of the relay that counts the mail: so it is written once,
// whatever dies.
func (st *steps) remindLater(e entry, all surveys.Catalogue) {
	survey, ok := all.Get(e.survey)
	if e.Kind != surveys.EntrySent || !ok || survey.Reminder <= 0 || survey.Archived || e.By != "" {
		return
	}
	st.step("rank", dueKey(st.shard), e.At.Add(survey.Reminder).UnixMilli(), dueMember(surveys.DueRemind, string(e.Invitation)))
}

// Remind makes the reminder of an invitation whose mail is long enough ago, or
// a skip with its reason: an invitation of its own, whose links are those of
// the one it reminds of. made is false where none is wanted any more; that
// leaves no line. Safe to repeat: the id is derived.
func (s *Store) Remind(ctx context.Context, id surveys.InvitationID) (inv surveys.Invitation, made bool, err error) {
	original, err := s.Invitation(ctx, id)
	if err != nil {
		return inv, false, err
	}
	all, err := s.Surveys(ctx)
	if err != nil {
		return inv, false, err
	}
	survey, _ := all.Get(original.Survey)
	if !original.WantsReminder(survey, s.now()) {
		return inv, false, nil
	}
	return s.inviteKnown(ctx, s.reminderOf(original))
}

// reminderOf is the reminder that nothing speaks against.
func (s *Store) reminderOf(original surveys.Invitation) surveys.Invitation {
	now := s.now().Truncate(time.Second).UTC()
	return surveys.Invitation{
		ID: original.ID.NewReminderID(), Reminds: original.ID, Round: 1,
		Project: original.Project, Customer: original.Customer, Contact: original.Contact,
		Interaction: original.Interaction, Type: original.Type, Subject: original.Subject, Agent: original.Agent,
		Survey: original.Survey, Scale: original.Scale, Follows: original.Follows,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone, CreatedAt: now, SendAt: now,
	}
}

// inviteKnown makes an invitation that no interaction asks for, to a contact that
// we know, or its skip. made is false where it is there already.
func (s *Store) inviteKnown(ctx context.Context, inv surveys.Invitation) (surveys.Invitation, bool, error) {
	known, err := s.beforeAsking(ctx, inv)
	if err != nil || known.found.ID != "" {
		return known.found, false, err
	}
	if inv, err = s.withinHours(ctx, inv, known.zone); err != nil {
		return inv, false, err
	}
	reason := surveys.SkipCustomerPaused
	if !known.paused.After(inv.SendAt) {
		if reason, err = s.reserveNow(ctx, inv, inv.SendAt); err != nil {
			return inv, false, err
		}
	}
	return s.invite(ctx, orSkip(inv, reason), "")
}
