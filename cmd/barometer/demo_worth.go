package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// firmMonths is how far back the firm's books go.
const firmMonths = 30

// firmAccount is what a customer of the demo's firm pays and costs.
type firmAccount struct {
	customer string
	project  surveys.ProjectID
	year     int                     // revenue of twelve months, in euros
	margin   func(t float64) float64 // share that is left; t runs from 0, firmMonths ago, to 1
	hands    []string                // who works for them
	ended    int                     // days ago; 0: they pay
}

// firmAccounts are who carries the firm: the largest earns least and gets
// better, a good one is in decline, a small one is happy and pays well.
func firmAccounts() []firmAccount {
	return []firmAccount{
		{"northgate", "support", 86_000, slope(.44, .08, .86, 1), []string{"Dev", "Aisha"}, 0},
		{"bergmann", "support", 120_000, slope(.02, .24, .5, 1), []string{"Aisha", "Jonas", "Dev"}, 0},
		{"helios", "erp", 64_000, slope(.38, .42, .75, 1), []string{"Jonas"}, 0},
		{"alma", "support", 41_000, slope(.26, -.12, .8, 1), []string{"Dev", "Tomas"}, 0},
		{"oakfield", "support", 23_000, steady(.44), []string{"Aisha"}, 0},
		{"lund", "support", 28_000, steady(.33), []string{"Marta", "Dev"}, 0},
		{"szabo", "web", 17_500, steady(.47), []string{"Marta"}, 0},
		{"kestrel", "erp", 58_000, slope(.25, .34, .6, 1), []string{"Jonas", "Dev"}, 0},
		{"tanaka", "field", 26_000, slope(.34, .4, .75, 1), []string{"Aisha", "Jonas"}, 0},
		{"aguirre", "web", 19_500, slope(.02, .34, .55, 1), []string{"Marta", "Jonas"}, 0},
		{"celik", "web", 9_800, steady(.52), []string{"Marta"}, 0},
		{"green", "support", 14_000, steady(.12), []string{"Tomas"}, 0},
		{"sahyadri", "support", 36_500, slope(.41, .36, .8, 1), []string{"Aisha", "Dev"}, 0},
		{"noor", "training", 21_000, steady(.28), []string{"Marta"}, 0},
		{"brightwater", "support", 24_000, steady(.42), []string{"Dev", "Tomas"}, 92},
		{"small-06", "support", 12_600, steady(.45), []string{"Aisha"}, 12}, // Mill Road Press, gone by a merger
		{"harbour", "web", 11_200, steady(.4), []string{"Marta"}, 0},        // new: nobody there was asked yet
	}
}

// firmRates are what an hour costs the firm, in cents.
func firmRates(today surveys.Day) []surveys.Rate {
	start := today - firmMonths*31
	year, _, _ := today.Date()
	raise := surveys.DayFromDate(year, time.January, 1)
	return []surveys.Rate{
		{Kind: surveys.RateOfRole, Name: "engineer", From: start, PerHour: 46_00},
		{Kind: surveys.RateOfRole, Name: "engineer", From: raise, PerHour: 48_50},
		{Kind: surveys.RateOfRole, Name: "designer", From: start, PerHour: 52_00},
		{Kind: surveys.RateOfRole, Name: "trainee", From: start, PerHour: 29_00},
		{Kind: surveys.RateOfPerson, Name: "Jonas", From: start, PerHour: 74_00},
	}
}

// fillWorth keeps the firm's books: what customers pay, the hours spent on them,
// what was bought, and what they are worth beyond that.
func fillWorth(ctx context.Context, st *store.Store) error {
	today := st.Today()
	for _, r := range firmRates(today) {
		if err := st.PutRates(ctx, surveys.DefaultCurrency, r); err != nil {
			return err
		}
	}
	rates, err := st.Rates(ctx)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1854, 2026))
	var entries []surveys.WorthEntry
	for _, a := range firmAccounts() {
		entries = append(entries, a.book(random, today, rates)...)
	}
	entries = append(append(entries, firmBeyond(today)...), surveys.WorthEntry{Kind: surveys.WorthTime, ID: "time-ines", Customer: "szabo",
		Project: "web", From: today - 9, To: today - 9, Minutes: 6 * 60, Person: "Ines", Note: "Photos"}) // no rate is agreed with her yet
	for part := range slices.Chunk(entries, importBatch) {
		for _, e := range part {
			if err := e.Check(today); err != nil {
				return fmt.Errorf("entry %s: %w", e.ID, err)
			}
		}
		if _, err := st.KeepWorth(ctx, part, surveys.DefaultCurrency); err != nil {
			return err
		}
	}
	for _, e := range firmBeyond(today) {
		note := surveys.CustomerNote{ID: "worth-" + e.ID, Customer: e.Customer, Kind: surveys.NoteMoney, Text: e.Note + " " + e.Why, At: e.From.Start(st.Zone()).Add(12 * time.Hour)}
		if err := st.NoteCustomer(ctx, note); err != nil {
			return err
		}
	}
	name := "Harbour Print"
	_, err = st.PutCustomer(ctx, "harbour", surveys.CustomerPatch{Name: &name})
	return err
}

