package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Figures of a survey. Tallies are kept by scale, and each built-in survey is
// called like its scale. What a survey adds to that is in twins: a hash beside
// the tally that it belongs to, with the same fields. Answers are in a twin
// where the survey is not called like their scale; mails, which have no scale,
// where it is not the default one. Everything else of a built-in survey is the
// tally less the twins of all other surveys. So the surveys always add up to
// the tally, and a house that makes no survey of its own pays nothing.

// surveyText is the kind of text in a shard's dictionary for a survey with twins.
const surveyText = "s:"

// twinsAnswers reports whether answers on the scale are in a twin of the survey.
func twinsAnswers(survey surveys.SurveyID, scale surveys.ScaleID) bool {
	return survey != surveys.SurveyID(scale)
}

// twinsMails reports whether mails are in a twin of the survey.
func twinsMails(survey surveys.SurveyID) bool { return survey != surveys.DefaultSurveyID }

// hasTwin reports whether something of an invitation is in a twin.
func hasTwin(survey surveys.SurveyID, scale surveys.ScaleID) bool {
	return survey != "" && (twinsAnswers(survey, scale) || twinsMails(survey))
}

// twinKey is the twin of a tally for a survey of the shard.
func twinKey(tally string, survey int) string { return fmt.Sprintf("%s:s%d", tally, survey) }

// numberSurveys gives the entries whose survey has twins its number.
func (s *Store) numberSurveys(ctx context.Context, b Batch) error {
	for i := range b.entries {
		e := &b.entries[i]
		if !hasTwin(e.survey, e.Scale) {
			continue
		}
		n, err := s.numbersOf(ctx, b.Shard, surveyText+string(e.survey))
		if err != nil {
			return err
		}
		e.twin = n[0]
	}
	return nil
}

// inTwin reports whether a count of the entry is in the twin of its survey.
func (e entry) inTwin(c count) bool {
	if e.twin == 0 {
		return false
	}
	if c.isAnswer() {
		return twinsAnswers(e.survey, e.Scale)
	}
	return twinsMails(e.survey)
}

// shelf is some tallies of a shard.
type shelf struct {
	shard int
	spans []span
}

func shelvesOf(sources []source, p surveys.Period) []shelf {
	out := make([]shelf, len(sources))
	for i, src := range sources {
		out[i] = shelf{src.shard, src.spans(p)}
	}
	return out
}

// surveyDays returns the daily tallies of one survey in some tallies; empty for
// a survey that nobody was asked with.
func (s *Store) surveyDays(ctx context.Context, shelves []shelf, survey surveys.SurveyID, p surveys.Period) (surveys.Days, error) {
	twins, err := s.twins(ctx, shelves)
	if err != nil {
		return nil, err
	}
	r := surveyRead{survey: survey}
	_, r.builtIn = surveys.ScaleByID(surveys.ScaleID(survey))
	for _, one := range shelves {
		r.add(one, twins[one.shard])
	}
	if err := s.readTallies(ctx, s.rdb.Pipeline(), r.own, r.whole, r.others); err != nil {
		return nil, fmt.Errorf("read tallies of a survey: %w", err)
	}
	return r.days(p), nil
}

// twins returns the surveys with twins of the shards of shelves, with their numbers.
func (s *Store) twins(ctx context.Context, shelves []shelf) (map[int]map[surveys.SurveyID]int, error) {
	pipe := s.rdb.Pipeline()
	cmds := map[int]*redis.StringSliceCmd{}
	for _, one := range shelves {
		if cmds[one.shard] == nil {
			cmds[one.shard] = pipe.SMembers(ctx, twinsKey(one.shard))
		}
	}
	if len(cmds) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("surveys with tallies: %w", err)
	}
	out := map[int]map[surveys.SurveyID]int{}
	for shard, cmd := range cmds {
		numbers := make([]int, len(cmd.Val()))
		for i, text := range cmd.Val() {
			numbers[i] = atoi(text)
		}
		names, err := s.namesOf(ctx, shard, numbers)
		if err != nil {
			return nil, err
		}
		out[shard] = map[surveys.SurveyID]int{}
		for n, text := range names {
			out[shard][surveys.SurveyID(strings.TrimPrefix(text, surveyText))] = n
		}
	}
	return out, nil
}

// surveyRead is what is read of a survey: its own twins; of a built-in one also
// the tallies, and the twins of the others, which are taken off.
type surveyRead struct {
	survey             surveys.SurveyID
	builtIn            bool
	own, whole, others tallies
}

