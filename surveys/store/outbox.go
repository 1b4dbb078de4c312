package store

import (
	"context"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// An outbox entry is written by note in scripts/include/outbox.lua and by
// nothing else. It repeats the letters of the invitation's hash (p c u g k s v
// b a q), whose values it carries as they stand after the change, and adds:
const (
	entryKind       = "e" // surveys.EntryKind
	entryInvitation = "i" // id
	entryWas        = "w" // the choice before, of kind changed
	entryAt         = "t" // ms
)

// entry is an outbox entry with the numbers that keys are made of.
//
// A mail can be sent after it was answered, because a tap is taken from the
// moment the body leaves: then the entry answered has no SentDay and the entry
// sent has evidence (By) and choice.
type entry struct {
	surveys.Entry
	project, customer, agent int       // numbers of the shard's dictionary; agent 0: none
	twin                     int       // number of the survey where it has twins, see survey_figures.go
	answered                 time.Time // of the first answer; its local day is Day
	survey                   surveys.SurveyID
}

// entries reads messages of a shard's outbox.
func (s *Store) entries(ctx context.Context, shard int, messages []redis.XMessage) ([]entry, error) {
	wanted := make([]int, 0, 4*len(messages))
	for _, m := range messages {
		for _, f := range []string{fieldProject, fieldCustomer, fieldAgent, fieldKind} {
			wanted = append(wanted, atoi(text(m.Values, f)))
		}
	}
	names, err := s.namesOf(ctx, shard, wanted)
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(messages))
	for i, m := range messages {
		out[i] = s.decodeEntry(m, names)
	}
	return out, nil
}

func (s *Store) decodeEntry(m redis.XMessage, names map[int]string) entry {
	get := func(field string) string { return text(m.Values, field) }
	e := entry{project: atoi(get(fieldProject)), customer: atoi(get(fieldCustomer)), agent: atoi(get(fieldAgent)),
		answered: seconds(get(fieldAnswered))}
	e.Entry = surveys.Entry{
		Position:   m.ID,
		Kind:       surveys.EntryKind(get(entryKind)),
		Invitation: surveys.InvitationID(get(entryInvitation)),
		Project:    surveys.ProjectID(strings.TrimPrefix(names[e.project], projectText)),
		Customer:   surveys.CustomerID(strings.TrimPrefix(names[e.customer], customerText)),
		Contact:    surveys.ContactID(get(fieldContact)),
		Agent:      surveys.AgentID(strings.TrimPrefix(names[e.agent], agentText)),
		Choice:     atoi(get(fieldChoice)),
		Was:        atoi(get(entryWas)),
		By:         evidenceByLetter(get(fieldBy)),
		Day:        s.dayOf(get(fieldAnswered)),
		SentDay:    s.dayOf(get(fieldSent)),
		Case:       surveys.CaseID(atoi(get(fieldCase))),
		At:         time.UnixMilli(int64(atoi(get(entryAt)))).UTC(),
	}
	e.survey, e.Scale, _ = splitKind(names[atoi(get(fieldKind))])
	if e.Contact == "" {
		e.Contact = contactOf(e.Customer)
	}
	return e
}

// dayOf returns the local day of Unix seconds, 0 where there are none.
func (s *Store) dayOf(sec string) surveys.Day {
	at := seconds(sec)
	if at.IsZero() {
		return 0
	}
	return surveys.DayOf(at, s.zone)
}

func text(values map[string]any, field string) string {
	v, _ := values[field].(string)
	return v
}
