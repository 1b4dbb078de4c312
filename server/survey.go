package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// survey returns one survey, and all.
func (s *Server) survey(ctx context.Context, id string) (surveys.Survey, surveys.Catalogue, error) {
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return surveys.Survey{}, all, err
	}
	survey, ok := all.Get(surveys.SurveyID(id))
	if !ok {
		return survey, all, surveys.Errorf(surveys.NotFound, "there is no survey of this id")
	}
	return survey, all, nil
}

// saveSurvey keeps a survey that nothing is wrong with; wrong is what could not
// even be read. Where revision is nil, whatever stands is replaced.
func (s *Server) saveSurvey(ctx context.Context, survey surveys.Survey, revision *int, wrong surveys.Problems) (saved surveys.Survey, created bool, err error) {
	survey = normaliseSurvey(survey, &wrong)
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return survey, false, err
	}
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return survey, false, err
	}
	s.checkLabels(&wrong, survey)
	if err := merge(wrong, all.Check(survey, house.Language)); err != nil {
		return survey, false, err
	}
	before, _ := all.Get(survey.ID)
	from := before.Revision
	if revision != nil {
		from = *revision
	}
	return s.Store.SaveSurvey(ctx, survey, from)
}

// checkLabels names the owner's words that read like ours for another choice,
// where the owner has left that one out.
func (s *Server) checkLabels(wrong *surveys.Problems, survey surveys.Survey) {
	for _, tag := range surveys.Languages() {
		own := survey.Wording[tag].Labels
		for j, ours := range s.locales.In(tag).Wording(survey).Labels {
			if j >= len(own) || own[j] != "" {
				continue
			}
			if i := slices.IndexFunc(own, func(label string) bool { return strings.EqualFold(label, ours) }); i >= 0 {
				wrong.Add(fmt.Sprintf("wording.%s.labels[%d]", tag, i), "is our word for another choice; write a word of your own for that one, too")
			}
		}
	}
}

// normaliseSurvey is a survey as it is kept: texts in NFC, each one line.
func normaliseSurvey(s surveys.Survey, wrong *surveys.Problems) surveys.Survey {
	for _, text := range []*string{&s.Name, &s.Sender, &s.Logo.Text, &s.Logo.Color} {
		*text = strings.Trim(normaliseText(*text), " ")
	}
	address, problem := NormaliseAddress(s.ReplyTo)
	if problem != "" {
		wrong.Add("reply_to", "%s", problem)
	}
	s.ReplyTo = address
	wording := make(map[string]surveys.Wording, len(s.Wording))
	for tag, w := range s.Wording {
		wording[tag] = surveys.Wording{
			Subject: normaliseText(w.Subject), Intro: normaliseText(w.Intro), Question: normaliseText(w.Question),
			Labels: normaliseAll(w.Labels), Reasons: normaliseMap(w.Reasons),
		}
	}
	s.Wording = wording
	s.Types = normaliseAll(s.Types)
	for i, id := range s.Projects {
		s.Projects[i] = surveys.ProjectID(normaliseText(string(id)))
	}
	return s.Tidy()
}

func normaliseAll(texts []string) []string {
	var out []string
	for _, text := range texts {
		out = append(out, normaliseText(text))
	}
	return out
}

// preview is how the mail of a survey reads.
type preview struct {
	Language, Dir, Subject string
	templates.Twins
}

// preview composes the mail of a survey as a trial of it would be sent; name is
// whom it greets.
func (s *Server) preview(ctx context.Context, survey surveys.Survey, language, name string) (preview, error) {
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return preview{}, err
	}
	in := s.locales.In(language, survey.Language, house.Language)
	person, firm := s.whoAsks(ctx, survey)
	mail, subject := in.TrialMail(survey, templates.TrialValues{
		Name: name, Person: person, House: firm, Public: strings.TrimSuffix(s.PublicURL.String(), "/"), Signer: s.signer,
		QuietDays: int(s.Store.Rules().QuietPeriod / (24 * time.Hour)),
	})
	twins, err := mail.Render(s.mails)
	return preview{in.Tag, in.Dir, subject, twins}, err
}

// whoAsks are the person and the firm that a mail of the survey is from.
func (s *Server) whoAsks(ctx context.Context, survey surveys.Survey) (person, firm string) {
	return surveys.SenderNames(s.sender(ctx, survey))
}

// sender is who a mail of the survey is from, in one line.
func (s *Server) sender(ctx context.Context, survey surveys.Survey) string {
	return cmp.Or(survey.Sender, s.asks(ctx), s.PublicURL.Hostname())
}

// trySurvey sends the mail of a survey to an address. TooMany: that was often.
func (s *Server) trySurvey(ctx context.Context, survey surveys.Survey, to, language string) (surveys.Trial, error) {
	var wrong surveys.Problems
	address, problem := NormaliseAddress(to)
	if problem == "" && address == "" {
		problem = "is needed"
	}
	if problem != "" {
		wrong.Add("to", "%s", problem)
	}
	if language != "" && surveys.ChooseLanguage(language) != language {
		wrong.Add("language", "must be one of %s", strings.Join(surveys.Languages(), ", "))
	}
	if err := wrong.Err(); err != nil {
		return surveys.Trial{}, err
	}
	wait, _, err := s.try(ctx, attempt{slow: slowTrials()})
	if err != nil {
		return surveys.Trial{}, err
	}
	if wait > 0 {
		return surveys.Trial{}, surveys.Errorf(surveys.TooMany, "many test mails were sent just now; please wait half a minute")
	}
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return surveys.Trial{}, err
	}
	var random [10]byte
	if _, err := io.ReadFull(rand.Reader, random[:]); err != nil {
		return surveys.Trial{}, err
	}
	return s.Store.TrySurvey(ctx, surveys.Trial{ID: surveys.NewTrialID(random), Survey: survey.ID, Address: address,
		Language: surveys.ChooseLanguage(language, survey.Language, house.Language)})
}

// trialOf returns a trial of the survey.
func (s *Server) trialOf(ctx context.Context, survey surveys.SurveyID, text string) (surveys.Trial, error) {
	id, ok := surveys.ParseTrialID(text)
	if !ok {
		return surveys.Trial{}, surveys.Errorf(surveys.NotFound, "there is no such test mail")
	}
	trial, err := s.Store.Trial(ctx, id)
	if err == nil && trial.Survey != survey {
		err = surveys.Errorf(surveys.NotFound, "there is no such test mail")
	}
	return trial, err
}
