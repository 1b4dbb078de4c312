package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// CaseQuery asks for cases, the newest first or the oldest.
type CaseQuery struct {
	Oldest   bool              // those that wait longest come first
	State    surveys.CaseState // empty: all that are not resolved
	Owner    surveys.UserID    // whose; empty: everybody's
	Nobodys  bool              // only those that nobody follows up
	Project  surveys.ProjectID
	Customer surveys.CustomerID
	Cursor   string // from the page before; empty: the newest
	Limit    int    // 1..200
}

// matches reports whether the case is asked for.
func (q CaseQuery) matches(c surveys.Case) bool {
	switch {
	case q.Nobodys && c.Owner != "", q.Owner != "" && c.OwnerID != q.Owner,
		q.Project != "" && c.Project != q.Project, q.Customer != "" && c.Customer != q.Customer:
		return false
	}
	return slices.Contains(q.states(), c.State)
}

func (q CaseQuery) states() []surveys.CaseState {
	if q.State == "" {
		return []surveys.CaseState{surveys.CaseOpen, surveys.CaseContacted}
	}
	return []surveys.CaseState{q.State}
}

// queues are the keys of the cases that may be asked for.
func (q CaseQuery) queues() (out []string) {
	for shard := range surveys.Shards {
		for _, state := range q.states() {
			if q.Project == "" || q.Project.Shard() == shard {
				out = append(out, casesKey(shard, state))
			}
		}
	}
	return out
}

// CasesPage returns a page of cases and the cursor of the next, empty at the
// end: what is not resolved at a customer is one page. Invalid for a cursor that is none.
func (s *Store) CasesPage(ctx context.Context, q CaseQuery) (items []surveys.Case, next string, err error) {
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	if q.Oldest && q.Cursor == "" {
		before.at = math.MinInt64
	}
	if q.Customer != "" && q.State == "" {
		items, err = s.openCasesFor(ctx, q)
		return items, "", err
	}
	limit := min(max(1, q.Limit), 200)
	for {
		ids, err := s.casesBeyond(ctx, q.queues(), caseOrder{before, q.Oldest}, casesAtOnce)
		if err != nil {
			return nil, "", err
		}
		found, err := s.casesFor(ctx, q, idsOfCases(ids))
		if err != nil {
			return nil, "", err
		}
		for _, m := range ids {
			c, ok := found[caseOfMoment(m)]
			if !ok || !q.matches(c) {
				continue
			}
			if len(items) == limit {
				return items, next, nil
			}
			items, next = append(items, c), m.String()
		}
		if len(ids) < casesAtOnce {
			return items, "", nil
		}
		before = ids[len(ids)-1]
	}
}

// openCasesFor returns what is not resolved at a customer, as it is asked for.
func (s *Store) openCasesFor(ctx context.Context, q CaseQuery) ([]surveys.Case, error) {
	all, err := s.OpenCasesOf(ctx, q.Customer)
	q.Customer = "" // a case may still bear the id of one that was merged into it
	all = slices.DeleteFunc(all, func(c surveys.Case) bool { return !q.matches(c) })
	if q.Oldest {
		slices.Reverse(all)
	}
	return all, err
}

// casesFor reads those of the cases that may be asked for: to look at a few
// fields of all is cheaper than to read all where few are.
func (s *Store) casesFor(ctx context.Context, q CaseQuery, ids []surveys.CaseID) (map[surveys.CaseID]surveys.Case, error) {
	if q.Project == "" && q.Customer == "" && q.Owner == "" {
		return s.casesByID(ctx, ids)
	}
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HMGet(ctx, caseKey(id), caseProject, caseCustomer, caseOwnerID, caseOwner, caseState)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	var some []surveys.CaseID
	for i, id := range ids {
		if q.matches(surveys.Case{Project: surveys.ProjectID(word(cmds[i], 0)), Customer: surveys.CustomerID(word(cmds[i], 1)),
			OwnerID: surveys.UserID(word(cmds[i], 2)), Owner: word(cmds[i], 3), State: surveys.CaseState(word(cmds[i], 4))}) {
			some = append(some, id)
		}
	}
	return s.casesByID(ctx, some)
}

// casesAtOnce is how many cases are read at a time while a page is filled.
const casesAtOnce = 200

func caseOfMoment(m moment) surveys.CaseID { return surveys.CaseID(atoi(m.id)) }

func idsOfCases(at []moment) []surveys.CaseID {
	out := make([]surveys.CaseID, len(at))
	for i, m := range at {
		out[i] = caseOfMoment(m)
	}
	return out
}

// caseOrder is where a list of cases goes on, and in which direction.
type caseOrder struct {
	from   moment
	oldest bool
}

// beyond keeps what comes after the place, in order.
func (o caseOrder) beyond(all []moment) []moment {
	if !o.oldest {
		return newestFirst(all, o.from)
	}
	slices.SortFunc(all, moment.compare)
	return slices.DeleteFunc(all, func(m moment) bool { return m.compare(o.from) <= 0 })
}

// queue asks for a stretch of a shard's cases.
func (o caseOrder) queue(ctx context.Context, c redis.Cmdable, key string, offset, most int) *redis.ZSliceCmd {
	by := &redis.ZRangeBy{Min: "-inf", Max: "+inf", Offset: int64(offset), Count: int64(most)}
	at := strconv.FormatInt(o.from.at, 10)
	switch {
	case o.oldest && o.from.at != math.MinInt64:
		by.Min = at
	case !o.oldest && o.from.at != math.MaxInt64:
		by.Max = at
	}
	if o.oldest {
		return c.ZRangeByScoreWithScores(ctx, key, by)
	}
	return c.ZRevRangeByScoreWithScores(ctx, key, by)
}

