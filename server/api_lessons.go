package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

type lessonsInput struct {
	Project string `query:"project" maxLength:"512" doc:"left out: all"`
	PeriodInput
}

// causeBody is a cause with what its cases taught. It says nothing of people.
type causeBody struct {
	Cause     string       `json:"cause" doc:"empty: none was named"`
	Cases     int          `json:"cases" doc:"how many there are"`
	Asked     int          `json:"asked" doc:"of the cases, whose customers answered when asked once more"`
	Recovered int          `json:"recovered" doc:"of those, who were satisfied again"`
	Lessons   []lessonBody `json:"lessons" doc:"newest first"`
}

type lessonBody struct {
	Case    int        `json:"case" doc:"number of the case"`
	Project string     `json:"project" doc:"id of the project"`
	Lesson  string     `json:"lesson" doc:"what was learnt from it"`
	At      *time.Time `json:"at" doc:"when it happened"`
}

type lessonsOutput struct {
	Body struct {
		Items []causeBody `json:"items" doc:"the most frequent cause first"`
		Next  *string     `json:"next" doc:"always null: of the newest 1,000 cases with a cause or a lesson"`
	}
}

// listLessons returns what cases taught, by their causes.
func (s api) listLessons(ctx context.Context, in *lessonsInput) (*lessonsOutput, error) {
	q := store.LessonQuery{Project: surveys.ProjectID(in.Project)}
	if in.given() {
		var err error
		if q.Period, err = s.period(in.PeriodInput, maxPeriod); err != nil {
			return nil, err
		}
	}
	all, err := s.Store.Lessons(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &lessonsOutput{}
	out.Body.Items = []causeBody{}
	for _, c := range surveys.GroupCauses(all) {
		body := causeBody{Cause: c.Name, Cases: c.Cases, Asked: c.Asked, Recovered: c.Recovered, Lessons: []lessonBody{}}
		for _, l := range c.Lessons {
			body.Lessons = append(body.Lessons, lessonBody{int(l.Case), string(l.Project), l.Lesson, timeOrNull(l.At)})
		}
		out.Body.Items = append(out.Body.Items, body)
	}
	return out, nil
}
