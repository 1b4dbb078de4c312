package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// named asks about people with names and addresses of many spellings.
func named(t *testing.T, s *store.Store) {
	t.Helper()
	for i, p := range []struct{ customer, address, name string }{
		{"Müller & Söhne GmbH", "joerg.mueller@example.de", "Jörg Müller"},
		{"Szabó Kertészet", "zsofia@kert.example", "Szabó Zsófia"},
		{"شركة النور", "ahmad@alnoor.example", "أحمد عبد الله"},
		{"Straße & Weg", "o.nuñez@weg.example", "Óscar Núñez"},
		{"Northgate Logistics", "priya.nair@northgate.example", "Priya Nair"},
		{"North Sea Foods", "lars@nsf.example", "Lars Ørsted"},
	} {
		id := surveys.CustomerID(fmt.Sprintf("k%d", i))
		storetest.Ask(t, s, storetest.ID(fmt.Sprint("T-", i)), storetest.To(p.address, p.name),
			storetest.For(storetest.Support(), surveys.CustomerRef{ID: id, Name: p.customer}))
	}
}

func search(t *testing.T, s *store.Store, text string) store.Found {
	t.Helper()
	found, err := s.Search(context.Background(), store.SearchQuery{Text: text, Limit: 10})
	must(t, err)
	return found
}

func TestNamesAreFoundByTheBeginningOfAnyWord(t *testing.T) {
	s, _ := storetest.Open(t)
	named(t, s)
	tests := []struct{ text, customers, people string }{
		{"north", "k5 k4", "priya"},
		{"NORTH log", "k4", ""},
		{"log north", "k4", ""},
		{"orth", "", ""},
		{"muller", "k0", "joerg"},
		{"Müller", "k0", "joerg"},
		{"mueller", "", "joerg"},
		{"szabo", "k1", "zsofia"},
		{"kerte", "k1", ""},
		{"kert", "k1", "zsofia"},
		{"احمد", "", "ahmad"},
		{"أَحمد", "", "ahmad"},
		{"النور", "k2", ""},
		{"strasse", "k3", ""},
		{"nunez", "", "o.nu"},
		{"orsted", "", "lars"},
		{"priya.nair@northg", "", "priya"},
		{"priya nair", "", "priya"},
		{"nair pri", "", "priya"},
		{"nair lars", "", ""},
		{"*", "", ""}, {"", "", ""}, {"\x00\xff", "", ""}, {strings.Repeat("x", 5000), "", ""},
	}
	for _, c := range tests {
		found := search(t, s, c.text)
		if got := fmt.Sprint(found.Customers); got != "["+c.customers+"]" {
			t.Errorf("%q finds customers %v, want %s", c.text, got, c.customers)
		}
		people, err := s.Contacts(context.Background(), found.People)
		must(t, err)
		if (c.people == "") != (len(people) == 0) {
			t.Errorf("%q finds %d people, want %q", c.text, len(people), c.people)
		}
		for _, p := range people {
			if !strings.HasPrefix(p.Address, c.people) {
				t.Errorf("%q finds %s", c.text, p.Address)
			}
		}
	}
	if found := search(t, s, "supp"); len(found.Projects) != 1 || found.Projects[0] != "support" {
		t.Errorf("projects %v", found.Projects)
	}
}

// A new name takes the place of the old one, also for a process that knew that.
func TestANewNameIsFoundInPlaceOfTheOld(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	storetest.Ask(t, s)
	name := "Anna Lindgren"
	must(t, s.AmendContact(ctx, surveys.NewContactID(storetest.Anna), surveys.ContactPatch{Name: &name}))
	if got := search(t, s, "berg"); len(got.People) != 0 {
		t.Errorf("the old name finds %v", got.People)
	}
	if got := search(t, s, "lindg"); len(got.People) != 1 {
		t.Errorf("the new name finds %v", got.People)
	}
	storetest.Ask(t, s, storetest.ID("T-2"), storetest.To(storetest.Anna, ""), storetest.For(storetest.Support(), surveys.CustomerRef{ID: "northwind", Name: "Southwind"}))
	if got := search(t, s, "lindg"); len(got.People) != 1 {
		t.Error("an interaction without a name took the name away")
	}
	if old, fresh := search(t, s, "northwind l"), search(t, s, "southw"); len(old.Customers) != 0 || len(fresh.Customers) != 1 {
		t.Errorf("customer: old %v, new %v", old.Customers, fresh.Customers)
	}
	must(t, s.ForgetName(ctx, surveys.NewContactID(storetest.Anna)))
	if got := search(t, s, "lindg"); len(got.People) != 0 {
		t.Errorf("somebody who is to be forgotten is found: %v", got.People)
	}
}

