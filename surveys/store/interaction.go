package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Ask turns an interaction into an invitation or a skip with its reason. Safe
// to repeat, also after a crash at any line: the id is derived, created is
// false when it was there before. Upserts customer, contact and project.
// in must be valid (surveys.Interaction.Validate) and normalised. An empty
// contact address is a skip (no_usable_address).
func (s *Store) Ask(ctx context.Context, in surveys.Interaction) (inv surveys.Invitation, created bool, err error) {
	if in, err = s.merged(ctx, s.withDefaults(in)); err != nil {
		return inv, false, err
	}
	all, err := s.Surveys(ctx)
	if err != nil {
		return inv, false, err
	}
	survey, ok := all.For(in)
	if !ok {
		return inv, false, surveys.InvalidField("survey", "is not known, or no longer asked")
	}
	inv = s.newInvitation(in, survey)
	known, err := s.beforeAsking(ctx, inv)
	if err != nil || known.found.ID != "" {
		return known.found, false, err
	}
	if inv, err = s.withinHours(ctx, inv, cmp.Or(in.Contact.TimeZone, known.zone)); err != nil {
		return surveys.Invitation{}, false, err
	}
	reason := s.reasonNotToAsk(in, inv, survey, known.paused)
	if known.erased {
		in, inv, reason = withoutPerson(in), withoutSubject(inv), surveys.SkipErased
	}
	if reason, err = s.meet(ctx, in, inv, reason); err != nil {
		return surveys.Invitation{}, false, err
	}
	if err := s.indexNames(ctx, namesIn(in)...); err != nil {
		return surveys.Invitation{}, false, err
	}
	return s.invite(ctx, orSkip(inv, reason), in.Project.Name)
}

// orSkip is the invitation, or its skip where there is a reason.
func orSkip(inv surveys.Invitation, reason surveys.SkipReason) surveys.Invitation {
	if reason != "" {
		inv.Mail, inv.Reason, inv.SendAt = surveys.MailSkipped, string(reason), time.Time{}
	}
	return inv
}

// withDefaults fills in what an interaction may leave out.
func (s *Store) withDefaults(in surveys.Interaction) surveys.Interaction {
	if in.Project.ID == "" {
		in.Project = surveys.ProjectRef{ID: surveys.GeneralProject, Name: "General"}
	}
	if in.OccurredAt.IsZero() {
		in.OccurredAt = s.now()
	}
	if in.Contact.Address != "" {
		in.Contact.ID = surveys.NewContactID(in.Contact.Address)
	}
	if in.Customer.ID == "" {
		in.Customer.ID = contactCustomer + surveys.CustomerID(in.Contact.ID)
		in.Customer.Name = in.Contact.Name
		if in.Customer.Name == "" {
			in.Customer.Name, _, _ = strings.Cut(in.Contact.Address, "@")
		}
		if in.Customer.Name == "" {
			in.Customer.Name = "Nobody named"
		}
	}
	in.Contact.Customer = in.Customer.ID
	return in
}

// newInvitation is the invitation that the interaction leads to where nothing
// speaks against it.
func (s *Store) newInvitation(in surveys.Interaction, survey surveys.Survey) surveys.Invitation {
	delay := in.Delay
	if delay == 0 {
		delay = survey.Delay
	}
	now := s.now().Truncate(time.Second).UTC()
	inv := surveys.Invitation{
		ID:      surveys.NewInvitationID(in.Project.ID, in.ID, survey.ID, 0),
		Project: in.Project.ID, Customer: in.Customer.ID, Contact: in.Contact.ID,
		Interaction: in.ID, Type: in.Type, Subject: in.Subject(), Agent: in.Agent, Follows: in.Reference() != "",
		Survey: survey.ID, Scale: survey.Scale,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone,
		CreatedAt: now, SendAt: now,
	}
	if wish := in.OccurredAt.Add(delay).Truncate(time.Second).UTC(); delay > 0 && wish.After(now) {
		inv.SendAt = wish
	}
	return inv
}

// known is what is known before somebody is asked.
type known struct {
	found  surveys.Invitation // the same, by a request before; no id: none
	paused time.Time          // until when its customer is
	zone   string             // of its contact
	erased bool               // its contact was
}

