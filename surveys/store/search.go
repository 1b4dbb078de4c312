package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// nameKind is whose names an index holds.
type nameKind string

const (
	namesOfCustomers nameKind = "c"
	namesOfPeople    nameKind = "u"
	namesOfProjects  nameKind = "p"
)

// Limits of the indexes of names.
const (
	mostNameWords = 12   // by which one is found
	mostWordBytes = 48   // of a word
	mostCandidate = 2000 // looked at for a search of several words
	mostRanked    = 300  // looked at for a search of one word
	mostAsked     = 8    // words of a search
)

// searcher is what a process remembers for searching.
type searcher struct {
	mu       sync.Mutex
	named    map[string]string // kind and id → words that are in the index
	comments comments
}

// named is somebody or something with the text that it is found by.
type named struct {
	kind  nameKind
	id    string
	text  string
	known bool // false: the text stands in only where nothing is known
}

// namesIn are whom and what an interaction names. A customer that is a single
// person is found as the person.
func namesIn(in surveys.Interaction) []named {
	out := []named{{namesOfProjects, string(in.Project.ID), nameOr(in.Project.Name, string(in.Project.ID)), in.Project.Name != ""}}
	if contactOf(in.Customer.ID) == "" {
		out = append(out, named{namesOfCustomers, string(in.Customer.ID), nameOr(in.Customer.Name, string(in.Customer.ID)), in.Customer.Name != ""})
	}
	if in.Contact.ID != "" && in.Contact.Address != "" {
		out = append(out, nameOfContact(in.Contact))
	}
	return out
}

func nameOfContact(c surveys.Contact) named {
	return named{namesOfPeople, string(c.ID), c.Name + " " + c.Address, c.Name != ""}
}

