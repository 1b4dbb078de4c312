package store

import (
	"context"
	"fmt"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// importedStories gives a case to every row that calls for one: the open case of
// the customer in the project, else a new one. Rows whose answer is there
// already get none, so that a second run uses no number up.
func (s *Store) importedStories(ctx context.Context, rows []Imported, invitations []surveys.Invitation, which []int) (map[int]story, error) {
	looks, err := s.lookForStories(ctx, rows, invitations, which)
	if err != nil {
		return nil, err
	}
	out, opened := map[int]story{}, map[string]surveys.CaseID{}
	for _, i := range which {
		l, calls := looks[i]
		if !calls || l.answered.Val() {
			continue
		}
		place := storiesKey(invitations[i].ID.Shard()) + l.field
		if id := surveys.CaseID(atoi(l.open.Val())); id != 0 {
			opened[place] = id
		}
		st, err := s.importedStory(ctx, invitations[i], opened[place])
		if err != nil {
			return nil, err
		}
		st.field, opened[place] = l.field, st.id
		out[i] = st
	}
	return out, nil
}

// storyLook is what is there already of an imported row: its answer, and the
// open case that it would join.
type storyLook struct {
	answered *redis.BoolCmd
	open     *redis.StringCmd
	field    string // of the story in storiesKey
}

// lookForStories looks at the rows that call for a case, by their place.
func (s *Store) lookForStories(ctx context.Context, rows []Imported, invitations []surveys.Invitation, which []int) (map[int]storyLook, error) {
	looks := map[int]storyLook{}
	pipe := s.rdb.Pipeline()
	for _, i := range which {
		inv := invitations[i]
		if !s.callsForCase(rows[i], inv) {
			continue
		}
		n, err := s.numbersOf(ctx, inv.ID.Shard(), textsOf(inv)...)
		if err != nil {
			return nil, err
		}
		field := storyField(n[0], n[1])
		looks[i] = storyLook{pipe.HExists(ctx, invitationKey(inv.ID), fieldChoice), pipe.HGet(ctx, storiesKey(inv.ID.Shard()), field), field}
	}
	if len(looks) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("rows that are there: %w", err)
	}
	return looks, nil
}

// callsForCase reports whether a row is young enough, and sad enough, to be
// followed up.
func (s *Store) callsForCase(row Imported, inv surveys.Invitation) bool {
	scale, _ := surveys.ScaleByID(row.Scale)
	young := s.now().Sub(inv.AnsweredAt) < importedCaseAge
	return row.OpenCase && young && (scale.IsComplaint(row.Choice) || row.Words.ContactWanted)
}

// importedStory is the open case that an imported answer joins, or, for 0, a
// new one.
func (s *Store) importedStory(ctx context.Context, inv surveys.Invitation, open surveys.CaseID) (story, error) {
	if open != 0 {
		return story{id: open}, nil
	}
	st, err := s.storyOf(ctx, inv, 0)
	if err != nil {
		return story{}, err
	}
	n, err := s.numbersOf(ctx, inv.ID.Shard(), textsOf(inv)...)
	if err != nil {
		return story{}, err
	}
	source := surveys.FromContact
	if scale, _ := surveys.ScaleByID(inv.Scale); scale.IsComplaint(inv.Choice) {
		source = surveys.FromComplaint
	}
	st.fields = append(st.fields, caseSource, string(source), caseLatest, string(inv.ID), caseSince, s.now().UnixMilli(),
		caseChapter, 1, caseNews, 1, "p", n[0], "c", n[1])
	return st, nil
}
