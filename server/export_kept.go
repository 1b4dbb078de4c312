package server

import (
	"context"
	"iter"
	"maps"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// exportRoutes registers the lists about keeping customers as files, each under
// the right that its page needs; addresses of people only for admins.
func (s *Server) exportRoutes(viewer, money, admin *gin.RouterGroup) {
	for _, ending := range []string{".csv", ".json"} {
		viewer.GET("/retention"+ending, s.getRetentionFile)
		viewer.GET("/leavers"+ending, s.getLeaversFile)
		viewer.GET("/customers/lives"+ending, s.getLivesFile)
		viewer.GET("/customers/days"+ending, s.getDaysFile)
		viewer.GET("/advocates"+ending, s.getAdvocatesFile)
		money.GET("/worth/time"+ending, s.getEntriesFile(surveys.WorthTime))
		money.GET("/worth/revenue"+ending, s.getEntriesFile(surveys.WorthRevenue))
		money.GET("/worth/costs"+ending, s.getEntriesFile(surveys.WorthCost))
		money.GET("/worth/beyond"+ending, s.getEntriesFile(surveys.WorthBeyond))
		admin.GET("/customers/contacts"+ending, s.getContactsFile)
	}
}

// each walks through rows that are there already.
func each[T any](all []T, row func(T) []any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, one := range all {
			if !yield(row(one), nil) {
				return
			}
		}
	}
}

// livesOf are all lives with the customers' names, in the order of the ids.
func (s *Server) livesOf(ctx context.Context) (ids []surveys.CustomerID, lives map[surveys.CustomerID]surveys.Life, names map[surveys.CustomerID]string, err error) {
	if lives, err = s.Store.Lives(ctx); err != nil {
		return nil, nil, nil, err
	}
	ids = slices.Sorted(maps.Keys(lives))
	names, err = s.Store.CustomerNames(ctx, ids)
	return ids, lives, names, err
}

// dayOrNil is a day, or nothing where nobody knows it.
func dayOrNil(d surveys.Day) any {
	if d == 0 {
		return nil
	}
	return d
}

// getRetentionFile: GET /retention.csv and /retention.json: every customer with
// its place in the period of the page, and how often it was won and lost there:
// the columns add up to the figures.
func (s *Server) getRetentionFile(c *gin.Context) {
	period, err := stretchOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	ids, lives, names, err := s.livesOf(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"customer", "name", "stage", "won_on", "lost_on", "at_start", "at_end", "won_in_period", "lost_in_period", "from", "to"}
	s.exportTable(c, "retention", columns, each(ids, func(id surveys.CustomerID) []any {
		var f surveys.Flows
		l := lives[id]
		f.Count(l, period.Period)
		return []any{id, whoOr(names[id], string(id)), string(l.Stage), dayOrNil(l.WonOn()), dayOrNil(l.LostOn()), f.Start == 1, f.End == 1, f.Won, f.Lost, period.From, period.To}
	}))
}

