package server

import (
	"net/url"
	"strconv"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// span is the period that a page looks at, as the address says it.
type span struct {
	days  int // 0: all time
	to    surveys.Day
	today surveys.Day
	usual int // days where the address says none
	path  string
	rest  url.Values // what else the address says
}

// spanOf reads ?days= and ?to=. Invalid names the wrong one.
func spanOf(c *gin.Context, usual int, today surveys.Day) (span, error) {
	s := span{days: usual, to: today, today: today, usual: usual, path: c.Request.URL.EscapedPath(), rest: c.Request.URL.Query()}
	var problems surveys.Problems
	if text, ok := c.GetQuery("days"); ok {
		if s.days, ok = parseDays(text); !ok {
			problems.Add("days", "must be one of 28, 90, 365 and all")
		}
	}
	if text, ok := c.GetQuery("to"); ok {
		day, err := surveys.ParseDay(text)
		if err != nil || day < 0 || day > today {
			problems.Add("to", "must be a calendar date from 1970-01-01 to today, such as %s", today)
		}
		s.to = day
	}
	s.rest.Del("days")
	s.rest.Del("to")
	return s, problems.Err()
}

func parseDays(text string) (days int, ok bool) {
	if text == "all" {
		return 0, true
	}
	days, err := strconv.Atoi(text)
	return days, err == nil && (days == 28 || days == 90 || days == 365) && text == strconv.Itoa(days)
}

// period returns the days looked at. All time is from the first to the last
// day with an answer, 0 where there is none.
func (s span) period(first, last surveys.Day) surveys.Period {
	if s.days > 0 {
		return surveys.Last(s.days, s.to)
	}
	to := s.to
	if last > 0 {
		to = min(to, last)
	}
	if first == 0 || first > to {
		first = to
	}
	return surveys.Period{From: first, To: to}
}

// recent is the span for who needs us: a quarter where all time is looked at,
// because what was years ago needs nobody now.
func (s span) recent() span {
	if s.days == 0 {
		s.days = 90
	}
	return s
}

// of is the period for a standing whose first and last day are known.
func (s span) of(st surveys.Standing) surveys.Period { return s.period(st.First, st.Last) }

// address is the page with another period.
func (s span) address(days int, to surveys.Day) string {
	q := url.Values{}
	for key, values := range s.rest {
		q[key] = values
	}
	if days != s.usual {
		q.Set("days", daysText(days))
	}
	if to != s.today {
		q.Set("to", to.String())
	}
	if len(q) == 0 {
		return s.path
	}
	return s.path + "?" + q.Encode()
}

// with is the page with the same period and something else said.
func (s span) with(key, value string) string {
	rest := url.Values{}
	for k, v := range s.rest {
		rest[k] = v
	}
	rest.Set(key, value)
	if value == "" {
		rest.Del(key)
	}
	s.rest = rest
	return s.address(s.days, s.to)
}

func daysText(days int) string {
	if days == 0 {
		return "all"
	}
	return strconv.Itoa(days)
}

// links offers the periods, and the way back to today.
func (s span) links(clock templates.Clock) []templates.Link {
	var out []templates.Link
	for _, days := range []int{28, 90, 365, 0} {
		out = append(out, templates.Link{Text: lengthWords("span", days, clock), Address: s.address(days, s.to), Current: days == s.days})
	}
	if s.to != s.today {
		out = append(out, templates.Link{Text: clock.Words.Text("span_to_today"), Address: s.address(s.days, s.today)})
	}
	return out
}

// lengthWords says a length in one of the forms of the locale files: span,
// span_in, span_before or span_look.
func lengthWords(form string, days int, clock templates.Clock) string {
	switch days {
	case 0:
		return clock.Words.Text(form + "_all")
	case 365:
		return clock.Words.Text(form + "_year")
	}
	return clock.Words.Count(form+"_days", days)
}

// words says the period: "28 days", "28 days to 8 Oct 2018", "all time".
func (s span) words(clock templates.Clock) string {
	text := lengthWords("span_in", s.days, clock)
	if s.to != s.today {
		text = clock.Words.Text("span_to", "Span", text, "Day", clock.Date(s.to))
	}
	return text
}

// before says the period just before it; empty before all time.
func (s span) before(clock templates.Clock) string {
	if s.days == 0 {
		return ""
	}
	return lengthWords("span_before", s.days, clock)
}

// elsewhere leads to the last answer where the period has none but others do.
func (s span) elsewhere(n int, last surveys.Day, clock templates.Clock) *templates.Elsewhere {
	if n > 0 || last == 0 {
		return nil
	}
	to := min(last, s.today)
	return &templates.Elsewhere{
		Text: clock.Words.Text("span_none", "Span", s.words(clock), "Day", onDay(clock, last)),
		Link: templates.Link{Text: lengthWords("span_look", s.days, clock), Address: s.address(s.days, to)},
	}
}

// onDay puts "on" before a day that needs it.
func onDay(clock templates.Clock, day surveys.Day) string {
	text := clock.Day(day)
	if text == "today" || text == "yesterday" {
		return text
	}
	return clock.Words.Text("span_on", "Day", text)
}

// cut says how the readings of a trend are cut: step days each, n of them.
type cut struct{ step, n int }

// fine cuts a year, coarse two: for those with few answers.
func fine() cut   { return cut{28, 13} }
func coarse() cut { return cut{91, 8} }

func (k cut) period(to surveys.Day) surveys.Period { return surveys.Last(k.step*k.n, to) }

// cutOf takes the fine steps where there are answers enough to fill most of
// them.
func cutOf(days surveys.Days, to surveys.Day) cut {
	if n := days.N(fine().period(to)); n == 0 || n >= fine().n*2*surveys.Enough {
		return fine()
	}
	return coarse()
}

// readTrend reads the year that ends with a day, which holds the trend and every
// span but all time; two years only where one has too few answers.
func readTrend(to surveys.Day, read func(surveys.Period) (surveys.Days, error)) (surveys.Days, error) {
	days, err := read(surveys.Last(365, to))
	if err == nil && cutOf(days, to) == coarse() {
		return read(coarse().period(to))
	}
	return days, err
}

// sum is what was counted in the span; all time is a sum that is there already.
func (s span) sum(st surveys.Standing, days surveys.Days) surveys.Tally {
	if s.days == 0 {
		return st.Total
	}
	return days.Sum(s.of(st))
}

// trendOf draws the trend that ends with the span; behind are the answers that
// it is of, whatever their day.
func trendOf(days surveys.Days, to surveys.Day, behind surveys.ResponseFilter, clock templates.Clock) templates.Trend {
	say, k := clock.Words, cutOf(days, to)
	heading := say.Text("trend_year")
	if k == coarse() {
		heading = say.Text("trend_years")
	}
	if to != clock.Today() {
		heading = say.Text("span_to", "Span", heading, "Day", clock.Date(to))
	}
	behind.Period = k.period(to)
	trend := templates.Trend{
		Heading:    heading,
		Chart:      templates.NewChart(surveys.Trend(days, behind.Period, k.step), clock),
		Definition: say.Count("trend_rule", k.step),
	}
	if n := days.N(behind.Period); n > 0 {
		leadToRows(trend.Chart.Table, behind)
		trend.Behind = templates.Link{Text: say.Count("customer_behind", n), Address: responsesAddress(behind)}
	}
	return trend
}
