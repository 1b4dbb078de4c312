package server

import (
	"cmp"
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// responsesShown is how many responses stand on a page.
const responsesShown = 40

// responsesPath is where responses are listed.
const responsesPath = "/responses"

// responsesFile is what the page of responses is made of.
type responsesFile struct {
	query    responseQuery
	answered surveys.Period   // days with any answer
	standing surveys.Standing // of what has figures
	tally    surveys.Tally
	figures  bool
	found    store.ResponsePage
	names    names
	projects []surveys.Project // to choose from; nil: too many
	views    []surveys.View
}

// getResponses: GET /responses, with filters as readFilter names them, the
// period as days and to, or from and to.
func (s *Server) getResponses(c *gin.Context) {
	if address, yes := untidy(c); yes {
		c.Redirect(http.StatusSeeOther, address)
		return
	}
	ctx := c.Request.Context()
	q, err := responseQueryOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	found, err := s.namedCustomer(ctx, q.filter.Customer)
	if err != nil {
		s.fail(c, err)
		return
	}
	if found != q.filter.Customer {
		c.Redirect(http.StatusSeeOther, q.address(responsesPath, "customer", string(found)))
		return
	}
	me, _ := userOf(c)
	f, err := s.readResponses(ctx, q, me)
	if err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.Section{}, s.words.Text("responses_title"))
	s.show(c, http.StatusOK, f.page(layout))
}

// namedCustomer is the customer of an id, or the one that is called so. NotFound.
func (s *Server) namedCustomer(ctx context.Context, text surveys.CustomerID) (surveys.CustomerID, error) {
	if text == "" {
		return "", nil
	}
	_, err := s.Store.Customer(ctx, text)
	if surveys.CodeOf(err) != surveys.NotFound {
		return text, err
	}
	found, searchErr := s.Store.Search(ctx, store.SearchQuery{Text: string(text), Limit: 1})
	if searchErr != nil || len(found.Customers) == 0 {
		return text, cmp.Or(searchErr, err)
	}
	return found.Customers[0], nil
}

func (s *Server) readResponses(ctx context.Context, q responseQuery, me surveys.User) (f responsesFile, err error) {
	f.query = q
	if f.answered, err = s.Store.AnsweredSpan(ctx); err != nil {
		return f, err
	}
	period := q.period(f.answered)
	if f.figures = q.filter.HasFigures(); f.figures {
		if f.standing, f.tally, err = s.Store.FilterStanding(ctx, q.filter, period); err != nil {
			return f, err
		}
	}
	q.filter.Period = period
	if f.found, err = s.Store.FilterResponses(ctx, q.filter, q.before, responsesShown); err != nil {
		return f, err
	}
	if f.projects, err = s.Store.ProjectChoices(ctx, projectsToChoose); err != nil {
		return f, err
	}
	if f.views, err = s.Store.Views(ctx, me.ID); err != nil {
		return f, err
	}
	f.names, err = s.namesIn(ctx, append([]surveys.Invitation{{Project: q.filter.Project, Customer: q.filter.Customer, Contact: q.filter.Contact}}, f.found.Items...), nil)
	return f, err
}

// projectsToChoose is how many projects there may be to be chosen from a list.
const projectsToChoose = 200

func (f responsesFile) page(layout templates.Layout) templates.Responses {
	clock, words := layout.Clock, layout.Clock.Words
	page := templates.Responses{
		Layout: layout, Finding: f.finding(clock), Line: f.line(clock), Periods: f.periods(clock),
		Active: f.active(clock), Form: f.form(clock), Empty: words.Text("responses_none"),
		Views: viewChips(f.views, layout.Here),
	}
	if f.figures {
		page.Figures = f.plate(clock)
		page.Elsewhere = f.elsewhere(clock)
	} else {
		page.Unfigured = words.Text("responses_unfigured")
	}
	for _, inv := range f.found.Items {
		page.Rows = append(page.Rows, f.row(inv, clock))
	}
	if f.found.Next != "" {
		page.Older = &templates.Link{Text: words.Text("responses_older"), Address: f.query.address(responsesPath, "before", f.found.Next)}
		if len(f.found.Items) < responsesShown {
			back := clock.Date(surveys.DayOf(f.found.Back, clock.Zone))
			page.Empty = words.Text("responses_none_yet", "Day", back)
			page.Older.Text = words.Text("responses_further")
			page.Looked = words.Text("responses_looked", "N", words.Number(f.found.Looked), "Day", back)
		}
	}
	return page
}