// nameWords are the words that a text is found by.
func nameWords(text string) string {
	var out []string
	for _, word := range foldWords(text) {
		if word = cutBytes(word, mostWordBytes); !slices.Contains(out, word) && len(out) < mostNameWords {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// cutBytes cuts a text between two letters.
func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// indexNames puts names into the indexes, those that the process has not put in
// already. Safe to repeat.
func (s *Store) indexNames(ctx context.Context, all ...named) error {
	fresh := s.search.fresh(all)
	calls := make([]call, len(fresh))
	for i, n := range fresh {
		only := ""
		if !n.known {
			only = "1"
		}
		calls[i] = call{"name", []string{namesIndexKey(n.kind), namesTextKey(n.kind)}, []any{n.id, n.text, only}}
	}
	if _, err := s.runAll(ctx, calls); err != nil {
		return fmt.Errorf("index of names: %w", err)
	}
	s.search.remember(fresh)
	return nil
}

// fresh returns the names whose words are not known to be in the index, with
// their words as text.
func (r *searcher) fresh(all []named) []named {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []named
	for _, n := range all {
		n.text = nameWords(n.text)
		kept, there := r.named[string(n.kind)+n.id]
		if !there || n.known && kept != n.text {
			out = append(out, n)
		}
	}
	return out
}

// forget drops all that is remembered.
func (r *searcher) forget() {
	r.mu.Lock()
	r.named = nil
	r.mu.Unlock()
	c := &r.comments
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.all, c.read = [surveys.Shards]string{}, nil, false
}

func (r *searcher) remember(all []named) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.named == nil || len(r.named)+len(all) > maxCached {
		r.named = map[string]string{}
	}
	for _, n := range all {
		r.named[string(n.kind)+n.id] = n.text
	}
}

// NameCustomer has a customer found by a name that was given elsewhere than in
// an interaction.
func (s *Store) NameCustomer(ctx context.Context, id surveys.CustomerID, name string) error {
	if contactOf(id) != "" {
		return nil
	}
	return s.indexNames(ctx, named{namesOfCustomers, string(id), nameOr(name, string(id)), true})
}

// NameContact is NameCustomer for a person.
func (s *Store) NameContact(ctx context.Context, c surveys.Contact) error {
	n := nameOfContact(c)
	n.known = true
	return s.indexNames(ctx, n)
}

// ForgetName takes a person out of the index, who is not to be found any more.
func (s *Store) ForgetName(ctx context.Context, id surveys.ContactID) error {
	return s.indexNames(ctx, named{namesOfPeople, string(id), "", true})
}

// SearchQuery asks who and what is called so, and who said so.
type SearchQuery struct {
	Text  string
	Limit int // of each group
}

// Found is what a search found, best first in each group. More says that a
// group has more.
type Found struct {
	Customers []surveys.CustomerID
	People    []surveys.ContactID
	Projects  []surveys.ProjectID
	Said      []surveys.Invitation
	More      struct{ Customers, People, Projects, Said bool }
}

// Search finds customers, people and projects by the beginnings of words of
// their names and addresses, and responses by words anywhere in the newest
// comments: all words of the text must be there. Accents, case and vowel marks
// count for nothing. A text without a word finds nothing.
func (s *Store) Search(ctx context.Context, q SearchQuery) (out Found, err error) {
	words := foldWords(cutBytes(q.Text, 400))
	words = words[:min(len(words), mostAsked)]
	if len(words) == 0 {
		return out, nil
	}
	limit := min(max(1, q.Limit), 50)
	if out.Customers, out.More.Customers, err = findNames[surveys.CustomerID](ctx, s, namesOfCustomers, words, limit); err != nil {
		return out, err
	}
	if out.People, out.More.People, err = findNames[surveys.ContactID](ctx, s, namesOfPeople, words, limit); err != nil {
		return out, err
	}
	if out.Projects, out.More.Projects, err = findNames[surveys.ProjectID](ctx, s, namesOfProjects, words, limit); err != nil {
		return out, err
	}
	out.Said, out.More.Said, err = s.findSaid(ctx, words, limit)
	return out, err
}

// findNames returns the ids whose words begin with all the words asked for.
func findNames[T ~string](ctx context.Context, s *Store, kind nameKind, words []string, limit int) (found []T, more bool, err error) {
	rarest, err := s.rarest(ctx, kind, words)
	if err != nil || rarest == "" {
		return nil, false, err
	}
	most := mostCandidate
	if len(words) == 1 {
		most = mostRanked
	}
	members, err := s.rdb.ZRangeByLex(ctx, namesIndexKey(kind), &redis.ZRangeBy{Min: "[" + rarest, Max: "(" + rarest + "\xff", Count: int64(most)}).Result()
	if err != nil || len(members) == 0 {
		return nil, false, err
	}
	var ids []string
	for _, m := range members {
		if _, id, ok := strings.Cut(m, "\x00"); ok && !slices.Contains(ids[max(0, len(ids)-1):], id) {
			ids = append(ids, id)
		}
	}
	texts, err := s.rdb.HMGet(ctx, namesTextKey(kind), ids...).Result()
	if err != nil {
		return nil, false, fmt.Errorf("names that were found: %w", err)
	}
	best := bestNames(ids, texts, words)
	for _, id := range best[:min(limit, len(best))] {
		found = append(found, T(id))
	}
	return found, len(best) > limit, nil
}

// rarest returns the word that the fewest names begin with, "" where one of them
// finds nobody.
func (s *Store) rarest(ctx context.Context, kind nameKind, words []string) (string, error) {
	pipe := s.rdb.Pipeline()
	counts := make([]*redis.IntCmd, len(words))
	for i, word := range words {
		words[i] = cutBytes(word, mostWordBytes)
		counts[i] = pipe.ZLexCount(ctx, namesIndexKey(kind), "["+words[i], "("+words[i]+"\xff")
	}
	if err := exec(ctx, pipe); err != nil {
		return "", fmt.Errorf("index of names: %w", err)
	}
	best, fewest := "", int64(0)
	for i, c := range counts {
		if c.Val() == 0 {
			return "", nil
		}
		if best == "" || c.Val() < fewest {
			best, fewest = words[i], c.Val()
		}
	}
	return best, nil
}

// bestNames keeps those whose words begin with all that was asked for: first
// those whose name begins so, then short names before long ones.
func bestNames(ids []string, texts []any, words []string) []string {
	type match struct {
		id, text string
		first    int
	}
	var out []match
	seen := map[string]bool{}
	for i, v := range texts {
		text, _ := v.(string)
		if !seen[ids[i]] && beginsAll(text, words) {
			seen[ids[i]] = true
			m := match{id: ids[i], text: text, first: 1}
			if strings.HasPrefix(text, words[0]) {
				m.first = 0
			}
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(len(a.text), len(b.text)), cmp.Compare(a.text, b.text), cmp.Compare(a.id, b.id))
	})
	best := make([]string, len(out))
	for i, m := range out {
		best[i] = m.id
	}
	return best
}

func beginsAll(text string, words []string) bool {
	padded := " " + text
	for _, word := range words {
		if !strings.Contains(padded, " "+word) {
			return false
		}
	}
	return true
}
