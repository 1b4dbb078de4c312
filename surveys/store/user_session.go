package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
)

// BeginSession notes that a person has signed in, as they stood when that was
// decided. NotFound, also where the password was changed since.
func (s *Store) BeginSession(ctx context.Context, user surveys.User, session surveys.Session) error {
	_, err := s.onPerson(ctx, "begin a session", "begin_session", []string{userKey(user.ID), sessionsKey(user.ID)},
		session.ID, s.now().Unix(), string(session.Browser),
		int(surveys.SessionIdle.Seconds()), int(surveys.SessionMost.Seconds()), user.Hash)
	return err
}

// SeeSession notes that a session was used; one that has ended stays so.
func (s *Store) SeeSession(ctx context.Context, id surveys.UserID, session string) error {
	if err := s.run(ctx, "see_session", []string{userKey(id), sessionsKey(id)}, session, s.now().Unix()).Err(); err != nil {
		return fmt.Errorf("see a session: %w", err)
	}
	return nil
}

// UserOfSession returns the person whose session it is, as they stand now.
// NotFound where the session has ended or the person is not on the team.
func (s *Store) UserOfSession(ctx context.Context, id surveys.UserID, session string) (surveys.User, error) {
	pipe := s.rdb.Pipeline()
	user, kept := pipe.HGetAll(ctx, userKey(id)), pipe.HGet(ctx, sessionsKey(id), session)
	if err := exec(ctx, pipe); err != nil {
		return surveys.User{}, fmt.Errorf("read a session: %w", err)
	}
	if len(user.Val()) == 0 || isNil(kept.Err()) || decodeSession(session, kept.Val()).Over(s.now()) {
		return surveys.User{}, noSuchUser()
	}
	return decodeUser(id, user.Val()), nil
}

// UserSessions returns where a person is signed in, the last used first.
func (s *Store) UserSessions(ctx context.Context, id surveys.UserID) ([]surveys.Session, error) {
	all, err := s.rdb.HGetAll(ctx, sessionsKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	var out []surveys.Session
	for session, kept := range all {
		if one := decodeSession(session, kept); !one.Over(s.now()) {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b surveys.Session) int {
		return cmp.Or(b.SeenAt.Compare(a.SeenAt), b.StartedAt.Compare(a.StartedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// EndSession ends one session of a person; false where there was none.
func (s *Store) EndSession(ctx context.Context, id surveys.UserID, session string) (bool, error) {
	n, err := s.rdb.HDel(ctx, sessionsKey(id), session).Result()
	if err != nil {
		return false, fmt.Errorf("end a session: %w", err)
	}
	s.tellEnded(ctx, id)
	return n == 1, nil
}

// EndSessions ends all sessions of a person but the one with the id keep;
// empty: all. It returns how many.
func (s *Store) EndSessions(ctx context.Context, id surveys.UserID, keep string) (int, error) {
	n, err := s.run(ctx, "end_sessions", []string{sessionsKey(id)}, keep).Int()
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	s.tellEnded(ctx, id)
	return n, nil
}

func decodeSession(id, kept string) surveys.Session {
	began, rest, _ := strings.Cut(kept, " ")
	seen, browser, _ := strings.Cut(rest, " ")
	return surveys.Session{ID: id, StartedAt: seconds(began), SeenAt: seconds(seen), Browser: surveys.Browser(browser)}
}
