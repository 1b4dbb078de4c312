package server

import (
	"net/url"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// usualResponses is how many days of responses are looked at where the address
// says nothing.
const usualResponses = 90

// responseQuery is what the address of a list of responses says.
type responseQuery struct {
	filter surveys.ResponseFilter // its period is that of period()
	span   span
	from   surveys.Day // first day, where the address names one; else the span counts
	before string      // cursor
}

// filterFields are the names in an address that narrow responses, in the order
// in which they are said.
func filterFields() []string {
	return []string{"project", "customer", "contact", "agent", "survey", "scale", "language", "choice", "reason", "words", "q", "by", "counted"}
}

// responseQueryOf reads the address. Invalid names all that is wrong.
func responseQueryOf(c *gin.Context, today surveys.Day) (q responseQuery, err error) {
	var wrong surveys.Problems
	q.filter = readFilter(&wrong, func(name string) string { return strings.Join(c.QueryArray(name), ",") })
	var spanWrong error
	q.span, spanWrong = spanOf(c, usualResponses, today)
	q.span.rest.Del("before")
	q.before = c.Query("before")
	if text := c.Query("from"); text != "" {
		day, err := surveys.ParseDay(text)
		switch {
		case err != nil || day < 0 || day > today:
			wrong.Add("from", "must be a calendar date from 1970-01-01 to today, such as %s", today)
		case spanWrong == nil && day > q.span.to:
			wrong.Add("from", "must not be after to")
		}
		q.from = day
		q.span.rest.Del("from")
	}
	return q, surveys.JoinProblems(wrong.Err(), spanWrong)
}

// readFilter reads what narrows responses, as pages and the API name it.
func readFilter(wrong *surveys.Problems, get func(name string) string) surveys.ResponseFilter {
	id := func(name string) string {
		text := normaliseText(get(name))
		if len(text) > 512 {
			wrong.Add(name, "is too long")
		}
		return text
	}
	f := surveys.ResponseFilter{
		Project: surveys.ProjectID(id("project")), Customer: surveys.CustomerID(id("customer")), Contact: surveys.ContactID(id("contact")),
		Agent: surveys.AgentID(id("agent")), Survey: surveys.SurveyID(id("survey")), Text: id("q"), Reason: id("reason"), Scale: surveys.ScaleID(get("scale")),
		Language: get("language"), Words: surveys.YesNo(get("words")), By: surveys.Evidence(get("by")),
	}
	var ok bool
	if f.Choices, ok = surveys.ParseChoices(get("choice")); !ok {
		wrong.Add("choice", "must be complaints, satisfied, unsatisfied or numbers from 0 to 10 such as 1,2")
	}
	if _, known := surveys.ScaleByID(f.Scale); !known && f.Scale != "" {
		wrong.Add("scale", "is no scale")
	}
	if f.Language != "" && !slices.Contains(surveys.Languages(), f.Language) {
		wrong.Add("language", "must be one of %s", strings.Join(surveys.Languages(), ", "))
	}
	if f.Words != "" && f.Words != surveys.Yes && f.Words != surveys.No {
		wrong.Add("words", "must be yes or no")
	}
	if f.By != "" && f.By.Rank() == 0 {
		wrong.Add("by", "is no kind of evidence")
	}
	switch counted := surveys.YesNo(get("counted")); counted {
	case "", surveys.Yes:
	case surveys.No:
		f.Void = true
	default:
		wrong.Add("counted", "must be yes or no")
	}
	return f
}

// filterValues is the inverse of readFilter; what is left out may be anything.
func filterValues(f surveys.ResponseFilter) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"project": string(f.Project), "customer": string(f.Customer), "contact": string(f.Contact), "agent": string(f.Agent),
		"survey": string(f.Survey), "scale": string(f.Scale), "reason": f.Reason, "language": f.Language, "choice": f.Choices.String(), "words": string(f.Words), "q": f.Text, "by": string(f.By),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Void {
		q.Set("counted", string(surveys.No))
	}
	return q
}

// responsesAddress leads to the responses behind a number: every page that shows
// one links to those that it counts. A filter without a period is of all time.
//
//	responsesAddress(surveys.ResponseFilter{Project: id, Choices: surveys.Choices{Complaints: true}, Period: sp.of(standing)})
func responsesAddress(f surveys.ResponseFilter) string {
	q := filterValues(f)
	if f.Period == (surveys.Period{}) {
		q.Set("days", daysText(0))
	} else {
		q.Set("from", f.Period.From.String())
		q.Set("to", f.Period.To.String())
	}
	return "/responses?" + q.Encode()
}

// untidy reports an address with fields that say nothing, as forms send them,
// and the same address without them.
func untidy(c *gin.Context) (address string, untidy bool) {
	q := c.Request.URL.Query()
	for name, values := range q {
		values = slices.DeleteFunc(values, func(v string) bool { return strings.TrimSpace(v) == "" })
		if untidy = untidy || len(values) < len(q[name]); len(values) == 0 {
			q.Del(name)
			untidy = true
		} else {
			q[name] = values
		}
	}
	if len(q) == 0 {
		return c.Request.URL.EscapedPath(), untidy
	}
	return c.Request.URL.EscapedPath() + "?" + q.Encode(), untidy
}

// period is what is looked at, given the days that have answers at all.
func (q responseQuery) period(answered surveys.Period) surveys.Period {
	if q.from != 0 {
		return surveys.Period{From: q.from, To: q.span.to}
	}
	return q.span.period(answered.From, answered.To)
}

// words say the period.
func (q responseQuery) words(clock templates.Clock) string {
	if q.from != 0 {
		return clock.Words.Text("responses_from_to", "From", clock.Date(q.from), "To", clock.Date(q.span.to))
	}
	return q.span.words(clock)
}

// values is everything that the address says of the list, but its page.
func (q responseQuery) values() url.Values {
	out := url.Values{}
	for name, values := range q.span.rest {
		out[name] = values
	}
	switch {
	case q.from != 0:
		out.Set("from", q.from.String())
		out.Set("to", q.span.to.String())
		return out
	case q.span.days != q.span.usual:
		out.Set("days", daysText(q.span.days))
	}
	if q.span.to != q.span.today {
		out.Set("to", q.span.to.String())
	}
	return out
}

// address leads to the same list with a field set otherwise; an empty value
// takes it out.
func (q responseQuery) address(path, name, value string) string {
	values := q.values()
	values.Del("before")
	if values.Set(name, value); value == "" {
		values.Del(name)
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}
