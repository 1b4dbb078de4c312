package server

import (
	"net/url"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// stretch is the period of a page about who stays, as the address says it: a
// stretch of the calendar by its name, or two days.
type stretch struct {
	surveys.Period
	name  string // empty: two days
	today surveys.Day
	path  string
	rest  url.Values // what else the address says
}

// usualStretch is what a page shows where the address says nothing.
const usualStretch = "twelve"

// stretches are the periods that have a name.
func stretches(today surveys.Day) []struct {
	name string
	surveys.Period
} {
	type named = struct {
		name string
		surveys.Period
	}
	quarters, years := surveys.WholeMonths(today, 3, 2), surveys.WholeMonths(today, 12, 2)
	return []named{
		{"month", surveys.WholeMonths(today, 1, 1)[0]}, {"quarter", quarters[1]}, {"last_quarter", quarters[0]},
		{"twelve", surveys.Last(365, today)}, {"year", years[1]}, {"last_year", years[0]},
	}
}

// stretchOf reads ?of=, or ?from= and ?to=, of which one may be left out: it goes
// to today, or begins a year before. Invalid names the wrong one.
func stretchOf(c *gin.Context, today surveys.Day) (stretch, error) {
	s := stretch{today: today, path: c.Request.URL.EscapedPath(), rest: c.Request.URL.Query()}
	for _, key := range []string{"of", "from", "to"} {
		s.rest.Del(key)
	}
	from, to := c.Query("from"), c.Query("to")
	if from == "" && to == "" {
		s.name = c.DefaultQuery("of", usualStretch)
		for _, one := range stretches(today) {
			if one.name == s.name {
				s.Period = one.Period
				return s, nil
			}
		}
		return s, surveys.InvalidField("of", "must be month, quarter, last_quarter, twelve, year or last_year")
	}
	var wrong surveys.Problems
	if s.To = today; to != "" {
		s.To = stretchDay(&wrong, "to", to)
	}
	if s.From = max(1, s.To-yearDays+1); from != "" {
		s.From = stretchDay(&wrong, "from", from)
	}
	switch {
	case len(wrong) > 0:
	case from == "" && s.To > today:
		wrong.Add("to", "must be a day up to today, %s", today)
	case s.From > today:
		wrong.Add("from", "must be a day up to today, %s", today)
	case s.To < s.From || s.To > today || s.Days() > maxPeriod:
		wrong.Add("to", "must be a day from %s to %s", s.From, min(today, s.From+maxPeriod-1))
	}
	return s, wrong.Err()
}

func stretchDay(p *surveys.Problems, field, text string) surveys.Day {
	day, err := surveys.ParseDay(text)
	if err != nil || day < 1 {
		p.Add(field, "must be a calendar date such as 2026-03-29")
	}
	return day
}

// with is the address of the page with other things said: name, value, …; an
// empty value says nothing.
func (s stretch) with(pairs ...string) string {
	q := url.Values{}
	for key, values := range s.rest {
		q[key] = values
	}
	switch {
	case s.name == "":
		q.Set("from", s.From.String())
		q.Set("to", s.To.String())
	case s.name != usualStretch:
		q.Set("of", s.name)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return s.path
	}
	return s.path + "?" + q.Encode()
}

// at is the same page for other days.
func (s stretch) at(p surveys.Period) stretch {
	s.Period, s.name = p, ""
	return s
}

// without is the same page with less said.
func (s stretch) without(keys ...string) stretch {
	rest := url.Values{}
	for key, values := range s.rest {
		rest[key] = values
	}
	for _, key := range keys {
		rest.Del(key)
	}
	s.rest = rest
	return s
}

// form offers the periods.
func (s stretch) form(clock templates.Clock) templates.SpanForm {
	plain := s.without(listKeys()...)
	out := templates.SpanForm{Path: s.path, From: s.From.String(), To: s.To.String(), Today: s.today.String()}
	for _, one := range stretches(s.today) {
		plain.name = one.name
		out.Links = append(out.Links, templates.Link{Text: stretchName(one.name, clock), Address: plain.with(), Current: one.name == s.name})
	}
	for _, key := range []string{"by", "cut"} {
		if value := s.rest.Get(key); value != "" {
			out.Hidden = append(out.Hidden, templates.Fact{Term: key, Text: value})
		}
	}
	return out
}

// listKeys are what names a list in an address.
func listKeys() []string { return []string{"list", "group", "split", "page", "trait", "value", "side"} }

func stretchName(name string, clock templates.Clock) string {
	return clock.Words.Text("retention_" + name)
}

// spanWords writes a period by its first and last day.
func spanWords(p surveys.Period, words *templates.Locale) string {
	return words.Text("team_span", "From", words.FullDate(p.From), "To", words.FullDate(p.To))
}
