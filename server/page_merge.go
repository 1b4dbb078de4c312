package server

import (
	"context"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// mergePair are the customer that is given up and the one that it becomes.
type mergePair struct{ from, into surveys.Customer }

// readMergePair reads them; into is named by id, or by a name that only one has.
func (s *Server) readMergePair(ctx context.Context, from, into string) (p mergePair, err error) {
	if p.from, err = s.findCustomer(ctx, from); err != nil {
		return p, err
	}
	id, err := s.customerCalled(ctx, normaliseText(strings.TrimSpace(into)))
	if err != nil {
		return p, err
	}
	if id == "" {
		return p, surveys.InvalidField(s.words.Text("life_merge_into"), "%s", s.words.Text("merge_not_found"))
	}
	p.into, err = s.Store.Customer(ctx, id)
	if err == nil && p.into.ID == p.from.ID {
		err = surveys.InvalidField(s.words.Text("life_merge_into"), "%s", s.words.Text("merge_itself"))
	}
	return p, err
}

// getMerge: GET /customers/:id/merge?into= says what will happen, before it does.
func (s *Server) getMerge(c *gin.Context) {
	ctx := c.Request.Context()
	pair, err := s.readMergePair(ctx, c.Param("id"), c.Query("into"))
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.MergePage{Layout: s.layout(c, templates.CustomersSection(), s.words.Text("merge_title")),
		Into: string(pair.into.ID), Action: customerAddress(pair.from.ID) + "/merge", Back: customerAddress(pair.from.ID) + "#life"}
	page.Heading = s.words.Text("merge_heading", "From", pair.from.Name, "Into", pair.into.Name)
	for _, one := range []surveys.Customer{pair.from, pair.into} {
		side, err := s.mergeSide(ctx, one, page.Clock)
		if err != nil {
			s.fail(c, err)
			return
		}
		page.Sides = append(page.Sides, side)
	}
	for _, id := range []string{"merge_will_name", "merge_will_figures", "merge_will_life", "merge_will_people", "merge_will_id", "merge_will_undo"} {
		page.Will = append(page.Will, s.words.Text(id, "From", pair.from.Name, "Into", pair.into.Name, "ID", string(pair.from.ID)))
	}
	s.show(c, http.StatusOK, page)
}

// mergeSide is what one of the two brings.
func (s *Server) mergeSide(ctx context.Context, customer surveys.Customer, clock templates.Clock) (out templates.MergeSide, err error) {
	st, err := s.Store.CustomerStanding(ctx, customer.ID, surveys.Last(levelDays, clock.Today()))
	if err != nil {
		return out, err
	}
	life, err := s.Store.Life(ctx, customer.ID)
	say := clock.Words
	out = templates.MergeSide{Customer: templates.Link{Text: customer.Name, Address: customerAddress(customer.ID)}, ID: string(customer.ID),
		Line: strings.Join([]string{say.Count("customer_n_people", len(customer.Contacts)), say.Count("customer_n_projects", len(customer.Projects)),
			say.Count("customer_n_answers", st.Total.N())}, " · ")}
	for _, spell := range life.Spells {
		out.Spells = append(out.Spells, spellText(spell, clock))
	}
	return out, err
}

// postMerge: POST /customers/:id/merge makes one customer of two.
func (s *Server) postMerge(c *gin.Context) {
	ctx := c.Request.Context()
	pair, err := s.readMergePair(ctx, c.Param("id"), c.PostForm("into"))
	if err == nil {
		err = s.Store.MergeCustomers(ctx, pair.from.ID, pair.into.ID)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "customer.merged", customerSubject(pair.from.ID), surveys.Tell("changes_into", "Customer", pair.into.ID))
	c.Redirect(http.StatusSeeOther, customerAddress(pair.into.ID)+"#life")
}

// postPart: POST /customers/:id/part lets an id that became this customer be one
// of its own again.
func (s *Server) postPart(c *gin.Context) {
	former := surveys.CustomerID(normaliseText(c.PostForm("former")))
	into, err := s.Store.PartCustomer(c.Request.Context(), former)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "customer.parted", customerSubject(former), surveys.Tell("changes_from", "Customer", into))
	c.Redirect(http.StatusSeeOther, customerAddress(former)+"#life")
}

// joinedRows are the customers that became one, with the way to part them for
// those who may.
func (s *Server) joinedRows(ctx context.Context, id surveys.CustomerID, me surveys.User, clock templates.Clock) ([]templates.JoinedRow, error) {
	all, err := s.Store.Mergers(ctx, id)
	if err != nil || !me.May(surveys.Admin) {
		return nil, err
	}
	var out []templates.JoinedRow
	for _, m := range all {
		row := templates.JoinedRow{ID: string(m.From), Address: customerAddress(id) + "/part",
			Text: clock.Words.Text("merge_joined", "Name", m.Name, "ID", string(m.From), "Day", clock.FullDate(surveys.DayOf(m.At, clock.Zone)))}
		switch {
		case m.Kept:
			row.Address, row.Hint = "", clock.Words.Text("merge_kept")
			row.Text = clock.Words.Text("merge_joined_once", "Name", m.Name, "ID", string(m.From))
		case m.Through != "":
			row.Address, row.Hint = "", clock.Words.Text("merge_through_first", "ID", string(m.Through))
			row.Text = clock.Words.Text("merge_joined_once", "Name", m.Name, "ID", string(m.From))
		case !m.Last:
			row.Address, row.Hint = "", clock.Words.Text("merge_later_first", "Name", all[0].Name)
		case m.Spoken:
			row.Hint = clock.Words.Text("merge_part_spoken")
		default:
			row.Hint = clock.Words.Text("merge_part_hint")
		}
		out = append(out, row)
	}
	return out, nil
}
