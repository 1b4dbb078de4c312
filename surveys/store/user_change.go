package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// looksAtTeam is how often a change is tried while others change the team.
const looksAtTeam = 8

// RenameUser changes what a person is called. NotFound.
func (s *Store) RenameUser(ctx context.Context, id surveys.UserID, name string) error {
	_, err := s.onPerson(ctx, "name a person", "set_user", []string{userKey(id)}, userName, name)
	return err
}

// ChangeUser changes what a person may do, at once also where they are signed
// in. Conflict where nobody else is an admin; NotFound.
func (s *Store) ChangeUser(ctx context.Context, id surveys.UserID, role surveys.Right, money bool) error {
	keys := []string{userKey(id), usersKey()}
	return s.changeTeam(ctx, "change_user", id, keys, string(role), flagOf(money))
}

// RemoveUser takes a person off the team and ends their sessions and links.
// Conflict where nobody else is an admin; NotFound.
func (s *Store) RemoveUser(ctx context.Context, id surveys.UserID) error {
	keys := []string{userKey(id), usersKey(), sessionsKey(id), resetKey(id), recoveryKey(id), formerKey(), accountsKey()}
	return s.changeTeam(ctx, "remove_user", id, keys)
}

// changeTeam runs a script that has to see everybody else on the team, with
// the team as it is read here; the script says where that has changed.
func (s *Store) changeTeam(ctx context.Context, script string, id surveys.UserID, keys []string, args ...any) error {
	for range looksAtTeam {
		team, err := s.rdb.SMembers(ctx, usersKey()).Result()
		if err != nil {
			return fmt.Errorf("read the team: %w", err)
		}
		all := keys[:len(keys):len(keys)]
		for _, other := range team {
			if surveys.UserID(other) != id {
				all = append(all, userKey(surveys.UserID(other)))
			}
		}
		code, err := s.run(ctx, script, all, append([]any{string(id)}, args...)...).Int()
		switch {
		case err != nil:
			return fmt.Errorf("change the team: %w", err)
		case code == 1:
			s.tellEnded(ctx, id) // or what they may hear is another by now
			return nil
		case code == 2:
			return surveys.Errorf(surveys.Conflict, "nobody else is an admin; make somebody an admin first")
		case code == 0:
			return noSuchUser()
		}
	}
	return surveys.Errorf(surveys.Unavailable, "the team is being changed by others; please try again")
}

// TeamNames returns what everybody is called who is on the team or has left it.
func (s *Store) TeamNames(ctx context.Context) (map[surveys.UserID]string, error) {
	team, err := s.Users(ctx)
	if err != nil {
		return nil, err
	}
	former, err := s.rdb.HGetAll(ctx, formerKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("read who has left: %w", err)
	}
	names := make(map[surveys.UserID]string, len(team)+len(former))
	for id, name := range former {
		names[surveys.UserID(id)] = name
	}
	for _, u := range team {
		names[u.ID] = u.Called()
	}
	return names, nil
}

// onPerson runs a script that answers 0 where there is no such person; what
// says what was tried.
func (s *Store) onPerson(ctx context.Context, what, script string, keys []string, args ...any) (code int, err error) {
	code, err = s.run(ctx, script, keys, args...).Int()
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s: %w", what, err)
	case code == 0:
		return 0, noSuchUser()
	}
	return code, nil
}