// finding says the level in words, where there is one.
func (f responsesFile) finding(clock templates.Clock) string {
	words := clock.Words
	if !f.figures {
		return words.Text("responses_title")
	}
	if !f.standing.Level.Reading() {
		return words.Count("responses_count", f.standing.Level.N)
	}
	return words.Text("responses_finding", "Rate", templates.Percent(f.standing.Level), "N", words.Number(f.standing.Level.N))
}

// line says whose responses they are, and from when.
func (f responsesFile) line(clock templates.Clock) string {
	q := f.query.filter
	subject := clock.Words.Text("responses_all")
	switch {
	case q.Customer != "" && q.Project != "":
		subject = clock.Words.Text("responses_in", "Who", f.names.customer(q.Customer).Text, "Where", f.names.project(q.Project).Text)
	case q.Customer != "":
		subject = f.names.customer(q.Customer).Text
	case q.Project != "":
		subject = f.names.project(q.Project).Text
	}
	return subject + " · " + f.query.words(clock)
}

func (f responsesFile) periods(clock templates.Clock) []templates.Link {
	links := f.query.span.links(clock)
	if f.query.from != 0 {
		for i := range links {
			links[i].Current = false
		}
		links = append(links, templates.Link{Text: f.query.words(clock), Address: f.query.address(responsesPath, "", ""), Current: true})
	}
	return links
}

// elsewhere leads to the last answer where the period has none.
func (f responsesFile) elsewhere(clock templates.Clock) *templates.Elsewhere {
	if f.query.from != 0 {
		return nil
	}
	return f.query.span.elsewhere(f.standing.Level.N, f.standing.Last, clock)
}

// plate is the figure with the dial's word, what was chosen and who answers.
func (f responsesFile) plate(clock templates.Clock) *templates.ResponseFigures {
	sp := f.query.span
	glass := glassOf(f.standing, f.query.filter, sp, clock)
	glass.Span = f.query.words(clock)
	if f.query.from != 0 {
		glass.Before, glass.BeforeAt = "", templates.Link{}
	}
	chosen := templates.Chosen{Heading: clock.Words.Text("responses_chosen"), Bars: templates.NewBars(f.tally, f.names.wording.english()), N: f.tally.N()}
	of := f.query.filter
	of.Period = f.query.period(f.answered)
	if f.query.from != 0 {
		sp.days = of.Period.Days()
	}
	leadToChoices(chosen.Bars, of, sp, clock)
	out := &templates.ResponseFigures{
		Glass: glass, Chosen: chosen, Response: responseOf(f.tally, f.standing, clock), Agent: of.Agent != "",
		Definition: clock.Words.Text("responses_definition"),
	}
	if f.tally.Sent > 0 {
		out.Response.Behind = askedLink(askedQuery{project: of.Project, customer: of.Customer, survey: of.Survey, period: of.Period}, sp, clock)
	}
	return out
}

// row is one response.
func (f responsesFile) row(inv surveys.Invitation, clock templates.Clock) templates.ResponseRow {
	row := templates.ResponseRow{
		Voice: f.names.voiceOf(inv, f.names.customer(inv.Customer), clock), Project: f.names.project(inv.Project),
		Agent: string(inv.Agent), About: aboutText(inv, clock.Words),
	}
	row.Address, row.Voice.Way = row.Voice.Way, ""
	if f.query.filter.Project == "" {
		row.Where = row.Project.Text
	}
	return row
}
