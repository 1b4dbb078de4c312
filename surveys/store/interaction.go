package store

import (
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
	in = s.withDefaults(in)
	inv = s.newInvitation(in)
	found, paused, err := s.beforeAsking(ctx, inv)
	if err != nil || found.ID != "" {
		return found, false, err
	}
	reason := s.reasonNotToAsk(in, inv, paused)
	if reason, err = s.meet(ctx, in, inv, reason); err != nil {
		return surveys.Invitation{}, false, err
	}
	if reason != "" {
		inv.Mail, inv.Reason, inv.SendAt = surveys.MailSkipped, string(reason), time.Time{}
	}
	return s.invite(ctx, inv, in.Project.Name)
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
func (s *Store) newInvitation(in surveys.Interaction) surveys.Invitation {
	survey, _ := surveys.SurveyByID(in.Survey)
	delay := in.Delay
	if delay == 0 {
		delay = survey.Delay
	}
	now := s.now().Truncate(time.Second).UTC()
	inv := surveys.Invitation{
		ID:      surveys.NewInvitationID(in.Project.ID, in.ID, survey.ID, 0),
		Project: in.Project.ID, Customer: in.Customer.ID, Contact: in.Contact.ID,
		Interaction: in.ID, Type: in.Type, Subject: in.Subject(), Agent: in.Agent,
		Survey: survey.ID, Scale: survey.Scale,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone,
		CreatedAt: now, SendAt: now,
	}
	if wish := in.OccurredAt.Add(delay).Truncate(time.Second).UTC(); delay > 0 && wish.After(now) {
		inv.SendAt = wish
	}
	return inv
}

// beforeAsking reads whether the invitation is there already, and until when
// its customer is paused.
func (s *Store) beforeAsking(ctx context.Context, inv surveys.Invitation) (found surveys.Invitation, paused time.Time, err error) {
	pipe := s.rdb.Pipeline()
	hash, words := pipe.HGetAll(ctx, invitationKey(inv.ID)), pipe.HGetAll(ctx, wordsKey(inv.ID))
	until := pipe.HGet(ctx, customerKey(inv.Customer), customerPaused)
	check := s.queueCheck(ctx, pipe, inv.ID.Shard(), textsOf(inv))
	if err := exec(ctx, pipe); err != nil {
		return found, paused, fmt.Errorf("before asking: %w", err)
	}
	check()
	if len(hash.Val()) == 0 {
		return found, seconds(until.Val()), nil
	}
	all, err := s.decodeInvitations(ctx, []invitationRow{{inv.ID, hash.Val(), words.Val()}})
	if err != nil {
		return found, paused, err
	}
	return all[0], paused, nil
}

// reasonNotToAsk gives the reasons that need no look at the contact.
func (s *Store) reasonNotToAsk(in surveys.Interaction, inv surveys.Invitation, paused time.Time) surveys.SkipReason {
	switch {
	case in.Contact.Address == "":
		return surveys.SkipNoAddress
	case s.rules.MaxAge > 0 && s.now().Sub(in.OccurredAt) > s.rules.MaxAge:
		return surveys.SkipTooOld
	case paused.After(inv.SendAt):
		return surveys.SkipCustomerPaused
	case !s.rules.Sampled(inv.ID):
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
	ask := s.reserveCall(inv, inv.SendAt, profile(in.Contact)...)
	answer := make([]*redis.Cmd, 1)
	if reason == "" {
		answer[0] = s.queue(ctx, pipe, ask)
	} else if inv.Contact != "" {
		pipe.HSet(ctx, contactKey(inv.Contact), profile(in.Contact)...)
	}
	if _, err := pipe.Exec(ctx); err != nil && !redis.HasErrorPrefix(err, "NOSCRIPT") {
		return "", fmt.Errorf("customer and contact: %w", err)
	}
	if reason != "" {
		return reason, nil
	}
	if err := s.runUnknown(ctx, []call{ask}, answer); err != nil {
		return "", fmt.Errorf("reserve: %w", err)
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
		dueKey(shard), newestKey(shard), outboxKey(shard)}
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
		err = s.unholdContact(ctx, inv.Contact, inv.ID, time.Time{})
	}
	return found, false, err
}
