package server

import (
	"context"
	"errors"
	"time"

	"barometer/surveys"
)

// erasePatience is how long somebody waits for an erasure; what is not done by
// then goes on by itself.
const erasePatience = 20 * time.Second

// eraseInput says whom to erase.
type eraseInput struct {
	IDInput
	Notes bool `query:"notes" doc:"also take the person out of notes that somebody of the team wrote"`
}

type eraseOutput struct {
	Body struct {
		ID          string `json:"id" doc:"id of the contact, a hash of the address: all that is left, so that nobody asks it again"`
		Invitations int    `json:"invitations" doc:"that lost words, subject, visits and properties; what was chosen counts on"`
		Texts       int    `json:"texts" doc:"of cases, mails, reports and webhooks that named the person"`
		Done        bool   `json:"done" doc:"false: it goes on by itself, within the hour"`
	}
}

// deleteContact erases a person.
func (s api) deleteContact(ctx context.Context, in *eraseInput) (*eraseOutput, error) {
	id, err := contactID(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.erase(ctx, id, in.Notes)
	if err != nil {
		return nil, err
	}
	s.record(ctx, eraseAct, "contact "+string(id), eraseDetail(found))
	out := &eraseOutput{}
	out.Body.ID, out.Body.Invitations, out.Body.Texts, out.Body.Done = string(found.Contact), found.Invitations, found.Texts, found.Done
	return out, nil
}

// eraseAct is how the record of changes calls it; the record says how much,
// never who.
const eraseAct = "contact.erased"

func eraseDetail(e surveys.Erasure) surveys.Telling {
	if !e.Done {
		return surveys.Tell("changes_erasing", "Invitations", e.Invitations, "Texts", e.Texts)
	}
	return surveys.Tell("changes_erased", "Invitations", e.Invitations, "Texts", e.Texts)
}

// erase takes a person out of the house; the request may end before it does,
// once the person is marked.
func (s *Server) erase(ctx context.Context, id surveys.ContactID, notes bool) (surveys.Erasure, error) {
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), erasePatience)
	defer cancel()
	out, err := s.Store.EraseContact(wait, id, notes)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return out, err
}
