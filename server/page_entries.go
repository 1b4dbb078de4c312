package server

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// entriesPath is the list of entries behind an amount.
const entriesPath = "/worth/entries"

const (
	entriesMost  = 5000 // entries that are put in order and counted
	entriesShown = 50   // on a page
)

// The amounts that the list explains.
const (
	ofRevenue   = "revenue"
	ofRecurring = "recurring"
	ofCost      = "cost" // time and purchases
	ofTime      = "time"
	ofPurchases = "purchases"
	ofMargin    = "margin" // revenue less cost
	ofBeyond    = "beyond"
)

// amounts are the kinds of entries behind each amount.
func amounts() map[string][]surveys.WorthKind {
	return map[string][]surveys.WorthKind{
		ofRevenue: {surveys.WorthRevenue}, ofRecurring: {surveys.WorthRevenue}, ofCost: {surveys.WorthCost, surveys.WorthTime},
		ofTime: {surveys.WorthTime}, ofPurchases: {surveys.WorthCost}, ofBeyond: {surveys.WorthBeyond},
		ofMargin: {surveys.WorthRevenue, surveys.WorthCost, surveys.WorthTime},
	}
}

// entriesLook says which amount is looked into.
type entriesLook struct {
	of       string
	customer surveys.CustomerID
	project  surveys.ProjectID
	hand     *surveys.PersonTime // of time: only this person in this role; nil: of all
	period   surveys.Period
	page     int
}

// address is the list behind an amount.
func (l entriesLook) address() string {
	q := url.Values{"of": {l.of}, "from": {l.period.From.String()}, "to": {l.period.To.String()}}
	if l.customer != "" {
		q.Set("customer", string(l.customer))
	}
	if l.project != "" {
		q.Set("project", string(l.project))
	}
	if l.hand != nil {
		q.Set("person", l.hand.Person)
		q.Set("role", l.hand.Role)
	}
	if l.page > 1 {
		q.Set("page", strconv.Itoa(l.page))
	}
	return entriesPath + "?" + q.Encode()
}

// behind is the same list of another amount.
func (l entriesLook) behind(of string) string {
	l.of, l.page = of, 1
	return l.address()
}

func entriesLookOf(c *gin.Context, today surveys.Day) (l entriesLook, err error) {
	l = entriesLook{of: c.DefaultQuery("of", ofRevenue), customer: surveys.CustomerID(c.Query("customer")), project: surveys.ProjectID(c.Query("project"))}
	if _, known := amounts()[l.of]; !known {
		return l, surveys.InvalidField("of", "must be revenue, recurring, cost, time, purchases, margin or beyond")
	}
	if person, asked := c.GetQuery("person"); asked && l.of == ofTime {
		l.hand = &surveys.PersonTime{Person: person, Role: c.Query("role")}
	}
	if l.page, err = pageAsked(c); err != nil {
		return l, err
	}
	if c.Query("from") == "" && c.Query("to") == "" {
		l.period = surveys.Last(365, today) // "of" names the amount here, never a stretch
		return l, nil
	}
	stretch, err := stretchOf(c, today)
	l.period = stretch.Period
	return l, err
}

// getEntries: GET /worth/entries, what an amount is made of.
func (s *Server) getEntries(c *gin.Context) {
	look, err := entriesLookOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	page, err := s.entriesPage(c.Request.Context(), look, s.layout(c, templates.WorthSection(), ""))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

// entriesFile is what the page is made of.
type entriesFile struct {
	look     entriesLook
	sum      surveys.Worth
	entries  []surveys.WorthEntry // the newest first
	all      bool                 // there are no more
	money    store.MoneySettings
	costs    map[string]surveys.Amount // of time, by entry
	names    map[surveys.CustomerID]string
	projects map[surveys.ProjectID]string
	words    *templates.Locale
}

func (s *Server) entriesPage(ctx context.Context, look entriesLook, layout templates.Layout) (page templates.Entries, err error) {
	f := entriesFile{look: look, words: layout.Clock.Words}
	if f.money, err = s.Store.MoneySettings(ctx); err != nil {
		return page, err
	}
	if f.sum, err = s.sumBehind(ctx, look); err != nil {
		return page, err
	}
	rates, err := s.Store.Rates(ctx)
	if err != nil {
		return page, err
	}
	if f.entries, f.all, err = s.entriesBehind(ctx, look); err != nil {
		return page, err
	}
	f.costs = rates.Costs(f.entries)
	last := max(1, (len(f.entries)+entriesShown-1)/entriesShown)
	if look.page > last {
		return page, surveys.InvalidField("page", "must be a number from 1 to %d", last)
	}
	shown := f.entries[(look.page-1)*entriesShown : min(len(f.entries), look.page*entriesShown)]
	if err := s.nameEntries(ctx, &f, shown); err != nil {
		return page, err
	}
	return f.page(layout, shown, last), nil
}

// sumBehind is the figure that the list explains, from the same books.
func (s *Server) sumBehind(ctx context.Context, look entriesLook) (sum surveys.Worth, err error) {
	if look.hand != nil {
		hands, err := s.Store.TimeSpent(ctx, look.period, look.customer, look.project)
		for _, h := range hands {
			if h.Person == look.hand.Person && h.Role == look.hand.Role {
				sum = surveys.Worth{Minutes: h.Minutes, Time: h.Cost, Unpriced: h.Unpriced}
			}
		}
		return sum, err
	}
	by, err := s.Store.ProjectWorths(ctx, look.period, look.customer)
	if look.project != "" {
		return by[look.project], err
	}
	for _, w := range by {
		sum = sum.Add(w)
	}
	return sum, err
}

// entriesBehind reads what the amount is made of.
func (s *Server) entriesBehind(ctx context.Context, look entriesLook) (out []surveys.WorthEntry, all bool, err error) {
	all = true
	for _, kind := range amounts()[look.of] {
		found, whole, err := s.Store.WorthBehind(ctx, store.WorthBehindQuery{Kind: kind, Customer: look.customer, Project: look.project,
			Period: look.period, Want: look.wants, Most: entriesMost})
		if err != nil {
			return nil, false, err
		}
		out, all = append(out, found...), all && whole
	}
	slices.SortStableFunc(out, func(a, b surveys.WorthEntry) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return out, all, nil
}

// wants reports whether an entry of the right kind is part of the amount.
func (l entriesLook) wants(e surveys.WorthEntry) bool {
	if l.of == ofRecurring {
		return e.Sort == surveys.RevenueRecurring
	}
	return l.hand == nil || e.Person == l.hand.Person && e.Role == l.hand.Role
}

func (s *Server) nameEntries(ctx context.Context, f *entriesFile, shown []surveys.WorthEntry) (err error) {
	customers, projects := set[surveys.CustomerID]{}, set[surveys.ProjectID]{}
	for _, e := range shown {
		customers.add(e.Customer)
		projects.add(e.Project)
	}
	if f.look.customer != "" {
		customers.add(f.look.customer)
	}
	if f.look.project != "" {
		projects.add(f.look.project)
	}
	if f.names, err = s.Store.CustomerNames(ctx, customers.list()); err != nil {
		return err
	}
	f.projects, err = s.Store.ProjectNames(ctx, projects.list())
	return err
}
