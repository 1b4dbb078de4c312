package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// firmLife is a step of a customer's life with the demo's firm, so many days
// ago.
type firmLife struct {
	customer  string
	ago       int // of the day it holds from
	stage     surveys.Stage
	reason    string
	won, lost bool // the day is the one it came, or left
}

// firmLives are the lives of those whom the firm is asked about all the time.
// Of Studio Çelik nobody has said since when.
func firmLives() []firmLife {
	return []firmLife{
		{"northgate", 2100, surveys.Active, "", true, false},
		{"northgate", 9, surveys.AtRisk, "Priya says that they ask two other houses for a price.", false, false},
		{"alma", 1460, surveys.Active, "", true, false},
		{"oakfield", 890, surveys.Active, "", true, false},
		{"lund", 2900, surveys.Active, "", true, false},
		{"szabo", 640, surveys.Active, "", true, false},
		{"kestrel", 1180, surveys.Active, "", true, false},
		{"tanaka", 760, surveys.Active, "", true, false},
		{"aguirre", 1300, surveys.Active, "", true, false},
		{"aguirre", 262, surveys.Lost, "Nobody answered for three days, twice.", false, true},
		{"aguirre", 228, surveys.WonBack, "Marta went there, and each form has a name beside it now.", true, false},
		{"brightwater", 980, surveys.Active, "", true, false},
		{"brightwater", 115, surveys.AtRisk, "Three complaints in a month, and Nora Kim no longer calls back.", false, false},
		{"brightwater", 92, surveys.Lost, "Went to a house that answers on the same day.", false, true},
		{"green", 540, surveys.Active, "", true, false},
		{"sahyadri", 470, surveys.Active, "", true, false},
		{"bergmann", 1020, surveys.Active, "", true, false},
		{"helios", 580, surveys.Active, "", true, false},
		{"harbour", 690, surveys.Active, "", true, false},
		{"noor", 350, surveys.Onboarding, "", true, false},
		{"noor", 290, surveys.Active, "", false, false},
	}
}

// firmAttributes are what kind of customer each is: industry, contract, region.
func firmAttributes() map[string][3]string {
	return map[string][3]string{
		"northgate": {"logistics", "care", "north"}, "alma": {"food", "care", "north"}, "oakfield": {"health", "care", "south"},
		"lund": {"public", "care", "north"}, "szabo": {"retail", "care", "south"}, "kestrel": {"public", "care", "north"},
		"tanaka": {"print", "care", "south"}, "aguirre": {"retail", "care", "south"}, "celik": {"design", "when needed", "south"},
		"green": {"public", "care", "north"}, "bergmann": {"crafts", "care", "north"}, "helios": {"energy", "care", "south"}, "sahyadri": {"textiles", "care", "south"}, "noor": {"retail", "when needed", "south"},
		"brightwater": {"hotel", "care", "south"},
		"harbour":     {"print", "care", "south"},
	}
}

// smallFirm is one of the many customers that need the firm now and then.
type smallFirm struct {
	name, industry, contract string
	won, lost                int // days ago; lost 0: still there
	reason                   string
}

// smallFirms are they: those who left were mostly without a contract, and many
// had complained.
func smallFirms() []smallFirm {
	const care, now = "care", "when needed"
	return []smallFirm{
		{"Bakery Lindmark", "food", now, 900, 345, "closed the shop"},
		{"Harbour Yoga", "health", now, 700, 300, "found somebody nearer"},
		{"Otter Bikes", "retail", now, 610, 262, "too slow for them"},
		{"Café Marinho", "food", now, 520, 231, "nobody called back"},
		{"Vogel Optik", "health", now, 810, 190, "bought another till"},
		{"Mill Road Press", "print", care, 1500, 12, "merged with a house that has its own people"},
		{"Green Parrot Toys", "retail", now, 430, 138, "too slow for them"},
		{"Dunes Hotel", "hotel", now, 980, 160, "the portal was down in the season"},
		{"Taller Ruiz", "crafts", now, 400, 112, "nobody called back"},
		{"Fenn & Daughters", "crafts", care, 1200, 0, ""}, {"Praxis Dr. Ott", "health", care, 1100, 0, ""},
		{"Nilsson Glass", "crafts", care, 1040, 0, ""}, {"Blue Door Books", "retail", care, 990, 0, ""},
		{"Kovács Autó", "crafts", care, 940, 0, ""}, {"Ridge Dental", "health", care, 880, 0, ""},
		{"Maison Perrin", "retail", care, 830, 0, ""}, {"Westgate Parish", "public", care, 790, 0, ""},
		{"Olive & Thyme", "food", now, 730, 0, ""}, {"Hansen Boats", "crafts", care, 690, 0, ""},
		{"Larch Nursery", "public", care, 650, 0, ""}, {"Sato Ceramics", "retail", care, 600, 0, ""},
		{"Bright Minds Tutoring", "public", care, 560, 0, ""}, {"Perez y Soto", "retail", now, 510, 0, ""},
		{"Quarry Climbing", "health", care, 480, 0, ""}, {"Amsel Druck", "print", care, 450, 0, ""},
		{"Tinsmith Works", "crafts", care, 410, 0, ""}, {"Rosa Flowers", "retail", care, 300, 0, ""},
		{"Juniper Physio", "health", care, 240, 0, ""}, {"Moss & Stone", "crafts", now, 160, 0, ""},
		{"Lantern Theatre", "public", care, 110, 0, ""}, {"Pier Seven", "food", care, 70, 0, ""},
		{"Anker Logistik", "logistics", care, 25, 0, ""},
	}
}

