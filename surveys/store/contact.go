package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of a contact's hash; times are Unix seconds. reserve.lua and
// unhold.lua know those of asking.
const (
	contactAddress  = "address"
	contactName     = "name"
	contactLanguage = "language"
	contactZone     = "zone"
	contactRole     = "role"
	contactAt       = "customer" // customer id
	contactTie      = "tie"      // who of the team knows the person best
	contactStep     = "step"     // when the next step after a top rating was last shown, s

	contactOptedOut     = "opted_out"
	contactOptedHow     = "opted_how" // surveys.OptOutHow
	contactOptedWhy     = "opted_why" // what somebody wrote who set it by hand
	contactBounced      = "bounced"
	contactBounceReason = "bounce_reason"
	contactPaused       = "paused"

	contactAsked   = "asked"    // the invitation sent last
	contactAskedAt = "asked_at" // when
	contactTimes   = "times"    // mails sent, without reminders
	contactHeld    = "held"     // the invitation that holds the contact; held_at: since when

	contactActive  = "active"  // when its newest interaction was
	contactProject = "project" // which project that was in
	contactPulse   = "pulse:"  // and a survey: the newest round of its pulse, see join_pulse.lua
)

// meeting returns what an interaction says about its contact, as
// include/meet.lua takes it: when and in which project it was, then the profile.
func meeting(in surveys.Interaction) []any {
	return append([]any{in.OccurredAt.Unix(), string(in.Project.ID)}, profile(in.Contact)...)
}

// profile returns fields and values of what an interaction says about its
// contact; what it leaves out stays as it is.
func profile(c surveys.Contact) []any {
	fields := []any{contactAddress, c.Address, contactAt, string(c.Customer)}
	for _, f := range [][2]string{
		{contactName, c.Name}, {contactLanguage, c.Language},
		{contactZone, c.TimeZone}, {contactRole, string(c.Role)},
	} {
		if f[1] != "" {
			fields = append(fields, f[0], f[1])
		}
	}
	return fields
}

// Contact reads a contact. NotFound.
func (s *Store) Contact(ctx context.Context, id surveys.ContactID) (surveys.Contact, error) {
	found, err := s.Contacts(ctx, []surveys.ContactID{id})
	if err != nil {
		return surveys.Contact{}, err
	}
	c, ok := found[id]
	if !ok || !c.ErasedAt.IsZero() {
		return surveys.Contact{}, surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	return c, nil
}

// Contacts reads many in one pipeline; those that are gone are left out of the map.
func (s *Store) Contacts(ctx context.Context, ids []surveys.ContactID) (map[surveys.ContactID]surveys.Contact, error) {
	out := make(map[surveys.ContactID]surveys.Contact, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	pipe := s.rdb.Pipeline()
	found := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		found[i] = pipe.HGetAll(ctx, contactKey(id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	for i, id := range ids {
		switch f := found[i].Val(); {
		case f[contactErased] != "":
			out[id] = surveys.Contact{ID: id, Name: surveys.ErasedName, ErasedAt: seconds(f[contactErased])}
		case f[contactAddress] != "":
			out[id] = decodeContact(id, f)
		}
	}
	return out, nil
}

func decodeContact(id surveys.ContactID, f map[string]string) surveys.Contact {
	return surveys.Contact{
		ID: id, Address: f[contactAddress], Name: f[contactName], Language: f[contactLanguage],
		TimeZone: f[contactZone], Role: surveys.Role(f[contactRole]), Customer: surveys.CustomerID(f[contactAt]), Tie: surveys.UserID(f[contactTie]), SteppedAt: seconds(f[contactStep]),
		OptedOutAt: seconds(f[contactOptedOut]), OptedOutHow: surveys.OptOutHow(f[contactOptedHow]), OptedOutWhy: f[contactOptedWhy], BouncedAt: seconds(f[contactBounced]),
		BounceReason: f[contactBounceReason], PausedUntil: seconds(f[contactPaused]),
		LastAskedAt: seconds(f[contactAskedAt]), LastAsked: surveys.InvitationID(f[contactAsked]),
		Asked: atoi(f[contactTimes]), ActiveAt: seconds(f[contactActive]), Project: surveys.ProjectID(f[contactProject]),
	}
}

// PauseContact asks the contact again only after until; zero ends the pause.
// NotFound.
func (s *Store) PauseContact(ctx context.Context, id surveys.ContactID, until time.Time) error {
	return s.AmendContact(ctx, id, surveys.ContactPatch{PausedUntil: &until})
}

// AmendContact changes what the patch holds. NotFound.
func (s *Store) AmendContact(ctx context.Context, id surveys.ContactID, patch surveys.ContactPatch) error {
	var fields []any
	for _, f := range []struct {
		name string
		text *string
	}{{contactName, patch.Name}, {contactLanguage, patch.Language}, {contactZone, patch.TimeZone}, {contactRole, (*string)(patch.Role)}, {contactTie, (*string)(patch.Tie)}} {
		if f.text != nil {
			fields = append(fields, f.name, *f.text)
		}
	}
	if patch.PausedUntil != nil {
		fields = append(fields, contactPaused, orNothing(*patch.PausedUntil))
		if err := s.listPause(ctx, id, *patch.PausedUntil); err != nil {
			return err
		}
	}
	if err := s.amend(ctx, contactKey(id), contactAddress, surveys.Phrasef("there is no such contact"), fields...); err != nil || patch.Name == nil {
		return err
	}
	contact, err := s.Contact(ctx, id)
	if err != nil {
		return err
	}
	return s.NameContact(ctx, contact)
}

// EveryContact returns everybody who is known, in the order of the ids.
func (s *Store) EveryContact(ctx context.Context) ([]surveys.Contact, error) {
	found := map[surveys.ContactID]surveys.Contact{}
	var mu sync.Mutex // of a cluster, masters are gone through at once
	err := s.eachContact(ctx, func(ids []surveys.ContactID) error {
		some, err := s.Contacts(ctx, ids)
		mu.Lock()
		defer mu.Unlock()
		for id, c := range some {
			if c.ErasedAt.IsZero() {
				found[id] = c
			}
		}
		return err
	})
	return slices.SortedFunc(maps.Values(found), func(a, b surveys.Contact) int { return cmp.Compare(a.ID, b.ID) }), err
}
