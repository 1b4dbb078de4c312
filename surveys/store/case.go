package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of caseKey. A case is rare, so its names are whole words and its ids
// are text. Times are Unix milliseconds.
const (
	caseInvitation = "invitation"
	caseProject    = "project"
	caseCustomer   = "customer"
	caseContact    = "contact"
	caseState      = "state"
	caseOwner      = "owner"
	caseCause      = "cause"
	caseLesson     = "lesson"
	caseOpened     = "opened"
	caseChanged    = "changed"
	caseAlerted    = "alerted"   // left out until the team was told
	caseWithdrawn  = "withdrawn" // 1 or left out
	caseSource     = "source"    // surveys.CaseSource
	caseLatest     = "latest"    // invitation that it is about now
	caseText       = "text"      // of an alarm or a person
	caseOwnerID    = "owner_id"
	caseChapter    = "chapter" // left out: 1
	caseSince      = "since"   // when the chapter began
	caseNews       = "news"    // left out: 1
	caseTold       = "told"
	caseActed      = "acted"
	caseEscalated  = "escalated"
	caseReplies    = "replies"
	caseRecovery   = "recovery"
	caseRecovers   = "recovers" // invitation of the recovery survey
	// p and c: the numbers of project and customer.
)

// caseTextMax is the longest owner, cause or lesson in characters.
const caseTextMax = 2000

// readCase reads the hash of a case; ok is false where there is none.
func readCase(id surveys.CaseID, h map[string]string) (c surveys.Case, ok bool) {
	if h[caseState] == "" {
		return surveys.Case{}, false
	}
	c = surveys.Case{
		ID:         id,
		Source:     surveys.CaseSource(h[caseSource]),
		Invitation: surveys.InvitationID(h[caseInvitation]),
		Latest:     surveys.InvitationID(h[caseLatest]),
		Project:    surveys.ProjectID(h[caseProject]),
		Customer:   surveys.CustomerID(h[caseCustomer]),
		Contact:    surveys.ContactID(h[caseContact]),
		Text:       h[caseText],
		State:      surveys.CaseState(h[caseState]),
		Owner:      h[caseOwner],
		OwnerID:    surveys.UserID(h[caseOwnerID]),
		Cause:      h[caseCause],
		Lesson:     h[caseLesson],
		OpenedAt:   readMillis(h[caseOpened]),
		ChangedAt:  readMillis(h[caseChanged]),
		AlertedAt:  readMillis(h[caseAlerted]),
		Withdrawn:  h[caseWithdrawn] == "1",
		Chapter:    max(1, atoi(h[caseChapter])),
		Since:      readMillis(h[caseSince]),
		News:       max(1, atoi(h[caseNews])),
		Told:       atoi(h[caseTold]),
		ActedAt:    readMillis(h[caseActed]),
		Escalated:  atoi(h[caseEscalated]),
		Replies:    atoi(h[caseReplies]),
		Recovery:   surveys.Recovery(h[caseRecovery]),
		Recovers:   surveys.InvitationID(h[caseRecovers]),
	}
	if c.Latest == "" {
		c.Latest = c.Invitation
	}
	if c.Since.IsZero() {
		c.Since = c.OpenedAt
	}
	return c, true
}

// readMillis reads Unix milliseconds; what is no number is the zero time.
func readMillis(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// Case reads one case. NotFound.
func (s *Store) Case(ctx context.Context, id surveys.CaseID) (surveys.Case, error) {
	if id <= 0 {
		return surveys.Case{}, errNoCase(id)
	}
	h, err := s.rdb.HGetAll(ctx, caseKey(id)).Result()
	if err != nil {
		return surveys.Case{}, err
	}
	c, ok := readCase(id, h)
	if !ok {
		return surveys.Case{}, errNoCase(id)
	}
	return c, nil
}

func errNoCase(id surveys.CaseID) error {
	return surveys.Errorf(surveys.NotFound, "there is no case %d", int(id))
}

// Cases returns the cases in a state, newest first, and how many there are.
func (s *Store) Cases(ctx context.Context, state surveys.CaseState, limit int) (items []surveys.Case, total int, err error) {
	newest, total, err := s.newestCases(ctx, state, limit)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.casesByID(ctx, newest)
	if err != nil {
		return nil, 0, err
	}
	for _, id := range newest {
		if c, ok := found[id]; ok {
			items = append(items, c)
		}
	}
	return items, total, nil
}

// newestCases returns the ids of the newest cases in a state over all shards.
func (s *Store) newestCases(ctx context.Context, state surveys.CaseState, limit int) ([]surveys.CaseID, int, error) {
	pipe := s.rdb.Pipeline()
	var lists [surveys.Shards]*redis.ZSliceCmd
	var counts [surveys.Shards]*redis.IntCmd
	for shard := range surveys.Shards {
		key := casesKey(shard, state)
		lists[shard] = pipe.ZRevRangeWithScores(ctx, key, 0, int64(limit)-1)
		counts[shard] = pipe.ZCard(ctx, key)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, 0, err
	}
	var all []redis.Z
	total := 0
	for shard := range surveys.Shards {
		all = append(all, lists[shard].Val()...)
		total += int(counts[shard].Val())
	}
	sortNewest(all)
	ids := make([]surveys.CaseID, 0, limit)
	for _, z := range all[:min(limit, len(all))] {
		n, _ := strconv.Atoi(z.Member.(string))
		ids = append(ids, surveys.CaseID(n))
	}
	return ids, total, nil
}

// sortNewest sorts by falling score, then by falling member.
func sortNewest(all []redis.Z) {
	slices.SortFunc(all, func(a, b redis.Z) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return strings.Compare(b.Member.(string), a.Member.(string))
	})
}

