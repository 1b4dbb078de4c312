package store

import (
	"context"
	"fmt"
	"strconv"

	"barometer/surveys"
)

// storyTries is how often a script may ask for another case: each time that
// another request was faster in opening or resolving one.
const storyTries = 5

// story is the case that a change belongs to, as its script gets it.
type story struct {
	id       surveys.CaseID
	field    string // of the story in storiesKey; only of what is imported
	escalate int64  // when the founders are told, ms
	fields   []any  // fields and values of a new case; none where it is there already
}

func (st story) fresh() bool { return len(st.fields) > 0 }

// storyKeys are the keys of a case in the order of include/story.lua.
func storyKeys(id surveys.CaseID) []string {
	shard := id.Shard()
	return []string{
		caseKey(id), casesKey(shard, surveys.CaseOpen), casesKey(shard, surveys.CaseContacted),
		casesKey(shard, surveys.CaseResolved), caseLogKey(id), caseVoicesKey(id),
	}
}

// storyOf prepares what a script needs to follow up an answer: the case that it
// asked for, or, for 0, a new one with a number and an owner. What is not used
// after all leaves a gap.
func (s *Store) storyOf(ctx context.Context, inv surveys.Invitation, known surveys.CaseID) (story, error) {
	st := story{id: known}
	owners, err := s.ownersFor(ctx, inv.Project, inv.Customer, known == 0)
	if err != nil {
		return story{}, err
	}
	if st.escalate, err = s.escalateAt(ctx, inv.Customer, inv.Contact, owners); err != nil || known != 0 {
		return st, err
	}
	if st.id, err = s.newCaseID(ctx, inv.ID.Shard()); err != nil {
		return story{}, err
	}
	st.fields = append([]any{
		caseInvitation, string(inv.ID), caseProject, string(inv.Project),
		caseCustomer, string(inv.Customer), caseContact, string(inv.Contact),
	}, owners.fields()...)
	return st, nil
}

// escalateAt is when the founders are told of a case: at once where a decision
// maker or a valued customer is concerned, else when nobody has acted in time.
func (s *Store) escalateAt(ctx context.Context, customer surveys.CustomerID, id surveys.ContactID, o owners) (int64, error) {
	role, err := "", error(nil)
	if id != "" {
		if role, err = s.rdb.HGet(ctx, contactKey(id), contactRole).Result(); err != nil && !isNil(err) {
			return 0, fmt.Errorf("role of the contact: %w", err)
		}
	}
	valued, err := s.Valued(ctx, customer)
	if err != nil {
		return 0, err
	}
	if valued || surveys.Role(role) == surveys.DecisionMaker {
		return s.now().UnixMilli(), nil
	}
	return s.now().Add(o.patience).UnixMilli(), nil
}

// storyField is the field of a story in storiesKey.
func storyField(project, customer int) string {
	return strconv.Itoa(project) + ":" + strconv.Itoa(customer)
}