func (f smallFirm) id(i int) surveys.CustomerID {
	return surveys.CustomerID(fmt.Sprintf("small-%02d", i+1))
}

// fillLives tells the lives of the firm's customers, and what the small ones
// said. settle moves the figures on.
func fillLives(ctx context.Context, st *store.Store, then *past, team firmTeam, settle func(context.Context) error) error {
	if err := smallAnswers(ctx, st); err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	for _, l := range firmLives() {
		if err := tellLife(ctx, then.on(st, l.ago), team, l); err != nil {
			return err
		}
	}
	kinds := firmAttributes()
	for _, id := range slices.Sorted(maps.Keys(kinds)) {
		if err := tellAttributes(ctx, st, surveys.CustomerID(id), kinds[id]); err != nil {
			return err
		}
	}
	return tellSmall(ctx, st, then, team)
}

func tellLife(ctx context.Context, st *store.Store, team firmTeam, l firmLife) error {
	day := st.Today()
	p := surveys.CustomerPatch{Stage: &l.stage, Reason: l.reason, By: team.marta.ID}
	if l.won {
		p.WonOn = &day
	}
	if l.lost {
		p.LostOn = &day
	}
	_, err := st.PutCustomer(ctx, surveys.CustomerID(l.customer), p)
	return err
}

func tellAttributes(ctx context.Context, st *store.Store, id surveys.CustomerID, values [3]string) error {
	p := surveys.CustomerPatch{Attributes: map[string]*string{"industry": &values[0], "contract": &values[1], "region": &values[2]}}
	_, err := st.PutCustomer(ctx, id, p)
	return err
}

func tellSmall(ctx context.Context, st *store.Store, then *past, team firmTeam) error {
	for i, f := range smallFirms() {
		won := st.Today() - surveys.Day(f.won)
		p := surveys.CustomerPatch{Name: &f.name, WonOn: &won, By: team.dev.ID}
		if _, err := then.on(st, f.won).PutCustomer(ctx, f.id(i), p); err != nil {
			return err
		}
		if f.lost > 0 {
			lost := st.Today() - surveys.Day(f.lost)
			if _, err := then.on(st, f.lost).PutCustomer(ctx, f.id(i), surveys.CustomerPatch{LostOn: &lost, Reason: f.reason, By: team.dev.ID}); err != nil {
				return err
			}
		}
		region := []string{"north", "south"}[i%2]
		if err := tellAttributes(ctx, st, f.id(i), [3]string{f.industry, f.contract, region}); err != nil {
			return err
		}
	}
	return nil
}

// smallAnswers are a few answers of each: the last ones of those who left are
// mostly complaints.
func smallAnswers(ctx context.Context, st *store.Store) error {
	random := rand.New(rand.NewPCG(1724, 2026))
	var rows []store.Imported
	for i, f := range smallFirms() {
		for n := range 3 {
			ago, choice := max(f.lost, 8)+8+n*24+random.IntN(16), 4+random.IntN(2)
			switch {
			case f.lost == 0:
				ago = 20 + n*180 + random.IntN(60) // the last of them before the year began
			case n < 2 && f.contract != "care":
				choice = 1 + random.IntN(2)
			}
			ago = min(ago, f.won-5)
			rows = append(rows, f.answer(i, n, choice, workingHour(random, st.Now().AddDate(0, 0, -max(8, ago)))))
		}
	}
	_, err := st.Import(ctx, rows)
	return err
}

func (f smallFirm) answer(i, n, choice int, at time.Time) store.Imported {
	return store.Imported{
		Interaction: surveys.Interaction{
			ID: surveys.InteractionID(fmt.Sprintf("s-%d-%d", i+1, n+1)), Type: "ticket", OccurredAt: at, Agent: "tomas",
			Contact:  person("", fmt.Sprintf("office@small-%02d.example", i+1), "en", surveys.DecisionMaker),
			Project:  surveys.ProjectRef{ID: "support", Name: firmProjects()["support"]},
			Customer: surveys.CustomerRef{ID: f.id(i), Name: f.name},
		},
		Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(),
	}
}
