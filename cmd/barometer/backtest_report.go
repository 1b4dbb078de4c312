package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// backtestReport says to a person what a replay found.
type backtestReport struct {
	command  backtestCommand
	past     []signal.Past
	refused  []refusal
	zone     *time.Location
	episodes []signal.Episode
}

func (r backtestReport) print(out io.Writer) error {
	var b strings.Builder
	r.what(&b)
	r.refusals(&b)
	r.newest(&b)
	r.beside(&b)
	if r.command.Out != "" {
		fmt.Fprintf(&b, "\nThe state at the end of each day is in %s.\n", r.command.Out)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r backtestReport) what(b *strings.Builder) {
	first, last := r.past[0].At, r.past[0].At
	streams := map[string]bool{}
	for _, p := range r.past {
		streams[p.Stream] = true
		if p.At.Before(first) {
			first = p.At
		}
		if p.At.After(last) {
			last = p.At
		}
	}
	told := map[string]bool{}
	for _, e := range r.episodes {
		told[e.Stream] = true
	}
	fmt.Fprintf(b, "%s of %s from %s to %s.\n", count(len(r.past), "answer"), count(len(streams), r.command.By), r.day(first), r.day(last))
	fmt.Fprintf(b, "Barometer would have told you of %s in %s.\n", count(len(r.episodes), "decline"), count(len(told), r.command.By))
	fmt.Fprintf(b, "Its promise: false alarms of a %s that does not change stay at about %v a year or fewer, however many answers it gets.\n", r.command.By, r.command.Alpha)
}

func (r backtestReport) refusals(b *strings.Builder) {
	if len(r.refused) == 0 {
		return
	}
	fmt.Fprintf(b, "\nLeft out: %s.\n", count(len(r.refused), "row"))
	for _, x := range r.refused[:min(5, len(r.refused))] {
		fmt.Fprintf(b, "  line %d: %v\n", x.line, x.reason)
	}
	if more := len(r.refused) - 5; more > 0 {
		fmt.Fprintf(b, "  … and %d more\n", more)
	}
}

// newest names the newest declines with what followed.
func (r backtestReport) newest(b *strings.Builder) {
	shown := r.episodes[max(0, len(r.episodes)-r.command.Episodes):]
	if len(shown) == 0 {
		return
	}
	fmt.Fprintf(b, "\nThe newest of them:\n")
	for _, e := range slices.Backward(shown) {
		fmt.Fprintf(b, "  %s  %s: %d of the newest %d were complaints, where %.0f in 100 were usual;\n", r.day(e.At), e.Stream, e.Complaints, e.Newest, 100*e.Usual)
		fmt.Fprintf(b, "              worse since about %s. In the 30 days after: %s.\n", r.day(e.Since), aftermath(e))
	}
}

func aftermath(e signal.Episode) string {
	if e.After == 0 {
		return "no answers"
	}
	return fmt.Sprintf("%s of %s", count(e.AfterBad, "complaint"), count(e.After, "answer"))
}

// How far apart two tellings of one decline may be, in days.
const (
	earliest = 30
	latest   = 60
)

// beside compares with a 30-day average that speaks as often.
func (r backtestReport) beside(b *strings.Builder) {
	if len(r.episodes) == 0 {
		return
	}
	sightings := signal.Average(r.past, len(r.episodes))
	at := map[string][]time.Time{}
	for _, s := range sightings {
		at[s.Stream] = append(at[s.Stream], s.At)
	}
	var sooner, later []float64
	same, never := 0, 0
	for _, e := range r.episodes {
		days, ok := lateness(e.At, at[e.Stream])
		switch {
		case !ok:
			never++
		case days > 0:
			later = append(later, days)
		case days < 0:
			sooner = append(sooner, -days)
		default:
			same++
		}
	}
	fmt.Fprintf(b, "\nBeside it, a 30-day average (from 5 answers on) whose limit is set so that it speaks no more often, %s in %s:\n",
		count(len(sightings), "time"), count(len(at), r.command.By))
	fmt.Fprintf(b, "  at the same answer      %5d\n", same)
	fmt.Fprintf(b, "  later                   %5d%s\n", len(later), middle(later))
	fmt.Fprintf(b, "  earlier                 %5d%s\n", len(sooner), middle(sooner))
	fmt.Fprintf(b, "  not within two months   %5d\n", never)
}

// lateness is how many days after an alarm the nearest sighting came; negative
// where it came before.
func lateness(alarm time.Time, sightings []time.Time) (days float64, ok bool) {
	for _, s := range sightings {
		d := s.Sub(alarm).Hours() / 24
		if d >= -earliest && d <= latest && (!ok || max(d, -d) < max(days, -days)) {
			days, ok = d, true
		}
	}
	return days, ok
}

// middle words the median of some days.
func middle(days []float64) string {
	if len(days) == 0 {
		return ""
	}
	slices.Sort(days)
	return fmt.Sprintf("  (by %.0f days in the middle)", days[len(days)/2])
}

func (r backtestReport) day(t time.Time) surveys.Day { return surveys.DayOf(t, r.zone) }

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}
