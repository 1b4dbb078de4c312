package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

const (
	relationsShown = 50 // customers on a page
	daysAhead      = 60 // that special days are shown for
)

// getRelations: GET /relations, the customers where something hangs on one person.
func (s *Server) getRelations(c *gin.Context) {
	page, err := s.relationsPage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) relationsPage(c *gin.Context) (page templates.Relations, err error) {
	ctx, clock := c.Request.Context(), s.clock()
	if err := s.Store.GatherFirst(ctx); err != nil {
		return page, err
	}
	page.Layout = s.layout(c, templates.WorthSection(), clock.Words.Text("relations_title"))
	all, at, err := s.Store.Hangings(ctx, page.Money)
	if err != nil {
		return page, err
	}
	number, err := pageNumber(c, len(all), relationsShown)
	if err != nil {
		return page, err
	}
	page.Chips = templates.KeepingLinks(page.Layout, "/relations")
	page.Finding, page.Order = clock.Words.Text("relations_none_yet"), clock.Words.Text("relations_order_warnings")
	if page.Money {
		page.Order = clock.Words.Text("relations_order")
	}
	if len(all) > 0 {
		page.Finding = clock.Words.Count("relations_finding", len(all))
	}
	if !at.IsZero() {
		page.Gathered = clock.Words.Text("relations_gathered", "When", clock.Ago(at))
	}
	from := (number - 1) * relationsShown
	shown := all[min(from, len(all)):min(from+relationsShown, len(all))]
	if page.Rows, err = s.relationRows(ctx, shown, clock); err != nil {
		return page, err
	}
	if page.Unheard, err = s.unheardPlate(ctx, clock); err != nil {
		return page, err
	}
	page.Pages = numberedPages("/relations", number, len(all), relationsShown)
	page.Days, page.Span, err = s.daysToCome(ctx, clock)
	return page, err
}

// pageNumber reads ?page=.
func pageNumber(c *gin.Context, all, shown int) (int, error) {
	text := c.Query("page")
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > max(1, (all+shown-1)/shown) {
		return 0, surveys.InvalidField("page", "must be one of the pages")
	}
	return n, nil
}

func numberedPages(address string, number, all, shown int) []templates.Link {
	var out []templates.Link
	for n := 1; all > shown && n <= (all+shown-1)/shown; n++ {
		out = append(out, templates.Link{Text: strconv.Itoa(n), Address: address + "?page=" + strconv.Itoa(n), Current: n == number})
	}
	return out
}

func (s *Server) relationRows(ctx context.Context, all []store.Hanging, clock templates.Clock) ([]templates.RelationRow, error) {
	var ids []surveys.CustomerID
	var people []surveys.ContactID
	for _, h := range all {
		ids = append(ids, h.Customer)
		for _, t := range h.Threads {
			people = append(people, t.Contact)
		}
	}
	names, err := s.Store.CustomerNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	words, err := s.relationWords(ctx, people, clock)
	if err != nil {
		return nil, err
	}
	out := make([]templates.RelationRow, len(all))
	for i, h := range all {
		out[i] = templates.RelationRow{Customer: templates.Link{Text: whoOr(names[h.Customer], string(h.Customer)), Address: customerAddress(h.Customer) + "#relation"},
			Forecast: h.Forecast, Heard: words.heard(h.People, h.Heard, h.Deciders[1], h.Deciders[0]), Facts: words.threads(h.Threads),
			Behind: responsesAddress(surveys.ResponseFilter{Customer: h.Customer, Period: surveys.Last(surveys.CoverageDays+1, clock.Today())})}
	}
	return out, nil
}

// relationWords reads who is named in what is said of relations.
func (s *Server) relationWords(ctx context.Context, people []surveys.ContactID, clock templates.Clock) (w relationWords, err error) {
	w.clock = clock
	people = slices.DeleteFunc(people, func(id surveys.ContactID) bool { return id == "" })
	if w.contacts, err = s.Store.Contacts(ctx, people); err != nil {
		return w, err
	}
	w.team, err = s.Store.Users(ctx)
	return w, err
}