// casesBeyond returns up to most cases of queues from a place on.
func (s *Store) casesBeyond(ctx context.Context, queues []string, o caseOrder, most int) ([]moment, error) {
	pages := make([]*redis.ZSliceCmd, len(queues))
	pipe := s.rdb.Pipeline()
	for i, key := range queues {
		pages[i] = o.queue(ctx, pipe, key, 0, most)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	var all []moment
	for i, page := range pages {
		part, err := s.pastTies(ctx, queues[i], o, page, most)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	all = o.beyond(all)
	return all[:min(most, len(all))], nil
}

// pastTies returns the cases of a shard from a place on: as many as asked for,
// or all. Cases that were brought in together were opened in one millisecond,
// so that a whole page may bear the time of the cursor: then it reads on.
func (s *Store) pastTies(ctx context.Context, key string, o caseOrder, page *redis.ZSliceCmd, most int) ([]moment, error) {
	var out []moment
	for offset := most; ; offset += most {
		var part []moment
		for _, z := range page.Val() {
			part = append(part, moment{int64(z.Score), z.Member.(string)})
		}
		out = append(out, o.beyond(part)...)
		if len(out) >= most || len(page.Val()) < most {
			return out, nil
		}
		if page = o.queue(ctx, s.rdb, key, offset, most); page.Err() != nil {
			return nil, fmt.Errorf("read cases: %w", page.Err())
		}
	}
}

// ownersCounted is the number of cases in a state up to which their owners are
// counted: beyond, an inbox has other worries than a number on a chip.
const ownersCounted = 2000

// CountCases returns how many cases are in a state, and of them how many are
// those of one owner and nobody's; ok is false where they are too many to say.
func (s *Store) CountCases(ctx context.Context, state surveys.CaseState, owner surveys.UserID) (total, owned, nobodys int, ok bool, err error) {
	pipe := s.rdb.Pipeline()
	pages := make([]*redis.StringSliceCmd, surveys.Shards)
	cards := make([]*redis.IntCmd, surveys.Shards)
	for shard := range pages {
		cards[shard] = pipe.ZCard(ctx, casesKey(shard, state))
		pages[shard] = pipe.ZRange(ctx, casesKey(shard, state), 0, ownersCounted)
	}
	if err := exec(ctx, pipe); err != nil {
		return 0, 0, 0, false, fmt.Errorf("count cases: %w", err)
	}
	var owners []*redis.SliceCmd
	pipe = s.rdb.Pipeline()
	for shard, card := range cards {
		if total += int(card.Val()); total > ownersCounted {
			continue
		}
		for _, id := range pages[shard].Val() {
			owners = append(owners, pipe.HMGet(ctx, caseKey(surveys.CaseID(atoi(id))), caseOwner, caseOwnerID))
		}
	}
	if total > ownersCounted || total == 0 {
		return total, 0, 0, total == 0, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return 0, 0, 0, false, fmt.Errorf("owners of cases: %w", err)
	}
	for _, found := range owners {
		name, _ := found.Val()[0].(string)
		id, _ := found.Val()[1].(string)
		switch {
		case id != "" && surveys.UserID(id) == owner:
			owned++
		case name == "":
			nobodys++
		}
	}
	return total, owned, nobodys, true, nil
}

// CasesInBrief is Cases with the first few whole; of the others it tells no more
// than state, invitation, and when they were opened and we acted.
func (s *Store) CasesInBrief(ctx context.Context, state surveys.CaseState, limit, whole int) (items []surveys.Case, total int, err error) {
	newest, total, err := s.newestCases(ctx, state, limit)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.casesByID(ctx, newest[:min(len(newest), whole)])
	if err != nil {
		return nil, 0, err
	}
	rest := newest[min(len(newest), whole):]
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(rest))
	for i, id := range rest {
		cmds[i] = pipe.HMGet(ctx, caseKey(id), caseState, caseInvitation, caseOpened, caseActed)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, 0, fmt.Errorf("read cases: %w", err)
	}
	for i, id := range rest {
		if state := word(cmds[i], 0); state != "" {
			found[id] = surveys.Case{ID: id, State: surveys.CaseState(state), Invitation: surveys.InvitationID(word(cmds[i], 1)),
				OpenedAt: readMillis(word(cmds[i], 2)), ActedAt: readMillis(word(cmds[i], 3))}
		}
	}
	for _, id := range newest {
		if c, ok := found[id]; ok {
			items = append(items, c)
		}
	}
	return items, total, nil
}

// OpenCasesOf returns the cases of a customer that are not resolved, the newest
// first.
func (s *Store) OpenCasesOf(ctx context.Context, id surveys.CustomerID) ([]surveys.Case, error) {
	members, err := s.rdb.SMembers(ctx, customerCasesKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("cases of the customer: %w", err)
	}
	found, err := s.casesByID(ctx, caseIDs(members))
	if err != nil {
		return nil, err
	}
	return openOf(found), nil
}

// caseIDs reads the members of a set of cases.
func caseIDs(members []string) []surveys.CaseID {
	out := make([]surveys.CaseID, len(members))
	for i, m := range members {
		out[i] = surveys.CaseID(atoi(m))
	}
	return out
}

// openOf are the cases that are not resolved, the newest first.
func openOf(all map[surveys.CaseID]surveys.Case) (out []surveys.Case) {
	for _, c := range all {
		if c.State != surveys.CaseResolved {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b surveys.Case) int {
		return cmp.Or(b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(b.ID, a.ID))
	})
	return out
}
