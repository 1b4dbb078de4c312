package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// keptWorth is an entry as Redis keeps it. The same entry is always the same
// text, by which a repeat is told from a change. Fields are only ever added.
type keptWorth struct {
	Customer surveys.CustomerID `json:"c"`
	Project  surveys.ProjectID  `json:"p"`
	From     surveys.Day        `json:"d"`
	To       surveys.Day        `json:"e,omitempty"` // where it is another day
	Amount   surveys.Amount     `json:"a,omitempty"`
	Minutes  int                `json:"m,omitempty"`
	Person   string             `json:"w,omitempty"`
	Role     string             `json:"r,omitempty"`
	Sort     string             `json:"s,omitempty"`
	Note     string             `json:"n,omitempty"`
	By       string             `json:"b,omitempty"`
	Why      string             `json:"y,omitempty"`
}

func writeWorth(e surveys.WorthEntry) (string, error) {
	k := keptWorth{Customer: e.Customer, Project: e.Project, From: e.From, Amount: e.Amount, Minutes: e.Minutes,
		Person: e.Person, Role: e.Role, Sort: e.Sort, Note: e.Note, By: e.By, Why: e.Why}
	if e.To != e.From {
		k.To = e.To
	}
	text, err := json.Marshal(k)
	return string(text), err
}

func readWorth(kind surveys.WorthKind, id, text string) (surveys.WorthEntry, error) {
	var k keptWorth
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return surveys.WorthEntry{}, fmt.Errorf("entry %s %s: %w", kind, id, err)
	}
	e := surveys.WorthEntry{Kind: kind, ID: id, Customer: k.Customer, Project: k.Project, From: k.From, To: k.To, Amount: k.Amount,
		Minutes: k.Minutes, Person: k.Person, Role: k.Role, Sort: k.Sort, Note: k.Note, By: k.By, Why: k.Why}
	if e.To == 0 {
		e.To = e.From
	}
	return e, nil
}

// WorthResult says what became of an entry.
type WorthResult string

// The results.
const (
	WorthCreated   WorthResult = "created"
	WorthReplaced  WorthResult = "replaced"
	WorthUnchanged WorthResult = "unchanged" // it was there with the same content
	WorthDeleted   WorthResult = "deleted"
	WorthMissing   WorthResult = "missing" // there was none to delete
)

// worthTries bounds how often a change begins anew because another one of the
// same entry was faster.
const worthTries = 100

// KeepWorth writes entries that the domain has checked, amounts in the currency,
// and moves the sums of each in one step. Of several with one id the last stays.
// Conflict for a currency that is not the house's; then nothing is written.
func (s *Store) KeepWorth(ctx context.Context, entries []surveys.WorthEntry, c surveys.Currency) ([]WorthResult, error) {
	if slices.ContainsFunc(entries, func(e surveys.WorthEntry) bool { return e.Kind != surveys.WorthTime }) {
		if err := s.fixCurrency(ctx, c); err != nil {
			return nil, err
		}
	}
	changes := make([]worthChange, len(entries))
	for i, e := range entries {
		text, err := writeWorth(e)
		if err != nil {
			return nil, err
		}
		changes[i] = worthChange{kind: e.Kind, id: e.ID, to: text, entry: e}
	}
	if err := s.meetWorthCustomers(ctx, entries); err != nil {
		return nil, err
	}
	return s.changeWorth(ctx, changes)
}

// DeleteWorth removes entries of a kind with their part of the sums.
func (s *Store) DeleteWorth(ctx context.Context, kind surveys.WorthKind, ids ...string) ([]WorthResult, error) {
	changes := make([]worthChange, len(ids))
	for i, id := range ids {
		changes[i] = worthChange{kind: kind, id: id}
	}
	return s.changeWorth(ctx, changes)
}