// getLivesFile: GET /customers/lives.csv and .json: stage, dates, reason and
// attributes of every customer, a row for each time as one, which imports read
// back.
func (s *Server) getLivesFile(c *gin.Context) {
	ids, lives, names, err := s.livesOf(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	steps, err := s.Store.LifeSteps(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	keys := map[string]bool{}
	for _, l := range lives {
		for key := range l.Attributes {
			keys[key] = true
		}
	}
	attributes := slices.Sorted(maps.Keys(keys))
	columns := []string{"id", "name", "stage", "since", "won_on", "lost_on", "reason"}
	for _, key := range attributes {
		columns = append(columns, surveys.AttributePrefix+key)
	}
	s.exportTable(c, "customers-lives", columns, func(yield func([]any, error) bool) {
		for _, id := range ids {
			l := lives[id]
			l.Changes = steps[id]
			name := names[id]
			if name == string(id) {
				name = "" // read back, it would be one
			}
			for _, one := range l.Rows() {
				row := []any{id, name, string(one.Stage), dayOrNil(one.Since), dayOrNil(one.Won), dayOrNil(one.Lost), one.Reason}
				for _, key := range attributes {
					row = append(row, l.Attributes[key])
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	})
}

// getLeaversFile: GET /leavers.csv and /leavers.json: what those who left have
// in common against those who stayed.
func (s *Server) getLeaversFile(c *gin.Context) {
	f, err := s.readLeavers(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"trait", "value", "left", "left_low", "left_high", "left_n", "stayed", "stayed_low", "stayed_high", "stayed_n", "difference", "clear", "from", "to"}
	s.exportTable(c, "leavers", columns, each(f.contrasts, func(k surveys.Contrast) []any {
		return slices.Concat([]any{k.Name, k.Value}, levelValues(k.Left), levelValues(k.Stayed), []any{k.Difference, k.Clear, f.From, f.To})
	}))
}

// getEntriesFile: GET /worth/time.csv and the like: entries of a kind, the newest
// day first, of a customer or project where the address names one.
func (s *Server) getEntriesFile(kind surveys.WorthKind) gin.HandlerFunc {
	return func(c *gin.Context) {
		money, err := s.Store.MoneySettings(c.Request.Context())
		if err != nil {
			s.fail(c, err)
			return
		}
		q := store.WorthQuery{Kind: kind, Customer: surveys.CustomerID(c.Query("customer")), Project: surveys.ProjectID(c.Query("project"))}
		columns := []string{"id", "customer", "project", "day", "from", "to", "minutes", "person", "role", "amount", "currency", "kind", "estimated_by", "why", "note"}
		s.exportTable(c, string(kind), columns, s.entryRows(c.Request.Context(), q, money.Currency))
	}
}

func (s *Server) entryRows(ctx context.Context, q store.WorthQuery, currency surveys.Currency) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for e, err := range s.Store.EachWorthEntry(ctx, q) {
			if !yield(entryValues(e, currency), err) {
				return
			}
		}
	}
}

func entryValues(e surveys.WorthEntry, currency surveys.Currency) []any {
	row := []any{e.ID, e.Customer, e.Project, e.From, nil, nil, nil, e.Person, e.Role, nil, nil, e.Sort, e.By, e.Why, e.Note}
	if e.To != e.From { // as the API and imports say a span
		row[3], row[4], row[5] = nil, e.From, e.To
	}
	if e.Kind == surveys.WorthTime {
		row[6] = e.Minutes
		return row
	}
	row[9], row[10] = currency.Plain(e.Amount), string(currency)
	return row
}

// getContactsFile: GET /customers/contacts.csv and .json: everybody, with
// customer, role and who of the team knows them best.
func (s *Server) getContactsFile(c *gin.Context) {
	ctx := c.Request.Context()
	all, err := s.Store.EveryContact(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	team, err := s.Store.TeamNames(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"id", "email", "name", "role", "language", "time_zone", "customer", "tie", "opted_out_at", "bounced_at", "paused_until", "last_asked_at", "asked"}
	s.record(c, "contacts.exported", "contacts", surveys.Telling{})
	s.exportTable(c, "contacts", columns, each(all, func(k surveys.Contact) []any {
		return []any{k.ID, k.Address, k.Name, k.Role, k.Language, k.TimeZone, k.Customer, team[k.Tie], k.OptedOutAt, k.BouncedAt, k.PausedUntil, k.LastAskedAt, k.Asked}
	}))
}

// getDaysFile: GET /customers/days.csv and .json: special days of the year to
// come.
func (s *Server) getDaysFile(c *gin.Context) {
	ctx, today := c.Request.Context(), s.Store.Today()
	days, err := s.Store.UpcomingDays(ctx, surveys.Period{From: today, To: today + yearDays})
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"customer", "on", "kind", "date", "yearly", "note", "remind_days_before"}
	s.exportTable(c, "special-days", columns, each(days, func(d surveys.Upcoming) []any {
		return []any{d.Customer, d.On, string(d.Kind), d.Date, d.Yearly, d.Note, d.Before}
	}))
}

// getAdvocatesFile: GET /advocates.csv and /advocates.json: who lets us do what.
func (s *Server) getAdvocatesFile(c *gin.Context) {
	all, err := s.Store.Consents(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"contact", "customer", "kind", "state", "agreed", "quote", "name", "at"}
	s.exportTable(c, "advocates", columns, each(all, func(k surveys.Consent) []any {
		return []any{k.Contact, k.Customer, string(k.Kind), string(k.State), k.Agreed, k.Quote, k.Name, k.At}
	}))
}
