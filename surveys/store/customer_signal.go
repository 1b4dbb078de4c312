package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// A customer over all its projects lies in its own slot, where no position of a
// shard can count what was applied. So its signal is not advanced but folded
// anew from its responses, by work that each entry puts on the schedule in the
// step that counts it: what is folded twice is the same, and a change of
// history needs nothing else. A customer with one project has none: it would be
// the one that it has there.

// Fields of a customer's hash that pool.lua writes.
const (
	customerPool  = "pool"  // the signal
	customerPools = "pools" // number of folds
)

// How long a fold waits: for more answers, and for the rebuild of a project
// whose history changed, whose alarms come first.
const (
	poolSoon  = 5 * time.Second
	poolLater = time.Minute
)

// PoolCustomer folds the signal of a customer over all its projects. An episode
// that stands and that no alarm of one project tells is followed up before it
// is kept: follow must be safe to repeat. done is false where another fold was
// faster: it is to be repeated then.
func (s *Store) PoolCustomer(ctx context.Context, id surveys.CustomerID, follow func(context.Context, surveys.Alarm) error) (done bool, err error) {
	c, err := s.Customer(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && len(c.Projects) < 2 {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	version, err := s.rdb.HGet(ctx, customerKey(id), customerPools).Result()
	if err != nil && !isNil(err) {
		return false, fmt.Errorf("folds of the customer: %w", err)
	}
	m, alarms, err := s.foldPool(ctx, id)
	if err != nil {
		return false, err
	}
	sources, err := s.customerSources(ctx, id, c.Projects)
	if err != nil {
		return false, err
	}
	if err := s.joinPooled(ctx, sources, alarms); err != nil {
		return false, err
	}
	fresh, err := s.freshPooled(ctx, id, sources, alarms)
	if err != nil {
		return false, err
	}
	for _, a := range fresh {
		if err := follow(ctx, a); err != nil {
			return false, err
		}
	}
	args := []any{cmp.Or(version, "0"), m.stream.Marshal()}
	for _, n := range alarms {
		args = append(args, n.fields()...)
	}
	done, err = s.run(ctx, "pool", []string{customerKey(id), customerAlarmsKey(id)}, args...).Bool()
	if err != nil || !done {
		return false, err
	}
	return true, s.listPooled(ctx, id, m.stream.Alarm)
}

// pooledStands reports whether the signal of a customer over all its projects,
// empty where none was folded yet, has an alarm that stands.
func pooledStands(text string, now float64) (bool, error) {
	stream, err := readPooled(text)
	return signal.Standing(stream, now), err
}

func readPooled(text string) (signal.Stream, error) {
	text, _, _ = strings.Cut(text, "|")
	stream, err := signal.Unmarshal(text)
	if err != nil {
		return signal.Stream{}, fmt.Errorf("signal over all projects: %w", err)
	}
	return stream, nil
}

// foldPool reads all answers of a customer and folds them in their order.
func (s *Store) foldPool(ctx context.Context, id surveys.CustomerID) (*summary, []alarmNote, error) {
	history, err := s.history(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	var all []surveys.Invitation
	q := ResponseQuery{Customer: id, Limit: 200}
	for more := true; more; more = q.Cursor != "" {
		var page []surveys.Invitation
		if page, q.Cursor, err = s.Responses(ctx, q); err != nil {
			return nil, nil, err
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, func(a, b surveys.Invitation) int {
		return cmp.Or(cmp.Compare(a.AnsweredAt.Unix(), b.AnsweredAt.Unix()), cmp.Compare(a.ID, b.ID))
	})
	m, alarms := &summary{}, []alarmNote(nil)
	for _, inv := range all {
		scale, ok := surveys.ScaleByID(inv.Scale)
		if !ok {
			continue
		}
		a := answer{id: inv.ID, by: inv.By, contact: inv.Contact, day: surveys.DayOf(inv.AnsweredAt, s.zone),
			rating: signal.NewRating(scale, inv.Choice, inv.AnsweredAt)}
		alpha := history.alphas.On(a.day)
		if said := m.step(a, history.Before(a.day), alpha); said.Alarm {
			alarms = withAlarms(alarms, []alarmNote{m.note(a, said, alpha)})
		}
	}
	return m, alarms, nil
}

// joinPooled marks what an alarm of one project tells already, within 30 days.
func (s *Store) joinPooled(ctx context.Context, sources []source, alarms []alarmNote) error {
	if len(alarms) == 0 {
		return nil
	}
	told, err := s.alarmsAt(ctx, sources, func(n alarmNote, src source) bool { return !n.joined && n.rater == src.customer })
	for i, n := range alarms {
		alarms[i].joined = slices.ContainsFunc(told, func(k kept) bool { return near(k.at, n.at) })
	}
	return err
}

// near reports whether two seconds are of one episode.
func near(a, b int64) bool { return (time.Duration(a-b) * time.Second).Abs() < episode }

// freshPooled returns the episodes that nobody was told of, with the responses
// behind them.
func (s *Store) freshPooled(ctx context.Context, id surveys.CustomerID, sources []source, alarms []alarmNote) ([]surveys.Alarm, error) {
	before, err := s.pooledAlarms(ctx, id, sources)
	if err != nil {
		return nil, err
	}
	var fresh []kept
	for _, n := range alarms {
		known := slices.ContainsFunc(before, func(k kept) bool { return near(k.at, n.at) })
		if !n.joined && !known && n.by != surveys.ByImported && n.ended(s.now()).IsZero() {
			fresh = append(fresh, kept{alarmNote: n, pooled: id, sources: sources})
		}
	}
	if err := s.nameRaisers(ctx, fresh); err != nil {
		return nil, err
	}
	out, err := s.describeAlarms(ctx, fresh)
	for i := range out {
		if err := s.putResponses(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, err
}

// pooledAlarms reads the alarms of a customer over all its projects.
func (s *Store) pooledAlarms(ctx context.Context, id surveys.CustomerID, sources []source) ([]kept, error) {
	hash, err := s.rdb.HGetAll(ctx, customerAlarmsKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	notes, err := readAlarms(hash)
	if err != nil {
		return nil, err
	}
	out := make([]kept, len(notes))
	for i, n := range notes {
		out[i] = kept{alarmNote: n, pooled: id, sources: sources}
	}
	return out, s.nameRaisers(ctx, out)
}

// nameRaisers fills in the projects of the ratings that raised alarms.
func (s *Store) nameRaisers(ctx context.Context, all []kept) error {
	ids := make([]surveys.InvitationID, len(all))
	for i, k := range all {
		ids[i] = k.invitation
	}
	found, err := s.Invitations(ctx, ids)
	for _, inv := range found {
		for i := range all {
			if all[i].invitation == inv.ID {
				all[i].named = inv.Project
			}
		}
	}
	return err
}

// pooledID names a pooled alarm: "c", the key of the customer, the second.
func pooledID(id surveys.CustomerID, at int64) surveys.AlarmID {
	return surveys.AlarmID("c-" + id.Key() + "-" + strconv.FormatInt(at, 10))
}

func readPooledID(id surveys.AlarmID) (key string, at int64, ok bool) {
	words := strings.Split(string(id), "-")
	if len(words) != 3 || words[0] != "c" {
		return "", 0, false
	}
	at, err := strconv.ParseInt(words[2], 10, 64)
	return words[1], at, err == nil
}

func (s *Store) findPooled(ctx context.Context, key string, at int64) ([]kept, error) {
	c, err := s.CustomerByKey(ctx, key)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sources, err := s.customerSources(ctx, c.ID, c.Projects)
	if err != nil {
		return nil, err
	}
	all, err := s.pooledAlarms(ctx, c.ID, sources)
	return slices.DeleteFunc(all, func(k kept) bool { return k.at != at }), err
}