// book is what happened with a customer, month by month.
func (a firmAccount) book(random *rand.Rand, today surveys.Day, rates surveys.Rates) (out []surveys.WorthEntry) {
	months := firmMonths
	if a.customer == "harbour" {
		months = 4
	}
	y, m, _ := today.Date()
	for i := months - 1; i >= 0; i-- {
		first := surveys.DayFromDate(y, m-time.Month(i), 1)
		last := surveys.DayFromDate(y, m-time.Month(i)+1, 1) - 1
		if a.ended > 0 && last > today-surveys.Day(a.ended) {
			break // no invoice for the month in which they left
		}
		share := min(1, float64(today-first+1)/float64(last-first+1)) // of the present month: what is over
		t := 1 - float64(i)/firmMonths
		revenue := surveys.Amount(a.year) * 100 / 12
		id := fmt.Sprintf("%s-%d", a.customer, first.Month())
		out = append(out, surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: "inv-" + id, Customer: surveys.CustomerID(a.customer), Project: a.project,
			From: first, To: last, Amount: revenue, Sort: surveys.RevenueRecurring, Note: "Service, monthly"})
		cost := float64(revenue) * share * (1 - a.margin(t))
		bought := surveys.Amount(cost * .12)
		out = append(out, surveys.WorthEntry{Kind: surveys.WorthCost, ID: "buy-" + id, Customer: surveys.CustomerID(a.customer), Project: a.project,
			From: first, To: first, Amount: bought, Note: "Licences and parts"})
		out = append(out, a.hours(random, id, first, min(last, today), cost*.88, rates)...)
	}
	return out
}

// hours are the days on which the customer's cost of time was spent.
func (a firmAccount) hours(random *rand.Rand, id string, first, last surveys.Day, cost float64, rates surveys.Rates) (out []surveys.WorthEntry) {
	visits := 2 * len(a.hands)
	for n := range visits {
		who := a.hands[n%len(a.hands)]
		role := "engineer"
		if who == "Marta" {
			role = "designer"
		}
		if who == "Tomas" {
			role = "trainee"
		}
		day := first + surveys.Day(random.IntN(int(last-first)+1))
		perHour, _ := rates.On(who, role, day) // there is one for each of them
		minutes := int(cost / float64(visits) / float64(perHour) * 60 * (.9 + .2*random.Float64()))
		for part := 0; minutes >= 5; part++ {
			spent := min(minutes, surveys.MaxMinutes)
			out = append(out, surveys.WorthEntry{Kind: surveys.WorthTime, ID: fmt.Sprintf("time-%s-%d-%d", id, n, part), Customer: surveys.CustomerID(a.customer),
				Project: a.project, From: day, To: day, Minutes: spent, Person: who, Role: role, Note: pick(random, []string{"Tickets", "On site", "Update", "Review", ""})})
			minutes -= spent
		}
	}
	return out
}

// firmBeyond is what customers are worth beyond what they pay.
func firmBeyond(today surveys.Day) []surveys.WorthEntry {
	beyond := func(id, customer, sort string, ago surveys.Day, amount surveys.Amount, why, note string) surveys.WorthEntry {
		return surveys.WorthEntry{Kind: surveys.WorthBeyond, ID: id, Customer: surveys.CustomerID(customer), Project: surveys.GeneralProject,
			From: today - ago, To: today - ago, Amount: amount, Sort: sort, By: "Jonas Weber", Why: why, Note: note}
	}
	return []surveys.WorthEntry{
		beyond("b-1", "szabo", surveys.BeyondReferral, 140, 9_800_00, "A year of what Studio Çelik pays.", "Told Studio Çelik of us."),
		beyond("b-2", "lund", surveys.BeyondReference, 63, 6_000_00, "One tender in four was won with it.", "Took two calls from other libraries."),
		beyond("b-3", "tanaka", surveys.BeyondCaseStudy, 210, 4_500_00, "Two enquiries named it.", "The story of the print shop on our site."),
	}
}