// meetWorthCustomers makes the customers and projects that are new: what they pay
// is kept before anybody there is asked anything.
func (s *Store) meetWorthCustomers(ctx context.Context, entries []surveys.WorthEntry) error {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return err
	}
	pipe, met := s.rdb.Pipeline(), map[surveys.CustomerID]bool{}
	for _, e := range entries {
		if id := cmp.Or(into[e.Customer], e.Customer); !met[id] {
			met[id] = true
			pipe.HSet(ctx, customerKey(id), customerID, string(id))
		}
	}
	if len(met) == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("customers of entries: %w", err)
	}
	return s.meetProjects(ctx, projectsOf(entries))
}

// projectsOf are the projects that entries name, each once.
func projectsOf(entries []surveys.WorthEntry) []surveys.ProjectID {
	var out []surveys.ProjectID
	seen := map[surveys.ProjectID]bool{surveys.GeneralProject: true}
	for _, e := range entries {
		if !seen[e.Project] {
			seen[e.Project] = true
			out = append(out, e.Project)
		}
	}
	return out
}

// worthChange is an entry on its way to another content.
type worthChange struct {
	kind  surveys.WorthKind
	id    string
	to    string // empty: it goes
	entry surveys.WorthEntry
}

// changeWorth makes the changes, those again whose entry somebody else changed
// meanwhile.
func (s *Store) changeWorth(ctx context.Context, changes []worthChange) ([]WorthResult, error) {
	out := make([]WorthResult, len(changes))
	left := make([]int, len(changes))
	for i := range left {
		left[i] = i
	}
	for range worthTries {
		// Two of one id wait for each other, so that the later one stays.
		now, later := eachOnce(changes, left)
		again, err := s.tryWorth(ctx, changes, now, out)
		if err != nil {
			return nil, err
		}
		left = append(again, later...)
		slices.Sort(left)
		if len(left) == 0 {
			return out, nil
		}
	}
	return nil, surveys.Errorf(surveys.Conflict, "an entry is being changed by several at once; please send it again")
}

func eachOnce(changes []worthChange, which []int) (now, later []int) {
	type name struct {
		kind surveys.WorthKind
		id   string
	}
	seen := map[name]bool{}
	for _, i := range which {
		n := name{changes[i].kind, changes[i].id}
		if seen[n] {
			later = append(later, i)
			continue
		}
		seen[n] = true
		now = append(now, i)
	}
	return now, later
}

// tryWorth makes the changes of the numbers given once; again are those that
// another one was faster than.
func (s *Store) tryWorth(ctx context.Context, changes []worthChange, which []int, out []WorthResult) (again []int, err error) {
	before, err := s.worthTexts(ctx, changes, which)
	if err != nil {
		return nil, err
	}
	var moving []int
	var moves []worthMove
	for n, i := range which {
		c := changes[i]
		switch was := before[n]; {
		case was == c.to && was == "":
			out[i] = WorthMissing
		case was == c.to:
			out[i] = WorthUnchanged
		default:
			m, err := newWorthMove(c, was)
			if err != nil {
				return nil, err
			}
			moving, moves = append(moving, i), append(moves, m)
			out[i] = m.result()
		}
	}
	calls, err := s.worthCalls(ctx, moves)
	if err != nil {
		return nil, err
	}
	answers, err := s.runAll(ctx, calls)
	if err != nil {
		return nil, fmt.Errorf("keep entries: %w", err)
	}
	for n, a := range answers {
		if done, err := a.Bool(); err != nil || !done {
			again = append(again, moving[n])
		}
	}
	return again, nil
}

// worthTexts reads the entries as they are, empty for none.
func (s *Store) worthTexts(ctx context.Context, changes []worthChange, which []int) ([]string, error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.StringCmd, len(which))
	for n, i := range which {
		cmds[n] = pipe.Get(ctx, worthEntryKey(changes[i].kind, changes[i].id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	out := make([]string, len(which))
	for n, cmd := range cmds {
		out[n] = cmd.Val()
	}
	return out, nil
}

// worthMember is an entry in a list: sorted by letters they are sorted by day.
func worthMember(day surveys.Day, id string) string {
	const width = 7
	text := strconv.Itoa(int(day))
	for len(text) < width {
		text = "0" + text
	}
	return text + ":" + id
}
