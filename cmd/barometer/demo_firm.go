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

// firmYear is how far back the demo's firm remembers.
const firmYear = 364

// firmCustomer is a customer of the demo's firm.
type firmCustomer struct {
	id, name string
	contacts []surveys.Contact
	projects []surveys.ProjectID
	answers  int                     // answers in the year
	mood     func(t float64) float64 // share of satisfied answers; t runs from 0, a year ago, to 1
	said     map[int][]string        // own words by choice; nil: those of everybody
	away     [2]int                  // days ago between which nothing was heard of it; two 0: none
}

// goneAt reports whether nothing was heard of it then.
func (c firmCustomer) goneAt(now, at time.Time) bool {
	ago := int(now.Sub(at).Hours() / 24)
	return ago <= c.away[0] && ago >= c.away[1] && c.away[0] > 0
}

func steady(share float64) func(float64) float64 {
	return func(float64) float64 { return share }
}

// slope goes from one share to another between two times.
func slope(before, after, from, to float64) func(float64) float64 {
	return func(t float64) float64 {
		return before + (after-before)*min(1, max(0, (t-from)/(to-from)))
	}
}

// fillFirm makes a believable year: a team and its surveys, answers with their
// own dates, cases that people have worked on, and then a few interactions that
// are really asked about. settle moves the figures on.
func fillFirm(ctx context.Context, st *store.Store, you surveys.User, settle func(context.Context) error) error {
	team, err := setUpHouse(ctx, st, you)
	if err != nil {
		return err
	}
	then, err := openPast(ctx, st)
	if err != nil {
		return err
	}
	if err := then.relive(ctx, firmEvents(rand.New(rand.NewPCG(1723, 2026)), st.Now())); err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	if err := workOnCases(ctx, st, then, team); err != nil {
		return err
	}
	if err := saveSurvey(ctx, st, ticketSurvey()); err != nil {
		return err
	}
	if err := askToday(ctx, st); err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	if err := noteFirm(ctx, st, team); err != nil {
		return err
	}
	if err := fillWorth(ctx, st); err != nil {
		return err
	}
	if err := fillLives(ctx, st, then, team, settle); err != nil {
		return err
	}
	return fillRelations(ctx, st, team, settle)
}

// firmRows are the answers of the year.
func firmRows(random *rand.Rand, now time.Time) []store.Imported {
	var rows []store.Imported
	for _, c := range firmCustomers() {
		for range c.answers {
			day := random.IntN(firmYear) + 2
			at := workingHour(random, now.AddDate(0, 0, -day))
			if row := c.answer(random, now, at); !c.goneAt(now, at) {
				rows = append(rows, row)
			}
		}
	}
	slices.SortFunc(rows, func(a, b store.Imported) int { return int(a.AnsweredAtMS - b.AnsweredAtMS) })
	for i := range rows {
		rows[i].Interaction.ID = surveys.InteractionID(fmt.Sprintf("%d", 2000+i))
	}
	return append(rows, lastWeek(now)...)
}

// workingHour moves a day out of the weekend, to an hour when people answer.
func workingHour(random *rand.Rand, t time.Time) time.Time {
	t = workingDay(t)
	return time.Date(t.Year(), t.Month(), t.Day(), 8+random.IntN(10), random.IntN(60), random.IntN(60), 0, time.UTC)
}

// answer is one answer of the customer at a time.
func (c firmCustomer) answer(random *rand.Rand, now, at time.Time) store.Imported {
	t := 1 - now.Sub(at).Hours()/24/firmYear
	choice := drawChoice(random, c.mood(t))
	contact := c.contacts[random.IntN(len(c.contacts))]
	project := c.projects[random.IntN(len(c.projects))]
	kind := kindOf(project)
	agents := []surveys.AgentID{"aisha", "dev", "jonas", "marta", "tomas"}
	row := store.Imported{
		Interaction: surveys.Interaction{
			Type: kind.name, OccurredAt: at, Contact: contact, Survey: kind.survey,
			Project:  surveys.ProjectRef{ID: project, Name: firmProjects()[project]},
			Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name},
			Agent:    agents[random.IntN(len(agents))],
		},
		Scale: kind.scale, Choice: choice, AnsweredAtMS: at.UnixMilli(),
	}
	if kind.scale == surveys.Thermometer4 {
		row.Choice = max(1, choice-1) // it has no middle: so-so is yellow there
	}
	// Who is annoyed writes more often.
	if random.Float64() < []float64{0, .7, .5, .3, .12, .15}[choice] {
		row.Words.Comment = pick(random, c.words(choice))
	}
	if choice <= 2 && random.Float64() < .6 {
		reasons := surveys.BuiltInReasons()
		row.Words.Reasons = []string{reasons[random.IntN(len(reasons))]}
	}
	return row
}

// firmKind is what the firm is asked about in a project.
type firmKind struct {
	name   string
	survey surveys.SurveyID
	scale  surveys.ScaleID
}

// kindOf is a visit on site, a ticket everywhere else.
func kindOf(project surveys.ProjectID) firmKind {
	if project == "field" {
		return firmKind{"visit", visitSurvey, surveys.Thermometer4}
	}
	return firmKind{"ticket", surveys.DefaultSurveyID, surveys.CSAT5}
}

func (c firmCustomer) words(choice int) []string {
	if own := c.said[choice]; len(own) > 0 {
		return append(slices.Clone(own), firmWords(choice)...)
	}
	return firmWords(choice)
}

func pick(random *rand.Rand, words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[random.IntN(len(words))]
}

// drawChoice draws a choice so that the share of 4 and 5 is as asked for.
func drawChoice(random *rand.Rand, satisfied float64) int {
	if random.Float64() < satisfied {
		return 4 + min(1, random.IntN(5)/2) // 5 more often than 4
	}
	return []int{3, 3, 2, 2, 1}[random.IntN(5)]
}
