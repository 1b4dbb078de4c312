package store_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/surveys/store"
)

// A long past of many projects, followed day by day in batches, must raise the
// alarms and end with the risks that a backtest of the same file tells. The past
// is made up; BAROMETER_TEST_DATA names a folder with public.csv.gz to take
// instead.
func TestALongPastIsToldLiveAsInABacktest(t *testing.T) {
	past := manyProjects(80, 2000)
	if dir := os.Getenv("BAROMETER_TEST_DATA"); dir != "" {
		past = readPast(t, filepath.Join(dir, "public.csv.gz"))
	}
	h, ctx := newHistory(t), context.Background()
	zone := h.store.Zone()
	h.live(past)
	last := map[string]signal.Row{}
	episodes, err := signal.Replay(past, signal.Rules{Alpha: signal.DefaultAlpha, Zone: zone, Once: true},
		func(r signal.Row) error { last[r.Stream] = r; return nil })
	must(t, err)
	want := map[string][]string{}
	for _, e := range episodes {
		want[e.Stream] = append([]string{fmt.Sprint(e.At.UTC(), e.Since.UTC())}, want[e.Stream]...)
	}
	wrong, worst := 0, 0.0
	for _, stream := range slices.Sorted(maps.Keys(last)) {
		row := last[stream]
		h.clock.Set((row.Day + 1).Start(zone))
		standing, err := h.store.ProjectStanding(ctx, surveys.ProjectID(stream), month())
		must(t, err)
		worst = max(worst, math.Abs(standing.Risk-row.Risk))
		var got []string
		for _, a := range h.alarms(store.AlarmQuery{Project: surveys.ProjectID(stream)}) {
			if a.Level == surveys.AlarmOfProject {
				got = append(got, fmt.Sprint(a.At, a.Since))
			}
		}
		if !slices.Equal(got, want[stream]) {
			if wrong++; wrong < 4 {
				t.Errorf("%s: alarms %v, want %v", stream, got, want[stream])
			}
		}
	}
	if worst > 1e-9 || wrong > 0 || len(episodes) < 5 {
		t.Errorf("of %d streams %d alarm otherwise; risk off by %g; %d episodes", len(last), wrong, worst, len(episodes))
	}
	t.Logf("%d answers of %d streams, %d episodes, risk off by at most %.2g", len(past), len(last), len(episodes), worst)
}

// live lets the past happen, a day at a time, and follows each.
func (h *history) live(past []signal.Past) {
	h.tb.Helper()
	zone := h.store.Zone()
	for at := 0; at < len(past); {
		day := surveys.DayOf(past[at].At, zone)
		var batch []surveys.Invitation
		for ; at < len(past) && surveys.DayOf(past[at].At, zone) == day; at++ {
			p := past[at]
			inv := h.invitation(surveys.ProjectID(p.Stream), "everybody", p.Scale)
			inv.Contact = surveys.ContactID(p.Contact)
			inv.Mail, inv.SentAt = surveys.MailSent, p.At
			inv.Answer, inv.Choice, inv.By, inv.AnsweredAt = surveys.Answered, p.Choice, surveys.ByGesture, p.At
			batch = append(batch, inv)
		}
		h.clock.Set((day + 1).Start(zone).Add(-time.Second))
		h.check(h.store.NoteAll(context.Background(), batch, surveys.EntryAnswered))
		h.follow()
	}
}

// manyProjects makes up answers of projects of very different volume, some of
// which get worse for good and some for a while.
func manyProjects(projects, answers int) []signal.Past {
	random := rand.New(rand.NewPCG(7, 11))
	start := time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC)
	weights := make([]float64, projects)
	sum := 0.0
	for i := range weights {
		weights[i] = 1 / float64(i+1)
		sum += weights[i]
	}
	out := make([]signal.Past, 0, answers)
	for range answers {
		at := start.Add(time.Duration(random.IntN(400*24*3600)) * time.Second)
		draw, project := random.Float64()*sum, 0
		for draw -= weights[0]; draw > 0; draw -= weights[project] {
			project++
		}
		day := at.Sub(start).Hours() / 24
		bad := .08 + .08*float64(project%3)
		if project%4 == 1 && day > 200 && (project%8 == 1 || day < 260) {
			bad = .6
		}
		choice := 4 + random.IntN(2)
		if random.Float64() < bad {
			choice = 1 + random.IntN(3)
		}
		contact := surveys.NewContactID(strconv.Itoa(random.IntN(answers / 2)))
		out = append(out, signal.Past{Stream: fmt.Sprintf("project %d", project), Contact: string(contact), At: at, Scale: surveys.CSAT5, Choice: choice})
	}
	slices.SortStableFunc(out, func(a, b signal.Past) int { return a.At.Compare(b.At) })
	return out
}

// readPast reads project, contact, answered_at and score of a file.
func readPast(t *testing.T, path string) (out []signal.Past) {
	t.Helper()
	file, err := os.Open(path)
	must(t, err)
	defer file.Close()
	plain, err := gzip.NewReader(file)
	must(t, err)
	rows := csv.NewReader(plain)
	header, err := rows.Read()
	must(t, err)
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		must(t, err)
		at, err := time.Parse(time.RFC3339, row[column["answered_at"]])
		must(t, err)
		choice, err := strconv.Atoi(row[column["score"]])
		must(t, err)
		contact := surveys.NewContactID(row[column["contact"]])
		out = append(out, signal.Past{Stream: row[column["project"]], Contact: string(contact), At: at, Scale: surveys.CSAT5, Choice: choice})
	}
	slices.SortStableFunc(out, func(a, b signal.Past) int { return a.At.Compare(b.At) })
	return out
}
