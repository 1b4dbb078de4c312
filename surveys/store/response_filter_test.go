package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// sifted brings in ten answers that differ, oldest first, named a to j.
func sifted(t *testing.T) (*store.Store, *storetest.Clock) {
	t.Helper()
	s, clock := storetest.Open(t)
	row := func(name string, change func(*store.Imported)) store.Imported {
		in := storetest.Interaction(storetest.ID(name), storetest.To(storetest.Anna, "Anna Berg"))
		r := store.Imported{Interaction: in, Scale: surveys.CSAT5, Choice: 5}
		change(&r)
		return r
	}
	rows := []store.Imported{
		row("a", func(r *store.Imported) { r.Choice = 1 }),
		row("b", func(r *store.Imported) { r.Choice, r.Words.Comment = 2, "Très lent, hélas" }),
		row("c", func(r *store.Imported) { r.Words.Comment = "Quick and KIND" }),
		row("d", func(r *store.Imported) { r.Scale, r.Choice = surveys.NPS11, 6 }),
		row("e", func(r *store.Imported) { r.Interaction.Agent = "kim" }),
		row("f", func(r *store.Imported) { r.Interaction.Customer = storetest.Lakeside() }),
		row("g", func(r *store.Imported) { r.Interaction.Project = storetest.Website() }),
		row("h", func(r *store.Imported) {
			r.Interaction.Contact = surveys.Contact{Address: storetest.Carla, Name: "Carla", Language: "de"}
			r.Interaction.Customer = storetest.Lakeside()
		}),
		row("i", func(r *store.Imported) { r.Interaction.Survey = "visit" }),
		row("j", func(r *store.Imported) { r.Words.Comment = "set aside" }),
	}
	for i := range rows {
		rows[i].AnsweredAtMS = clock.Now().Add(time.Duration(i-len(rows)) * 20 * day).UnixMilli()
	}
	_, err := s.Import(context.Background(), rows)
	must(t, err)
	all, err := s.FilterResponses(context.Background(), surveys.ResponseFilter{}, "", 50)
	must(t, err)
	if len(all.Items) != 0 {
		t.Fatal("figures moved by themselves")
	}
	followAll(t, s)
	must(t, s.Void(context.Background(), surveys.NewInvitationID("support", "j", "csat5", 0), "sam", "a colleague"))
	followAll(t, s)
	return s, clock
}

func TestEachFilter(t *testing.T) {
	s, _ := sifted(t)
	today := s.Today()
	for name, c := range map[string]struct {
		filter surveys.ResponseFilter
		want   string
	}{
		"nothing":              {surveys.ResponseFilter{}, "i h g f e d c b a"},
		"project":              {surveys.ResponseFilter{Project: "website"}, "g"},
		"customer":             {surveys.ResponseFilter{Customer: "lakeside"}, "h f"},
		"customer in project":  {surveys.ResponseFilter{Customer: "northwind", Project: "website"}, "g"},
		"person":               {surveys.ResponseFilter{Contact: surveys.NewContactID(storetest.Carla)}, "h"},
		"agent":                {surveys.ResponseFilter{Agent: "kim"}, "e"},
		"unknown agent":        {surveys.ResponseFilter{Agent: "nobody"}, ""},
		"own survey":           {surveys.ResponseFilter{Survey: "visit"}, "i"},
		"built-in survey":      {surveys.ResponseFilter{Survey: "nps11"}, "d"},
		"the usual survey":     {surveys.ResponseFilter{Survey: "csat5"}, "h g f e c b a"},
		"survey of a project":  {surveys.ResponseFilter{Survey: "csat5", Project: "website"}, "g"},
		"survey of an agent":   {surveys.ResponseFilter{Survey: "visit", Agent: "sam"}, "i"},
		"period":               {surveys.ResponseFilter{Period: surveys.Period{From: today - 90, To: today - 50}}, "h g"},
		"language":             {surveys.ResponseFilter{Language: "de"}, "h"},
		"language of most":     {surveys.ResponseFilter{Language: "en"}, "i g f e d c b a"},
		"complaints":           {surveys.ResponseFilter{Choices: surveys.Choices{Complaints: true}}, "d b a"},
		"satisfied":            {surveys.ResponseFilter{Choices: surveys.Choices{Satisfied: true}}, "i h g f e c"},
		"numbers":              {surveys.ResponseFilter{Choices: surveys.Choices{Numbers: []int{1, 6}}}, "d a"},
		"with words":           {surveys.ResponseFilter{Words: surveys.Yes}, "c b"},
		"without":              {surveys.ResponseFilter{Words: surveys.No}, "i h g f e d a"},
		"saying":               {surveys.ResponseFilter{Text: "HELAS tres"}, "b"},
		"saying part of words": {surveys.ResponseFilter{Text: "kin"}, "c"},
		"evidence":             {surveys.ResponseFilter{By: surveys.ByGesture}, ""},
		"brought in":           {surveys.ResponseFilter{By: surveys.ByImported}, "i h g f e d c b a"},
		"set aside":            {surveys.ResponseFilter{Void: true}, "j"},
		"set aside, customer":  {surveys.ResponseFilter{Void: true, Customer: "northwind"}, "j"},
		"two at once":          {surveys.ResponseFilter{Customer: "northwind", Choices: surveys.Choices{Complaints: true}, Words: surveys.Yes}, "b"},
	} {
		for _, limit := range []int{2, 50} {
			if got := strings.Join(interactions(t, s, c.filter, limit), " "); got != c.want {
				t.Errorf("%s, %d a page: %q, want %q", name, limit, got, c.want)
			}
		}
	}
}