// beforeAsking reads what is known of an invitation before it is made.
func (s *Store) beforeAsking(ctx context.Context, inv surveys.Invitation) (k known, err error) {
	pipe := s.rdb.Pipeline()
	hash, words := pipe.HGetAll(ctx, invitationKey(inv.ID)), pipe.HGetAll(ctx, wordsKey(inv.ID))
	until := pipe.HGet(ctx, customerKey(inv.Customer), customerPaused)
	contact := pipe.HMGet(ctx, contactKey(inv.Contact), contactZone, contactErased)
	check := s.queueCheck(ctx, pipe, inv.ID.Shard(), textsOf(inv))
	if err := exec(ctx, pipe); err != nil {
		return k, fmt.Errorf("before asking: %w", err)
	}
	check()
	k.paused, k.erased = seconds(until.Val()), contact.Val()[1] != nil
	k.zone, _ = contact.Val()[0].(string)
	if len(hash.Val()) == 0 {
		return k, nil
	}
	all, err := s.decodeInvitations(ctx, []invitationRow{{inv.ID, hash.Val(), words.Val()}})
	if err != nil {
		return k, err
	}
	k.found = all[0]
	return k, nil
}

// reasonNotToAsk gives the reasons that need no look at the contact.
func (s *Store) reasonNotToAsk(in surveys.Interaction, inv surveys.Invitation, survey surveys.Survey, paused time.Time) surveys.SkipReason {
	switch {
	case in.Contact.Address == "":
		return surveys.SkipNoAddress
	case s.rules.MaxAge > 0 && s.now().Sub(in.OccurredAt) > s.rules.MaxAge:
		return surveys.SkipTooOld
	case paused.After(inv.SendAt):
		return surveys.SkipCustomerPaused
	case !s.rules.Sampled(inv.ID, survey):
		return surveys.SkipSampled
	}
	return ""
}

// meet upserts customer and contact and, where nothing spoke against asking
// yet, reserves the contact, all in one pipeline.
func (s *Store) meet(ctx context.Context, in surveys.Interaction, inv surveys.Invitation, reason surveys.SkipReason) (surveys.SkipReason, error) {
	pipe := s.rdb.Pipeline()
	queueCustomer(ctx, pipe, in)
	queueProperties(ctx, pipe, inv.ID, in.Properties)
	ask := s.reserveCall(inv, inv.SendAt, meeting(in)...)
	if reason != "" {
		ask = call{"meet", []string{contactKey(inv.Contact)}, meeting(in)}
	}
	var asks []call
	var answer []*redis.Cmd
	if inv.Contact != "" {
		asks, answer = []call{ask}, []*redis.Cmd{s.queue(ctx, pipe, ask)}
	}
	if _, err := pipe.Exec(ctx); err != nil && !redis.HasErrorPrefix(err, "NOSCRIPT") {
		return "", fmt.Errorf("customer and contact: %w", err)
	}
	if err := s.runUnknown(ctx, asks, answer); err != nil {
		return "", fmt.Errorf("contact: %w", err)
	}
	if reason != "" {
		return reason, nil
	}
	r, err := readReservation(answer[0])
	if err != nil {
		return "", err
	}
	return s.reserve(ctx, inv, inv.SendAt, r)
}

// invite writes the invitation, or finds that a request of the same moment was
// first: then that one is the answer, and a contact that only we reserved is
// given back.
func (s *Store) invite(ctx context.Context, inv surveys.Invitation, projectName string) (surveys.Invitation, bool, error) {
	fields, project, err := s.encodeInvitation(ctx, inv)
	if err != nil {
		return surveys.Invitation{}, false, err
	}
	shard, due := inv.ID.Shard(), any("")
	if inv.Mail == surveys.MailScheduled {
		due = inv.SendAt.UnixMilli()
	}
	keys := []string{invitationKey(inv.ID), projectsKey(shard), projectKey(shard, project),
		dueKey(shard), newestKey(shard), outboxKey(shard), skipsKey(shard)}
	args := append([]any{string(inv.ID), s.now().UnixMilli(), project, projectName, due}, fields...)
	written, err := s.run(ctx, "invite", keys, args...).Bool()
	if err != nil {
		return surveys.Invitation{}, false, fmt.Errorf("invite: %w", err)
	}
	if written {
		return inv, true, nil
	}
	found, err := s.Invitation(ctx, inv.ID)
	if err == nil && found.Mail == surveys.MailSkipped && inv.Mail == surveys.MailScheduled {
		err = s.unholdContact(ctx, inv.Contact, inv.ID, time.Time{}, false)
	}
	return found, false, err
}