// casesByID reads many cases in one pipeline; those that are gone are left out.
func (s *Store) casesByID(ctx context.Context, ids []surveys.CaseID) (map[surveys.CaseID]surveys.Case, error) {
	out := make(map[surveys.CaseID]surveys.Case, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HGetAll(ctx, caseKey(id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	for i, id := range ids {
		if c, ok := readCase(id, cmds[i].Val()); ok {
			out[id] = c
		}
	}
	return out, nil
}

// checkPatch reports every field of the patch that cannot be taken.
func checkPatch(p surveys.CasePatch) error {
	var bad surveys.Problems
	if p.State != nil && !slices.Contains(surveys.CaseStates(), *p.State) {
		bad.Add("state", "must be open, contacted or resolved")
	}
	for _, one := range []struct {
		field string
		text  *string
	}{{"owner", p.Owner}, {"cause", p.Cause}, {"lesson", p.Lesson}, {"note", &p.Note}} {
		if one.text != nil && utf8.RuneCountInString(*one.text) > caseTextMax {
			bad.Add(one.field, "must be at most %d characters", caseTextMax)
		}
	}
	return bad.Err()
}

// PatchCase changes a case in one step, keeps it in its log and notes it in the
// outbox. NotFound, Invalid.
func (s *Store) PatchCase(ctx context.Context, id surveys.CaseID, p surveys.CasePatch) (surveys.Case, error) {
	if err := checkPatch(p); err != nil {
		return surveys.Case{}, err
	}
	c, err := s.Case(ctx, id)
	if err != nil {
		return surveys.Case{}, err
	}
	keys, err := s.patchKeys(ctx, c)
	if err != nil {
		return surveys.Case{}, err
	}
	state, recover, escalate := "", any(""), s.now().UnixMilli()
	if p.State != nil {
		state = string(*p.State)
		if recover, err = s.recoveryAt(ctx, c); err != nil {
			return surveys.Case{}, err
		}
		o, err := s.ownersFor(ctx, c.Project, c.Customer, false)
		if err != nil {
			return surveys.Case{}, err
		}
		escalate += o.patience.Milliseconds()
	}
	args := []any{s.now().UnixMilli(), int(id), oneLine(string(p.By)), state, recover, escalate, strings.TrimSpace(p.Note)}
	fields, err := s.patchFields(ctx, p)
	if err != nil {
		return surveys.Case{}, err
	}
	if err := s.run(ctx, "case", keys, append(args, fields...)...).Err(); err != nil {
		return surveys.Case{}, fmt.Errorf("change case %d: %w", int(id), err)
	}
	return s.Case(ctx, id)
}

// patchKeys are the keys of case.lua.
func (s *Store) patchKeys(ctx context.Context, c surveys.Case) ([]string, error) {
	shard := c.ID.Shard()
	project, err := s.findNumber(ctx, shard, projectText+string(c.Project))
	if err != nil {
		return nil, err
	}
	return append(storyKeys(c.ID), outboxKey(shard), storiesKey(shard), dueKey(shard), attemptsKey(shard),
		lessonsKey(shard), projectCasesKey(shard, project)), nil
}

// patchFields are the fields of a case that a patch changes, with their values.
// An owner who is on the team is kept with the id.
func (s *Store) patchFields(ctx context.Context, p surveys.CasePatch) ([]any, error) {
	var fields []any
	if p.Owner != nil {
		team, err := s.Users(ctx)
		if err != nil {
			return nil, err
		}
		owner, id := *p.Owner, ""
		if u, ok := surveys.FindUser(team, owner); ok {
			owner, id = u.Called(), string(u.ID)
		}
		fields = append(fields, caseOwner, owner, caseOwnerID, id)
	}
	if p.Cause != nil {
		fields = append(fields, caseCause, *p.Cause)
	}
	if p.Lesson != nil {
		fields = append(fields, caseLesson, *p.Lesson)
	}
	return fields, nil
}

// CaseAlerted notes that the team was told of a case as it stood at a moment:
// of all its news up to a number; false when it was told of them before.
func (s *Store) CaseAlerted(ctx context.Context, id surveys.CaseID, news int, at time.Time) (first bool, err error) {
	return s.caseTold(ctx, id, caseTold, news, at, surveys.LineTold, "")
}

// CaseEscalated notes that the founders were told of a chapter of a case, and
// why; false when they were told before.
func (s *Store) CaseEscalated(ctx context.Context, id surveys.CaseID, chapter int, why string) (first bool, err error) {
	return s.caseTold(ctx, id, caseEscalated, chapter, s.now(), surveys.LineEscalated, why)
}

func (s *Store) caseTold(ctx context.Context, id surveys.CaseID, field string, number int, at time.Time, kind surveys.LineKind, ref string) (bool, error) {
	first, err := s.run(ctx, "told", storyKeys(id), at.UnixMilli(), field, number, string(kind), ref).Bool()
	if err != nil {
		return false, fmt.Errorf("case %d was told: %w", int(id), err)
	}
	return first, nil
}

// newCaseID takes the next number of a shard's cases. One that is not used
// after all leaves a gap.
func (s *Store) newCaseID(ctx context.Context, shard int) (surveys.CaseID, error) {
	sequence, err := s.rdb.Incr(ctx, caseSequenceKey(shard)).Result()
	if err != nil {
		return 0, fmt.Errorf("number of the case: %w", err)
	}
	return surveys.CaseID(int(sequence)*surveys.Shards + shard), nil
}