// relationPlate is how a customer and we stand to one another, for its page.
func (s *Server) relationPlate(c *gin.Context, customer surveys.Customer, r surveys.Relation) (*templates.RelationPlate, error) {
	ctx, clock := c.Request.Context(), s.clock()
	words, err := s.relationWords(ctx, slices.Clone(customer.Contacts), clock)
	if err != nil {
		return nil, err
	}
	people := r.Coverage
	heard, deciders, decidersHeard := people.Voices()
	plate := &templates.RelationPlate{Facts: words.threads(r.Threads), Heard: words.heard(len(people.People), heard, deciders, decidersHeard)}
	me, _ := userOf(c)
	if me.May(surveys.Member) {
		plate.Address = customerAddress(customer.ID) + "/ties"
	}
	cases, _, err := s.Store.CasesPage(ctx, store.CaseQuery{State: surveys.CaseResolved, Customer: customer.ID, Limit: 50})
	if err != nil {
		return nil, err
	}
	if r.Case.ID != 0 {
		cases = append(cases, r.Case)
	}
	for _, h := range people.People[:min(len(people.People), tiesShown)] {
		plate.People = append(plate.People, words.tieRow(h, cases))
	}
	plate.Days, err = s.daysPlate(c, customer, words)
	return plate, err
}

// tiesShown is how many contacts the plate shows.
const tiesShown = 30

func (w relationWords) tieRow(h surveys.Heard, cases []surveys.Case) templates.TieRow {
	nobody := w.clock.Words.Text("relations_nobody")
	row := templates.TieRow{ID: string(h.Contact.ID), Name: contactName(h.Contact), Role: w.role(h.Contact.Role), Heard: w.passed(h), Tie: nobody}
	row.Team = append(row.Team, templates.Option{Text: nobody, Chosen: h.Contact.Tie == ""})
	for _, u := range w.team {
		is := u.ID == h.Contact.Tie
		row.Team = append(row.Team, templates.Option{Value: string(u.ID), Text: nameOf(u), Chosen: is})
		if is {
			row.Tie = nameOf(u)
		}
	}
	if tie, ok := surveys.SuggestTie(h, cases, w.team); ok && tie.User != h.Contact.Tie {
		row.Suggested = w.clock.Words.Text("relations_suggested", "Name", w.user(tie.User), "Served", strconv.Itoa(tie.Served), "Of", strconv.Itoa(tie.Of))
	}
	return row
}

// postTies: POST /customers/:id/ties says who of us knows whom best.
func (s *Server) postTies(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	contacts, ties := c.PostFormArray("contact"), c.PostFormArray("tie")
	for i, id := range contacts[:min(len(contacts), len(ties))] {
		if err = s.setTie(c, customer, surveys.ContactID(id), ties[i]); err != nil {
			s.fail(c, err)
			return
		}
	}
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"#relation")
}

// setTie changes one tie where it is another than before.
func (s *Server) setTie(c *gin.Context, customer surveys.Customer, id surveys.ContactID, tie string) error {
	ctx := c.Request.Context()
	if !slices.Contains(customer.Contacts, id) {
		return surveys.InvalidField("contact", "is nobody at this customer")
	}
	before, err := s.Store.Contact(ctx, id)
	if err != nil || string(before.Tie) == tie {
		return err
	}
	to, err := s.tieOf(ctx, tie)
	if err != nil {
		return err
	}
	if err := s.Store.AmendContact(ctx, id, surveys.ContactPatch{Tie: &to}); err != nil {
		return err
	}
	s.record(c, actTied, "contact "+string(id), surveys.Plain(string(to)))
	return nil
}

// actTied is how the record of changes calls it.
const actTied = "contact.tied"

// tieOf reads who of the team is meant: an id, an address or a name; empty ends
// a tie.
func (s *Server) tieOf(ctx context.Context, text string) (surveys.UserID, error) {
	if text == "" {
		return "", nil
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return "", err
	}
	u, ok := surveys.FindUser(team, normaliseText(text))
	if !ok {
		return "", surveys.InvalidField("tie", "must be somebody on the team")
	}
	return u.ID, nil
}
