package store

import (
	"cmp"
	"context"
	"slices"

	"barometer/surveys"
)

// Bounds of what a draft reads.
const (
	reportAnswersMost = 20_000 // the newest, whose reasons are counted
	reportCasesMost   = 2_000
)

// ReportDraft asks for the first draft of a report: of a customer, or, without
// one, of a project.
type ReportDraft struct {
	Customer surveys.CustomerID
	Project  surveys.ProjectID
	Period   surveys.Period
	By       surveys.UserID
	Opening  string
	Closing  string
}

// DraftReport gathers the figures of a period, which stay as they are from then
// on, and keeps them as a draft. NotFound; Invalid for a period that is none;
// Conflict for a project of whose customers too few answered.
func (s *Store) DraftReport(ctx context.Context, d ReportDraft) (surveys.Report, error) {
	r := surveys.Report{Customer: d.Customer, Project: d.Project, Period: d.Period, By: d.By}
	if err := surveys.CheckReportPeriod(d.Period, s.Today()); err != nil {
		return r, err
	}
	g, err := s.reportScope(ctx, &r)
	if err != nil {
		return r, err
	}
	in, err := s.reportInput(ctx, g, r)
	if err != nil {
		return r, err
	}
	r.Facts = surveys.NewReportFacts(in, r.OfProject())
	if r.OfProject() && r.Facts.Level.N == 0 {
		return r, surveys.Errorf(surveys.Conflict, "fewer than %d customers of the project answered in these days, or fewer than %d answers came: "+
			"a report would tell one customer what another said", surveys.ReportCrowd, surveys.Enough)
	}
	lessons := ""
	if !r.OfProject() {
		names, err := s.reportNames(ctx, g, in.Cases)
		if err != nil {
			return r, err
		}
		lessons = surveys.ReportLessons(in.Cases, names)
	}
	for _, part := range surveys.ReportParts() {
		text := map[surveys.ReportPart]string{surveys.PartOpening: d.Opening, surveys.PartLessons: lessons, surveys.PartClosing: d.Closing}[part]
		r.Sections = append(r.Sections, surveys.ReportSection{Part: part, Text: plainLines(text)})
	}
	if err := surveys.CheckReport(r); err != nil {
		return r, err
	}
	return s.newReport(ctx, r)
}

// reportScope is where the figures of a report come from.
type reportScope struct {
	sources  []source
	contacts []surveys.ContactID // of a customer
	into     map[surveys.CustomerID]surveys.CustomerID
}

func (g reportScope) of(id surveys.CustomerID) surveys.CustomerID {
	if other, ok := g.into[id]; ok {
		return other
	}
	return id
}

// reportScope finds customer or project, and names the report after it.
func (s *Store) reportScope(ctx context.Context, r *surveys.Report) (g reportScope, err error) {
	if g.into, err = s.aliasesNow(ctx); err != nil {
		return g, err
	}
	if r.OfProject() {
		project, err := s.Project(ctx, r.Project)
		if err != nil {
			return g, err
		}
		r.Name = project.Name
		src, err := s.projectSource(ctx, r.Project)
		g.sources = []source{src}
		return g, err
	}
	customer, err := s.Customer(ctx, r.Customer)
	if err != nil {
		return g, err
	}
	r.Customer, r.Project, r.Name, g.contacts = customer.ID, "", customer.Name, customer.Contacts
	g.sources, err = s.allSources(ctx, customer.ID, customer.Projects)
	return g, err
}

func (s *Store) reportInput(ctx context.Context, g reportScope, r surveys.Report) (in surveys.ReportInput, err error) {
	before, after := r.Period.Before(), surveys.Period{From: r.Period.To + 1, To: s.Today()}
	days, err := s.days(ctx, g.sources, surveys.Period{From: before.From, To: after.To})
	if err != nil {
		return in, err
	}
	in.Of, in.Tally, in.Before, in.After = g.of, days.Sum(r.Period), days.Sum(before), days.Sum(after)
	if after.To >= after.From {
		in.Until = after.To
	}
	if in.Answers, err = s.reportAnswers(ctx, r, r.Period); err != nil {
		return in, err
	}
	if in.Words, err = s.reasonWords(ctx); err != nil {
		return in, err
	}
	if r.OfProject() {
		for i, p := range []surveys.Period{before, after} {
			if in.Voices[i], err = s.reportVoices(ctx, g, r, p); err != nil {
				return in, err
			}
		}
	}
	if in.Cases, err = s.reportCases(ctx, g, r); err != nil || r.OfProject() {
		return in, err
	}
	in.Quotes, err = s.reportQuotes(ctx, g, r.Period)
	return in, err
}

// reasonWords are the owner's own words of reasons.
func (s *Store) reasonWords(ctx context.Context) (map[surveys.SurveyID]map[string]string, error) {
	all, err := s.Surveys(ctx)
	if err != nil {
		return nil, err
	}
	out := map[surveys.SurveyID]map[string]string{}
	for _, survey := range all.All() {
		out[survey.ID] = survey.Wording[cmp.Or(survey.Language, surveys.DefaultLanguage)].Reasons
	}
	return out, nil
}