func (r *surveyRead) add(p shelf, twins map[surveys.SurveyID]int) {
	for id, n := range twins {
		switch {
		case id == r.survey:
			r.own.add(p.shard, twinsOf(p.spans, n)...)
		case r.builtIn:
			r.others.add(p.shard, twinsOf(p.spans, n)...)
		}
	}
	if r.builtIn {
		r.whole.add(p.shard, p.spans...)
	}
}

func twinsOf(spans []span, survey int) []span {
	out := make([]span, len(spans))
	for i, sp := range spans {
		out[i] = span{twinKey(sp.key, survey), sp.first}
	}
	return out
}

func (r surveyRead) days(p surveys.Period) surveys.Days {
	out := surveys.Days{}
	add := func(by int, wanted func(count) bool) func(count) {
		return func(c count) {
			if p.Has(c.day) && wanted(c) {
				c.by *= by
				sum := out[c.day]
				c.move(&sum)
				out[c.day] = sum
			}
		}
	}
	r.own.each(add(1, func(count) bool { return true }))
	r.whole.each(add(1, r.ofScale))
	r.others.each(add(-1, r.ofScale))
	return out
}

// ofScale reports whether a count of the tallies can be the built-in survey's.
func (r surveyRead) ofScale(c count) bool {
	if !c.isAnswer() {
		return !twinsMails(r.survey)
	}
	scale, _, ok := choiceOf(c.code)
	return ok && !twinsAnswers(r.survey, scale)
}

// FilterDays returns the daily tallies of what a filter names; its period is not
// looked at, and neither is what has no tallies (see HasFigures). NotFound where
// project or customer is not there.
func (s *Store) FilterDays(ctx context.Context, f surveys.ResponseFilter, p surveys.Period) (surveys.Days, error) {
	switch {
	case p.To < p.From:
		return surveys.Days{}, nil
	case f.Project == "" && f.Customer == "" && f.Agent == "" && f.Survey == "":
		return s.portfolioDays(ctx, p)
	case f.Agent != "" && f.Survey == "":
		return s.AgentDays(ctx, f.Agent, p)
	case f.Agent != "":
		shelves, err := s.agentShelves(ctx, f.Agent, p)
		if err != nil {
			return nil, err
		}
		return s.surveyDays(ctx, shelves, f.Survey, p)
	}
	sources, err := s.filterSources(ctx, f)
	if err != nil {
		return nil, err
	}
	if f.Survey == "" {
		return s.days(ctx, sources, p)
	}
	return s.surveyDays(ctx, shelvesOf(sources, p), f.Survey, p)
}

// filterSources returns where the figures of project and customer are.
func (s *Store) filterSources(ctx context.Context, f surveys.ResponseFilter) ([]source, error) {
	switch {
	case f.Customer != "" && f.Project != "":
		id, err := s.Canonical(ctx, f.Customer)
		if err != nil {
			return nil, err
		}
		return s.allSources(ctx, id, []surveys.ProjectID{f.Project})
	case f.Customer != "":
		c, err := s.Customer(ctx, f.Customer)
		if err != nil {
			return nil, err
		}
		return s.allSources(ctx, c.ID, c.Projects)
	case f.Project != "":
		src, err := s.projectSource(ctx, f.Project)
		return []source{src}, err
	}
	return wholeHouse(), nil
}

// agentShelves returns the tallies of an agent, in the shards that know it.
func (s *Store) agentShelves(ctx context.Context, id surveys.AgentID, p surveys.Period) ([]shelf, error) {
	wanted := make([]shardText, surveys.Shards)
	for shard := range wanted {
		wanted[shard] = shardText{shard, agentText + string(id)}
	}
	numbers, err := s.findNumbers(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("number of the agent: %w", err)
	}
	var out []shelf
	for shard, n := range numbers {
		if n != 0 {
			out = append(out, shelf{shard, quarters(p, func(q int) string { return agentTallyKey(shard, n, q) })})
		}
	}
	return out, nil
}

// AnsweredSpan returns the days between the first answer ever and the last;
// zero where there is none.
func (s *Store) AnsweredSpan(ctx context.Context) (surveys.Period, error) {
	from, to, err := s.answeredDays(ctx)
	return surveys.Period{From: from, To: cmp.Or(to, from)}, err
}
