package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// scrubHouse takes the person out of what belongs to no person: lives of
// customers, entries of time and money, saved views, the record of changes, names
// of files. It returns how many texts named them.
func (s *Store) scrubHouse(ctx context.Context, t traces) (n int, err error) {
	for _, scrub := range []func(context.Context, traces) (int, error){s.scrubLives, s.scrubMergers, s.scrubEntries, s.scrubViews, s.scrubChanges, s.scrubImports} {
		changed, err := scrub(ctx, t)
		n += changed
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// scrubbed reads the answer of a script that writes over what was read. One that
// did not, because somebody else was quicker, breaks the erasure off: what is
// looked for is known until the end of the first time only.
func scrubbed(answer *redis.Cmd) error {
	done, err := answer.Bool()
	if err == nil && !done {
		err = surveys.Errorf(surveys.Conflict, "something that names the person is being changed right now; please try again")
	}
	return err
}

// scrubLife takes the person out of a life and its steps, as they lie in Redis.
func (t traces) scrubLife(texts [2]string) (out [2]string, err error) {
	if texts[0] == "" && texts[1] == "" {
		return texts, nil
	}
	l, err := readLife(texts[0], texts[1])
	if err != nil {
		return texts, err
	}
	for key, value := range l.Attributes {
		l.Attributes[key] = t.needles.Scrub(value)
	}
	for i := range l.Changes {
		l.Changes[i].Reason = t.needles.Scrub(l.Changes[i].Reason)
	}
	out[0], out[1], err = writeLife(l)
	return out, err
}

func (s *Store) scrubLives(ctx context.Context, t traces) (n int, err error) {
	pipe := s.rdb.Pipeline()
	lives, steps := pipe.HGetAll(ctx, livesKey()), pipe.HGetAll(ctx, lifeStepsKey())
	if err := exec(ctx, pipe); err != nil {
		return 0, fmt.Errorf("lives: %w", err)
	}
	for id, life := range lives.Val() {
		was := [2]string{life, steps.Val()[id]}
		if t.needles.Scrub(was[0]) == was[0] && t.needles.Scrub(was[1]) == was[1] {
			continue
		}
		is, err := t.scrubLife(was)
		if err != nil {
			return n, err
		}
		keys := []string{livesKey(), livesVersionKey(), lifeStepsKey(), livesOwedKey()}
		if err := scrubbed(s.run(ctx, "live", keys, id, was[0], was[1], is[0], is[1], "", "")); err != nil {
			return n, fmt.Errorf("lives: %w", err)
		}
		n++
	}
	return n, nil
}

// scrubMergers goes through the lives that are kept for parting customers again.
func (s *Store) scrubMergers(ctx context.Context, t traces) (n int, err error) {
	texts, err := s.rdb.HGetAll(ctx, joinedKey()).Result()
	if err != nil {
		return 0, fmt.Errorf("mergers: %w", err)
	}
	for id, was := range texts {
		var m merger
		if err := json.Unmarshal([]byte(was), &m); err != nil {
			return n, fmt.Errorf("merger of %s: %w", id, err)
		}
		for _, life := range []*[2]string{&m.Of, &m.To, &m.Both} {
			if *life, err = t.scrubLife(*life); err != nil {
				return n, err
			}
		}
		is, err := json.Marshal(m)
		if err != nil || string(is) == was {
			continue
		}
		if err := scrubbed(s.run(ctx, "swap", []string{joinedKey()}, id, was, string(is))); err != nil {
			return n, fmt.Errorf("mergers: %w", err)
		}
		n++
	}
	return n, nil
}

// scrubEntries goes through entries of time and money: only what was written
// beside the figures can name somebody.
func (s *Store) scrubEntries(ctx context.Context, t traces) (n int, err error) {
	for keys := range slices.Chunk(t.entries, scanAtOnce) {
		pipe := s.rdb.Pipeline()
		cmds := make([]*redis.StringCmd, len(keys))
		for i, key := range keys {
			cmds[i] = pipe.Get(ctx, key)
		}
		// A key of another kind is none of these, and says so by itself.
		var broken redis.Error
		if _, err := pipe.Exec(ctx); err != nil && !errors.As(err, &broken) {
			return n, fmt.Errorf("entries: %w", err)
		}
		var calls []call
		for i, cmd := range cmds {
			if is, changed := t.scrubEntry(cmd.Val()); changed {
				calls = append(calls, call{"retell", []string{keys[i]}, []any{cmd.Val(), is}})
			}
		}
		answers, err := s.runAll(ctx, calls)
		for _, a := range answers {
			err = cmp.Or(err, scrubbed(a))
		}
		if err != nil {
			return n, fmt.Errorf("entries: %w", err)
		}
		n += len(calls)
	}
	return n, nil
}

func (t traces) scrubEntry(was string) (is string, changed bool) {
	var k keptWorth
	if was == "" || t.needles.Scrub(was) == was || json.Unmarshal([]byte(was), &k) != nil {
		return was, false
	}
	k.Note, k.By, k.Why = t.needles.Scrub(k.Note), t.needles.Scrub(k.By), t.needles.Scrub(k.Why)
	text, err := json.Marshal(k)
	return string(text), err == nil && string(text) != was
}

// scrubViews removes saved views that look for the person, and takes them out of
// the names of others.
func (s *Store) scrubViews(ctx context.Context, t traces) (n int, err error) {
	texts, err := s.rdb.HGetAll(ctx, viewsKey()).Result()
	if err != nil {
		return 0, fmt.Errorf("saved views: %w", err)
	}
	for id, was := range texts {
		v, err := readView(id, was)
		if err != nil {
			return n, err
		}
		if t.looksFor(v.Address) {
			err = s.RemoveView(ctx, v.ID)
		} else if name := t.needles.Scrub(v.Name); name != v.Name {
			v.Name = name
			err = s.SaveView(ctx, v)
		} else {
			continue
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// looksFor reports whether an address asks for the person, by id or in words.
func (t traces) looksFor(address string) bool {
	plain, err := url.QueryUnescape(address)
	return err != nil || t.isAbout(plain) || t.needles.Scrub(plain) != plain
}

// scrubChanges takes the person out of the record of changes.
func (s *Store) scrubChanges(ctx context.Context, t traces) (n int, err error) {
	for _, field := range []string{auditDetail, auditTelling, auditSubject} {
		args := []any{field}
		for from := "-"; ; {
			lines, err := s.rdb.XRangeN(ctx, auditKey(), from, "+", auditChunk).Result()
			if err != nil {
				return n, fmt.Errorf("record of changes: %w", err)
			}
			for _, line := range lines {
				was, _ := line.Values[field].(string)
				if is := t.scrubChange(field, was); is != was {
					args = append(args, line.ID, is)
				}
			}
			if len(lines) < auditChunk {
				break
			}
			from = "(" + lines[len(lines)-1].ID
		}
		if len(args) == 1 {
			continue
		}
		if err := s.run(ctx, "redact", []string{auditKey()}, args...).Err(); err != nil {
			return n, fmt.Errorf("record of changes: %w", err)
		}
		n += len(args) / 2
	}
	return n, nil
}

// scrubChange takes the person out of a field of a line. Of a telling only what
// people wrote is looked at: the ids of texts are words, too.
func (t traces) scrubChange(field, was string) string {
	var told surveys.Telling
	if field != auditTelling || json.Unmarshal([]byte(was), &told) != nil {
		return t.needles.Scrub(was)
	}
	is, err := json.Marshal(told.Written(t.needles.Scrub))
	if err != nil {
		return ""
	}
	return string(is)
}

// scrubImports takes the person out of the names of files that were brought in.
func (s *Store) scrubImports(ctx context.Context, t traces) (n int, err error) {
	all, err := s.ImportJobs(ctx)
	if err != nil {
		return 0, err
	}
	for _, j := range all {
		if t.needles.Scrub(j.File) == j.File {
			continue
		}
		_, err := s.ChangeImport(ctx, j.ID, func(j surveys.ImportJob) (surveys.ImportJob, error) {
			j.File = t.needles.Scrub(j.File)
			return j, nil
		})
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return n, err
		}
		n++
	}
	return n, nil
}
