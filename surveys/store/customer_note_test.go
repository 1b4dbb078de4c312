package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// said are the notes on a customer's timeline, the newest first.
func said(t *testing.T, s *store.Store, id surveys.CustomerID) []string {
	t.Helper()
	events, _, err := s.CustomerTimelineOf(context.Background(), id, surveys.EventNote, "", 50)
	must(t, err)
	var out []string
	for _, e := range events {
		out = append(out, e.Note.Text)
	}
	return out
}

func TestANoteStandsOnTheTimelineOnce(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	storetest.Ask(t, s, storetest.ID("T-1"), storetest.For(storetest.Website(), storetest.Lakeside()))
	old := surveys.CustomerNote{ID: "call", Customer: "lakeside", Kind: surveys.NoteText, Text: "They called.", By: "mia", At: clock.Now().AddDate(0, -8, 0)}
	must(t, s.NoteCustomer(ctx, old))
	changed := old
	changed.Text = "They wrote."
	must(t, s.NoteCustomer(ctx, changed))
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{Customer: "lakeside", Kind: surveys.NoteThanks, Text: "Thanked for a year."}))
	if got := strings.Join(said(t, s, "lakeside"), " "); got != "Thanked for a year. They called." {
		t.Errorf("notes %q", got)
	}
	events, _, err := s.CustomerTimelineOf(ctx, "lakeside", surveys.EventNote, "", 50)
	must(t, err)
	if last := events[1]; last.Note.By != "mia" || !last.At.Equal(old.At.Truncate(time.Second)) || last.Note.Kind != surveys.NoteText {
		t.Errorf("the note became %+v", last)
	}
	if of := said(t, s, "northwind"); len(of) != 0 {
		t.Errorf("another customer has %v", of)
	}
}

// Notes stand among everything else, page by page, with none lost or twice.
func TestNotesArePagedWithTheRest(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	for i := range 7 {
		must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: string(rune('a' + i)), Customer: "lakeside", Kind: surveys.NoteText,
			Text: string(rune('A' + i)), At: clock.Now().AddDate(0, -i, 0)}))
	}
	var got, cursor string
	for {
		events, next, err := s.CustomerTimeline(ctx, "lakeside", cursor, 2)
		must(t, err)
		for _, e := range events {
			got += e.Note.Text
		}
		if cursor = next; next == "" {
			break
		}
	}
	if got != "ABCDEFG" {
		t.Errorf("pages held %q", got)
	}
}

func TestAForgottenNoteIsGone(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "call", Customer: "lakeside", Kind: surveys.NoteText, Text: "They called."}))
	must(t, s.ForgetNote(ctx, "lakeside", "call"))
	must(t, s.ForgetNote(ctx, "lakeside", "call"))
	if got := said(t, s, "lakeside"); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestWhatIsNoNote(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	for _, c := range []struct {
		name string
		n    surveys.CustomerNote
	}{
		{"nothing said", surveys.CustomerNote{Customer: "lakeside", Kind: surveys.NoteText}},
		{"nobody", surveys.CustomerNote{Text: "They called."}},
		{"too long", surveys.CustomerNote{Customer: "lakeside", Text: strings.Repeat("é", surveys.MaxCustomerNote+1)}},
	} {
		if err := s.NoteCustomer(ctx, c.n); surveys.CodeOf(err) != surveys.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{Customer: "lakeside", Text: strings.Repeat("é", surveys.MaxCustomerNote)}))
}
