package store_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// What a page reads in one look is what the store tells of each part by itself,
// in whatever order the page asks.
func TestALookAtACustomerTellsWhatEachQuestionTells(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for i := range 230 { // more than is read at once, over a year and a half
		h.clock.Advance(60 * time.Hour)
		h.answer([]surveys.ProjectID{"support", "website"}[i%2], "northwind", 1+i%5)
		if i%40 == 0 {
			h.answer("website", "lund", 5)
			must(t, h.store.NoteCustomer(ctx, surveys.CustomerNote{Customer: "northwind", Kind: surveys.NoteText, Text: fmt.Sprint("note ", i), At: h.clock.Now()}))
		}
	}
	h.follow()
	s := h.store
	period := surveys.Last(90, s.Today())
	long := surveys.Last(500, s.Today())
	ask := map[string]func(*store.CustomerLook) (any, error){
		"standing": func(l *store.CustomerLook) (any, error) { return l.Standing(ctx, period) },
		"projects": func(l *store.CustomerLook) (any, error) { return l.InProjects(ctx, period) },
		"days":     func(l *store.CustomerLook) (any, error) { return l.Days(ctx, long) },
		"in one":   func(l *store.CustomerLook) (any, error) { return l.ProjectDays(ctx, "website", period) },
		"answers":  func(l *store.CustomerLook) (any, error) { return l.Answers(ctx, 120) },
		"cases":    func(l *store.CustomerLook) (any, error) { return l.OpenCases(ctx) },
		"alarms":   func(l *store.CustomerLook) (any, error) { return l.Alarms(ctx, 10) },
		"relation": func(l *store.CustomerLook) (any, error) { r, _, err := l.Relation(ctx); return unworded(r), err },
		"timeline": func(l *store.CustomerLook) (any, error) { all, _, err := l.Timeline(ctx, "", "", 16); return all, err },
		"notes": func(l *store.CustomerLook) (any, error) {
			all, _, err := l.Timeline(ctx, surveys.EventNote, "", 16)
			return all, err
		},
	}
	alone := map[string]any{}
	names := slices.Sorted(maps.Keys(ask))
	for _, name := range names {
		look, err := s.LookAt(ctx, "northwind")
		must(t, err)
		alone[name], err = ask[name](look)
		must(t, err)
	}
	for range 2 { // in one order, and in the other
		together, err := s.LookAt(ctx, "northwind")
		must(t, err)
		together.Expect(long)
		for _, name := range names {
			got, err := ask[name](together)
			must(t, err)
			if !reflect.DeepEqual(got, alone[name]) {
				t.Errorf("%s together\n%+v\nalone\n%+v", name, got, alone[name])
			}
		}
		slices.Reverse(names)
	}
	answers, _, err := s.Responses(ctx, store.ResponseQuery{Customer: "northwind", Limit: 120})
	must(t, err)
	timeline, _, err := s.CustomerTimeline(ctx, "northwind", "", 16)
	must(t, err)
	if len(answers) != 120 || !reflect.DeepEqual(alone["answers"], any(answers)) || !reflect.DeepEqual(alone["timeline"], any(timeline)) {
		t.Errorf("%d answers, %+v; alone %+v", len(answers), timeline, alone["timeline"])
	}
	if notes := alone["notes"].([]surveys.Event); len(notes) != 6 {
		t.Errorf("%d notes, want 6", len(notes))
	}
	_, err = s.LookAt(ctx, "nobody")
	wantCode(t, err, surveys.NotFound)
}

// unworded is a relation without words, which some answers have and others not,
// by what was read before.
func unworded(r surveys.Relation) surveys.Relation {
	for i := range r.Answers {
		r.Answers[i].Words = surveys.Words{}
	}
	return r
}

// A file walks through everything that pages show one after the other.
func TestAWalkThroughAllIsAllPages(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for i := range 45 {
		h.clock.Advance(30 * time.Hour)
		h.answer([]surveys.ProjectID{"support", "website", "erp"}[i%3], surveys.CustomerID(fmt.Sprint("c-", i%7)), 1+i%5)
	}
	h.follow()
	s, period := h.store, surveys.Last(60, h.store.Today())
	for _, f := range []surveys.ResponseFilter{{}, {Project: "erp"}, {Customer: "c-3"}, {Choices: surveys.Choices{Complaints: true}}, {Period: period}} {
		var pages, walk []surveys.Invitation
		for cursor := ""; ; {
			page, err := s.FilterResponses(ctx, f, cursor, 7)
			must(t, err)
			pages = append(pages, page.Items...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		for some, err := range s.EachResponses(ctx, f) {
			must(t, err)
			walk = append(walk, some...)
		}
		if len(walk) == 0 || !reflect.DeepEqual(walk, pages) {
			t.Errorf("%+v: a walk through %d, pages of %d", f, len(walk), len(pages))
		}
	}
	for _, order := range []string{store.OrderRisk, store.OrderName, store.OrderWorst} {
		q := store.ListQuery{Period: period, Order: order, Limit: 200}
		want, _, err := s.CustomerStandings(ctx, q)
		must(t, err)
		var got []surveys.Standing
		for st, err := range s.EachCustomerStanding(ctx, q) {
			must(t, err)
			got = append(got, st)
		}
		if len(got) != 7 || !reflect.DeepEqual(got, want) {
			t.Errorf("by %s %+v, want %+v", order, got, want)
		}
	}
	for _, err := range s.EachResponses(ctx, surveys.ResponseFilter{Project: "nobody"}) {
		wantCode(t, err, surveys.NotFound)
	}
}
