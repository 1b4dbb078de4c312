package server

import (
	"cmp"
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// readOverview reads the page of everything, or of one project. NotFound.
func (s *Server) readOverview(ctx context.Context, project surveys.ProjectID, sp span) (o overview, err error) {
	o.project = project
	if o.standing, err = s.standingOf(ctx, project, sp.period(0, 0)); err != nil {
		return o, err
	}
	if sp.days == 0 && o.standing.First > 0 {
		if o.standing, err = s.standingOf(ctx, project, sp.of(o.standing)); err != nil {
			return o, err
		}
	}
	o.days, err = readTrend(sp.of(o.standing).To, func(p surveys.Period) (surveys.Days, error) {
		return s.Store.FilterDays(ctx, surveys.ResponseFilter{Project: project}, p)
	})
	if err != nil {
		return o, err
	}
	for _, read := range []func(context.Context, *overview) error{s.readCases, s.readNewest, s.readSaid, s.readAside} {
		if err = read(ctx, &o); err != nil {
			return o, err
		}
	}
	q := store.AttentionQuery{Period: sp.recent().period(0, 0), Project: project, Limit: 2*needsShown + 1}
	if err = s.readAttention(ctx, &o, q); err != nil {
		return o, err
	}
	if err = s.readWorst(ctx, &o); err != nil {
		return o, err
	}
	named := append([]surveys.Invitation{o.newest, o.lowest, {Project: project}}, o.said...)
	o.names, err = s.namesIn(ctx, named, o.cases[:min(len(o.cases), casesShown)])
	return o, err
}

// readWorst reads the lowest voice whole.
func (s *Server) readWorst(ctx context.Context, o *overview) (err error) {
	o.lowest = o.worstHeard()
	if _, brief := o.unseen[o.lowest.ID]; !brief {
		return nil
	}
	found, err := s.Store.Invitations(ctx, []surveys.InvitationID{o.lowest.ID})
	if o.lowest = (surveys.Invitation{}); len(found) > 0 {
		o.lowest = found[0]
	}
	return err
}

// standingOf says how everything stands, or one project.
func (s *Server) standingOf(ctx context.Context, project surveys.ProjectID, p surveys.Period) (surveys.Standing, error) {
	if project == "" {
		return s.Store.Portfolio(ctx, p)
	}
	return s.Store.ProjectStanding(ctx, project, p)
}

// namedProject is the project of an id, or the one that is called so. NotFound.
func (s *Server) namedProject(ctx context.Context, text surveys.ProjectID) (surveys.ProjectID, error) {
	if text == "" {
		return "", nil
	}
	_, err := s.Store.Project(ctx, text)
	if surveys.CodeOf(err) != surveys.NotFound {
		return text, err
	}
	found, searchErr := s.Store.Search(ctx, store.SearchQuery{Text: string(text), Limit: 1})
	if searchErr != nil || len(found.Projects) == 0 {
		return text, cmp.Or(searchErr, err)
	}
	return found.Projects[0], nil
}

// readNewest reads the last answer, looking at its day only.
func (s *Server) readNewest(ctx context.Context, o *overview) error {
	if o.standing.Last == 0 || o.standing.Last < s.Store.Today()-1 {
		return nil
	}
	day := surveys.Period{From: o.standing.Last, To: o.standing.Last}
	newest, _, err := s.Store.Responses(ctx, store.ResponseQuery{Project: o.project, Period: day, Limit: 1})
	if err == nil && len(newest) > 0 {
		o.newest = newest[0]
	}
	return err
}

// readSaid reads what people said last.
func (s *Server) readSaid(ctx context.Context, o *overview) error {
	read := func() ([]surveys.Invitation, error) { return s.Store.Said(ctx, saidRead) }
	if o.project != "" {
		read = func() ([]surveys.Invitation, error) {
			said, _, err := s.Store.Responses(ctx, store.ResponseQuery{Project: o.project, Limit: answersRead})
			return said, err
		}
	}
	said, err := read()
	o.said = withWords(said, saidShown)
	return err
}

// readAside reads what stands beside the figures: the projects to choose from,
// and of everything who is unheard, which taps are not confirmed, and how many
// comments there are.
func (s *Server) readAside(ctx context.Context, o *overview) (err error) {
	if o.projects, err = s.Store.ProjectChoices(ctx, projectsToChoose); err != nil || o.project != "" {
		return err
	}
	if o.unheard, o.deciders, err = s.Store.UnheardCount(ctx); err != nil {
		return err
	}
	if _, o.unsure, err = s.Store.Unconfirmed(ctx, 0); err != nil {
		return err
	}
	n, all, err := s.Store.CountSaid(ctx)
	if all {
		o.comments = n
	}
	return err
}

// readCases reads the cases that are open or contacted, the newest of each.
func (s *Server) readCases(ctx context.Context, o *overview) (err error) {
	if o.project != "" {
		return s.readProjectCases(ctx, o)
	}
	open, total, err := s.Store.CasesInBrief(ctx, surveys.CaseOpen, casesRead, casesShown)
	if err != nil {
		return err
	}
	contacted, _, err := s.Store.CasesInBrief(ctx, surveys.CaseContacted, casesRead, casesShown)
	if err != nil {
		return err
	}
	o.cases, o.open = append(open, contacted...), total
	return s.readBehind(ctx, o)
}

// readBehind reads what is behind the cases: whole of those that are shown, and
// of the lowest voice among the others.
func (s *Server) readBehind(ctx context.Context, o *overview) (err error) {
	if o.inCases, err = s.behindCases(ctx, o.cases[:min(len(o.cases), casesShown)]); err != nil {
		return err
	}
	var ids []surveys.InvitationID
	for _, k := range o.cases[min(len(o.cases), casesShown):] {
		ids = append(ids, k.Invitation)
	}
	o.unseen, err = s.Store.AnswersInBrief(ctx, ids)
	return err
}

// readProjectCases reads those of the project; their number is that of the
// newest, for nobody has counted them.
func (s *Server) readProjectCases(ctx context.Context, o *overview) (err error) {
	for _, state := range []surveys.CaseState{surveys.CaseOpen, surveys.CaseContacted} {
		found, _, err := s.Store.CasesPage(ctx, store.CaseQuery{State: state, Project: o.project, Limit: casesRead})
		if err != nil {
			return err
		}
		o.cases = append(o.cases, found...)
		if state == surveys.CaseOpen {
			o.open = len(found)
		}
	}
	return s.readBehind(ctx, o)
}
