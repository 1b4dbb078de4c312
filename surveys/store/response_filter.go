package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// sift lets responses through that a filter wants.
type sift struct {
	s        *Store
	filter   surveys.ResponseFilter
	words    []string // of the text, folded
	surveys  surveys.Catalogue
	language string // of the house
	into     map[surveys.CustomerID]surveys.CustomerID
	read     func(ctx context.Context, ids []surveys.InvitationID, worded int) ([]surveys.Invitation, error)
}

func (s *Store) newSift(ctx context.Context, f surveys.ResponseFilter) (sift, error) {
	into, err := s.aliasesNow(ctx)
	out := sift{s: s, filter: f, words: foldWords(f.Text), into: into, read: s.readInvitations}
	if err != nil || f.Language == "" {
		return out, err
	}
	preferences, err := s.Preferences(ctx)
	if err != nil {
		return out, err
	}
	out.language = preferences.Language
	out.surveys, err = s.Surveys(ctx)
	return out, err
}

// hit is a moment with its response.
type hit struct {
	at       moment
	response surveys.Invitation
}

// page fills a page. It reads one response more than fits: only where there is
// one, or where it has looked at enough, does the page have a next.
func (f sift) page(ctx context.Context, w walk, before moment, limit int) (page ResponsePage, err error) {
	var hits []hit
	var last moment
	done := false
	for !done && len(hits) <= limit && page.Looked < MostLooked {
		var found []moment
		if found, done, err = w.back(ctx, before, limit+1-len(hits)); err != nil {
			return page, err
		}
		for len(found) > 0 && len(hits) <= limit && page.Looked < MostLooked {
			part := found[:min(len(found), f.portion(limit+1-len(hits)), MostLooked-page.Looked)]
			if hits, err = f.take(ctx, hits, part); err != nil {
				return page, err
			}
			found, before = found[len(part):], part[len(part)-1]
			last, page.Looked = before, page.Looked+len(part)
		}
		done = done && len(found) == 0
	}
	switch {
	case len(hits) > limit:
		hits, last = hits[:limit], hits[limit-1].at
		page.Next = last.String()
	case !done:
		page.Next = before.String()
	}
	if page.Looked > 0 {
		page.Back = time.Unix(last.at, 0).UTC()
	}
	for _, h := range hits {
		page.Items = append(page.Items, h.response)
	}
	return page, nil
}

// sifted is how many answers are read at once where some are not wanted.
const sifted = 200

func (f sift) portion(missing int) int {
	if everyDay(f.filter) {
		return missing
	}
	return max(missing, sifted)
}

// take reads the responses of moments and keeps those that are wanted. One that
// was taken back and given anew stands where it was given before, too: timelines
// are written once and never cleaned.
func (f sift) take(ctx context.Context, hits []hit, at []moment) ([]hit, error) {
	ids, err := f.withWords(ctx, idsAt(at))
	if err != nil {
		return nil, err
	}
	worded, few := len(ids), f.fewWords()
	if few {
		worded = 0
	}
	found, err := f.read(ctx, ids, worded)
	if err != nil {
		return nil, err
	}
	byID := f.wanted(found)
	if err := f.keepLanguage(ctx, byID); err != nil {
		return nil, err
	}
	known := len(hits)
	hits = f.hits(hits, at, byID)
	if few {
		err = f.s.addWords(ctx, hits[known:])
	}
	return hits, err
}

// fewWords reports whether most of what is looked at is not wanted, whatever it
// says: then words are read of the rest only.
func (f sift) fewWords() bool {
	return !everyDay(f.filter) && f.filter.Words == "" && f.filter.Reason == "" && len(f.words) == 0
}

// addWords reads the words of hits.
func (s *Store) addWords(ctx context.Context, hits []hit) error {
	ids := make([]surveys.InvitationID, len(hits))
	for i, h := range hits {
		ids[i] = h.response.ID
	}
	words, err := s.wordsOf(ctx, ids)
	for i := range words {
		hits[i].response.Words = words[i]
	}
	return err
}

// wanted keeps those that the filter lets through, but for the language.
func (f sift) wanted(found []surveys.Invitation) map[surveys.InvitationID]surveys.Invitation {
	byID := make(map[surveys.InvitationID]surveys.Invitation, len(found))
	for _, inv := range found {
		inv.Customer = cmp.Or(f.into[inv.Customer], inv.Customer)
		if f.filter.Wants(inv) && containsAll(inv.Words.Comment, f.words) {
			byID[inv.ID] = inv
		}
	}
	return byID
}

// hits appends the responses of moments, where they were given.
func (f sift) hits(hits []hit, at []moment, byID map[surveys.InvitationID]surveys.Invitation) []hit {
	for _, m := range at {
		if inv, ok := byID[surveys.InvitationID(m.id)]; ok && inv.AnsweredAt.Unix() == m.at {
			hits = append(hits, hit{m, inv})
		}
	}
	return hits
}

// withWords leaves out those without a comment where one is wanted: it is much
// cheaper to ask than to read them.
func (f sift) withWords(ctx context.Context, ids []surveys.InvitationID) ([]surveys.InvitationID, error) {
	if f.filter.Words != surveys.Yes && len(f.words) == 0 {
		return ids, nil
	}
	pipe := f.s.rdb.Pipeline()
	there := make([]*redis.BoolCmd, len(ids))
	for i, id := range ids {
		there[i] = pipe.HExists(ctx, wordsKey(id), fieldComment)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("which answers have words: %w", err)
	}
	var out []surveys.InvitationID
	for i, id := range ids {
		if there[i].Val() {
			out = append(out, id)
		}
	}
	return out, nil
}

// keepLanguage keeps those whose contact is written to in the language. Who
// answered without an address was written to in none.
func (f sift) keepLanguage(ctx context.Context, all map[surveys.InvitationID]surveys.Invitation) error {
	if f.filter.Language == "" {
		return nil
	}
	ids := make([]surveys.ContactID, 0, len(all))
	for _, inv := range all {
		ids = append(ids, inv.Contact)
	}
	contacts, err := f.s.Contacts(ctx, ids)
	if err != nil {
		return err
	}
	for id, inv := range all {
		contact, known := contacts[inv.Contact]
		language := surveys.ChooseLanguage(contact.Language, f.surveys.Of(inv).Language, f.language)
		if !known || language != f.filter.Language {
			delete(all, id)
		}
	}
	return nil
}

// responseWalk chooses the timelines that hold what is wanted.
func (s *Store) responseWalk(ctx context.Context, f surveys.ResponseFilter) (walk, error) {
	if f.Customer == "" && f.Contact != "" {
		contact, err := s.Contact(ctx, f.Contact)
		if err != nil {
			return nil, err
		}
		f.Customer = contact.Customer
	}
	if f.Customer != "" {
		return s.customerWalk(ctx, f.Customer, f.Period, memberAnswered)
	}
	sources := wholeHouse()
	if f.Project != "" {
		src, err := s.projectSource(ctx, f.Project)
		if err != nil {
			return nil, err
		}
		sources = []source{src}
	}
	return s.projectsWalk(ctx, sources, f)
}