// reportAnswers reads the answers of a period, the newest first.
func (s *Store) reportAnswers(ctx context.Context, r surveys.Report, p surveys.Period) (out []surveys.Invitation, err error) {
	if p.To < p.From {
		return nil, nil
	}
	q := ResponseQuery{Customer: r.Customer, Project: r.Project, Period: p, Limit: 200}
	for len(out) < reportAnswersMost {
		page, next, err := s.Responses(ctx, q)
		if err != nil {
			return nil, err
		}
		if out = append(out, page...); next == "" {
			break
		}
		q.Cursor = next
	}
	return out, nil
}

// reportVoices counts the customers who answered in a period.
func (s *Store) reportVoices(ctx context.Context, g reportScope, r surveys.Report, p surveys.Period) (int, error) {
	all, err := s.reportAnswers(ctx, r, p)
	seen := map[surveys.CustomerID]bool{}
	for _, inv := range all {
		seen[g.of(inv.Customer)] = true
	}
	return len(seen), err
}

// reportCases returns the cases that began or were resolved in the period; what
// only an alarm found is no complaint.
func (s *Store) reportCases(ctx context.Context, g reportScope, r surveys.Report) ([]surveys.ReportCase, error) {
	var out []surveys.ReportCase
	for _, state := range surveys.CaseStates() {
		all, err := s.casesOf(ctx, state, func(c surveys.Case) bool {
			return c.Source != surveys.FromAlarm && (r.OfProject() && c.Project == r.Project || !r.OfProject() && g.of(c.Customer) == r.Customer)
		})
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			one := surveys.ReportCase{Case: c, Began: r.Period.Has(surveys.DayOf(c.Since, s.zone))}
			if one.Resolved, err = s.resolvedIn(ctx, c, r.Period); err != nil {
				return nil, err
			}
			if one.Began || one.Resolved {
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// casesOf returns the cases of a state that are wanted, the newest first.
func (s *Store) casesOf(ctx context.Context, state surveys.CaseState, want func(surveys.Case) bool) (out []surveys.Case, err error) {
	from, err := parseMoment("")
	for err == nil && len(out) < reportCasesMost {
		ids, err := s.casesBeyond(ctx, CaseQuery{State: state}.queues(), caseOrder{from: from}, casesAtOnce)
		if err != nil {
			return nil, err
		}
		found, err := s.casesByID(ctx, idsOfCases(ids))
		if err != nil {
			return nil, err
		}
		for _, m := range ids {
			if c, ok := found[caseOfMoment(m)]; ok && want(c) {
				out = append(out, c)
			}
		}
		if len(ids) < casesAtOnce {
			break
		}
		from = ids[len(ids)-1]
	}
	return out, err
}

// resolvedIn reports whether a case was resolved in the period, and still is.
func (s *Store) resolvedIn(ctx context.Context, c surveys.Case, p surveys.Period) (bool, error) {
	if c.State != surveys.CaseResolved || surveys.DayOf(c.ChangedAt, s.zone) < p.From {
		return false, nil
	}
	f, err := s.CaseFile(ctx, c.ID)
	if err != nil {
		return false, err
	}
	at := c.ChangedAt // of one whose log does not say
	for _, l := range f.Log {
		if l.Kind == surveys.LineState && l.Ref == string(surveys.CaseResolved) {
			at = l.At
		}
	}
	return p.Has(surveys.DayOf(at, s.zone)), nil
}

// reportQuotes returns who of a customer agreed in the period to be quoted.
func (s *Store) reportQuotes(ctx context.Context, g reportScope, p surveys.Period) ([]surveys.ContactID, error) {
	all, err := s.Consents(ctx)
	var out []surveys.ContactID
	for _, c := range all {
		if c.Kind == surveys.StepQuote && c.Quote != "" && slices.Contains(g.contacts, c.Contact) && p.Has(surveys.DayOf(c.AgreedAt(), s.zone)) {
			out = append(out, c.Contact)
		}
	}
	return out, err
}

// reportNames are the names that lessons must not tell: of the people of the
// customer, of the team, and of who followed up.
func (s *Store) reportNames(ctx context.Context, g reportScope, cases []surveys.ReportCase) ([]string, error) {
	contacts, err := s.Contacts(ctx, g.contacts)
	if err != nil {
		return nil, err
	}
	team, err := s.Users(ctx)
	var names []string
	for _, c := range contacts {
		names = append(names, c.Name)
	}
	for _, u := range team {
		names = append(names, u.Name)
	}
	for _, c := range cases {
		names = append(names, c.Owner)
	}
	return names, err
}

// ReportCases returns the cases that a report looks at, as they are now: who
// follows them up may review it.
func (s *Store) ReportCases(ctx context.Context, r surveys.Report) ([]surveys.Case, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	var out []surveys.Case
	found, err := s.reportCases(ctx, reportScope{into: into}, r)
	for _, c := range found {
		out = append(out, c.Case)
	}
	return out, err
}