// Who was known before there was an index is put in once.
func TestTheIndexIsFilledOnce(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	named(t, s)
	must(t, s.LoseNames(ctx))
	if got := search(t, s, "priya"); len(got.People) != 0 {
		t.Fatal("the index was not lost")
	}
	must(t, s.FillNames(ctx))
	if got := search(t, s, "priya"); len(got.People) != 1 {
		t.Errorf("people after filling: %v", got.People)
	}
	if got := search(t, s, "sup"); len(got.Projects) != 1 {
		t.Errorf("projects after filling: %v", got.Projects)
	}
}

func TestCommentsAreFoundByWordsAnywhere(t *testing.T) {
	h := newHistory(t)
	for _, words := range []string{"The portal was down again", "Portail très lent", "Büro geschlossen", "الخدمة سَريعة جدًا", "nothing else"} {
		h.words(words, "support", 2)
		h.clock.Advance(1)
	}
	for text, want := range map[string]int{
		"portal": 1, "ORTAI": 1, "port": 2, "lent tres": 1, "buro": 1, "gesch büro": 1, "سريعة": 1, "خدمه": 1, "portal else": 0, "xyz": 0,
	} {
		if got := search(t, h.store, text); len(got.Said) != want {
			t.Errorf("%q is said %d times, want %d", text, len(got.Said), want)
		}
	}
	h.words("portal, once more", "website", 5)
	if got := search(t, h.store, "portal"); len(got.Said) != 2 || got.Said[0].Project != "website" {
		t.Errorf("a new comment is not the first of what is found: %v", got.Said)
	}
}

// Words that are changed or taken back in the page are found as they are now.
func TestChangedWordsAreFoundAsTheyAre(t *testing.T) {
	s, clock := storetest.Open(t)
	p := &tapping{t, s, clock, storetest.Sent(t, s).ID}
	act := press(p.visit(1, 2, 0), 1, 2)
	act.Words = surveys.Words{Comment: "far too slow"}
	p.confirm(act)
	if got := search(t, s, "slow"); len(got.Said) != 1 {
		t.Fatalf("said %v", got.Said)
	}
	act = press(p.visit(1, 2, 0), 2, 2)
	act.Words = surveys.Words{Comment: "all is well"}
	p.confirm(act)
	if old, fresh := search(t, s, "slow"), search(t, s, "well"); len(old.Said) != 0 || len(fresh.Said) != 1 {
		t.Errorf("old words find %d, new ones %d", len(old.Said), len(fresh.Said))
	}
	must(t, s.Void(context.Background(), p.id, "sam", "a colleague tried the link"))
	if got := search(t, s, "well"); len(got.Said) != 0 {
		t.Error("an answer that does not count is found")
	}
	count := func(want int) {
		t.Helper()
		if n, all, err := s.CountSaid(context.Background()); n != want || !all || err != nil {
			t.Errorf("%d comments (%t, %v), want %d", n, all, err, want)
		}
	}
	count(0)
	must(t, s.Restore(context.Background(), p.id, "sam", "it was theirs"))
	count(1)
}

// Who has counted the words before counts them right, wherever the process was
// killed that took the answer back, let it count again or heard another one.
func TestWordsAreCountedAsTheirAnswersAre(t *testing.T) {
	ctx := t.Context()
	for name, change := range map[string]func(p *tapping, later surveys.Nonce) error{
		"voided":   func(p *tapping, _ surveys.Nonce) error { return p.store.Void(ctx, p.id, "sam", "a colleague") },
		"restored": func(p *tapping, _ surveys.Nonce) error { return p.store.Restore(ctx, p.id, "sam", "it was theirs") },
		"given anew": func(p *tapping, later surveys.Nonce) error {
			_, err := p.store.Confirm(ctx, press(later, 1, 4))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			killedAt(t, func(h *history) (func() error, func(int64)) {
				p := &tapping{t, h.store, h.clock, storetest.Sent(t, h.store).ID}
				page := p.visit(1, 4, 0)
				act := press(page, 1, 4)
				act.Words = surveys.Words{Comment: "quite well"}
				p.confirm(act)
				switch name {
				case "restored":
					must(t, h.store.Void(ctx, p.id, "sam", "a colleague"))
				case "given anew":
					p.confirm(press(page, 1, 2)) // another button of one page, at once: no person
				}
				later := p.visit(2, 4, 0)
				other := storetest.OpenWith(t, h.store.Redis(), store.Options{Now: h.clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
				_, _, err := other.CountSaid(ctx)
				must(t, err)
				return func() error { return change(p, later) }, func(kill int64) {
					inv, err := h.store.Invitation(ctx, p.id)
					must(t, err)
					n, _, err := other.CountSaid(ctx)
					must(t, err)
					if (n == 1) != (inv.Answer == surveys.Answered) {
						t.Errorf("killed at command %d: the answer is %q, %d comments", kill, inv.Answer, n)
					}
				}
			})
		})
	}
}