// interactions reads all pages of a filter.
func interactions(t *testing.T, s *store.Store, f surveys.ResponseFilter, limit int) (out []string) {
	t.Helper()
	for cursor := ""; ; {
		page, err := s.FilterResponses(context.Background(), f, cursor, limit)
		must(t, err)
		for _, inv := range page.Items {
			out = append(out, string(inv.Interaction))
		}
		if cursor = page.Next; cursor == "" {
			return out
		}
	}
}

// A filter that lets few through ends a page after so many answers, with a
// cursor that goes on there; days whose tallies hold none are not looked at.
func TestARareAnswerIsLookedForInSteps(t *testing.T) {
	ctx := context.Background()
	h := newHistory(t)
	h.words("needle", "support", 3)
	h.clock.Advance(time.Hour)
	all := make([]surveys.Invitation, store.MostLooked+50)
	for i := range all {
		all[i] = h.invitation("support", "northwind", surveys.CSAT5)
		all[i].Mail, all[i].SentAt, all[i].AnsweredAt = surveys.MailSent, h.clock.Now(), h.clock.Now()
		all[i].Choice, all[i].By = 3, surveys.ByGesture
		h.clock.Advance(time.Minute)
	}
	h.tell(all)
	f := surveys.ResponseFilter{Words: surveys.Yes}
	page, err := h.store.FilterResponses(ctx, f, "", 20)
	must(t, err)
	if len(page.Items) != 0 || page.Next == "" || page.Looked != store.MostLooked {
		t.Fatalf("%d found, %d looked at, next %q", len(page.Items), page.Looked, page.Next)
	}
	page, err = h.store.FilterResponses(ctx, f, page.Next, 20)
	must(t, err)
	if len(page.Items) != 1 || page.Next != "" || page.Looked != 51 {
		t.Errorf("then %d found, %d looked at, next %q", len(page.Items), page.Looked, page.Next)
	}
	page, err = h.store.FilterResponses(ctx, surveys.ResponseFilter{Choices: surveys.Choices{Complaints: true}}, "", 20)
	must(t, err)
	if page.Looked != 0 || page.Next != "" {
		t.Errorf("no day holds a complaint, and %d answers were looked at", page.Looked)
	}
}

// words brings in one answer with a comment.
func (h *history) words(comment string, project surveys.ProjectID, choice int) {
	h.tb.Helper()
	h.made++
	in := storetest.Interaction(storetest.ID(fmt.Sprintf("W-%d", h.made)))
	in.Project.ID = project
	_, err := h.store.Import(context.Background(), []store.Imported{{Interaction: in, Scale: surveys.CSAT5, Choice: choice,
		AnsweredAtMS: h.clock.Now().UnixMilli(), Words: surveys.Words{Comment: comment}}})
	h.check(err)
	h.follow()
}

func TestFiltersWithFigures(t *testing.T) {
	with := []surveys.ResponseFilter{{}, {Project: "p"}, {Customer: "c"}, {Customer: "c", Project: "p"}, {Agent: "a"}, {Survey: "s"}, {Survey: "s", Agent: "a"}}
	without := []surveys.ResponseFilter{{Agent: "a", Project: "p"}, {Language: "de"}, {Choices: surveys.Choices{Satisfied: true}}, {Words: surveys.Yes},
		{Text: "x"}, {By: surveys.ByAuto}, {Void: true}, {Contact: "u"}}
	if i := slices.IndexFunc(with, func(f surveys.ResponseFilter) bool { return !f.HasFigures() }); i >= 0 {
		t.Errorf("%+v has no figures", with[i])
	}
	if i := slices.IndexFunc(without, surveys.ResponseFilter.HasFigures); i >= 0 {
		t.Errorf("%+v has figures", without[i])
	}
}
