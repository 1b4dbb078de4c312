package server

import (
	"context"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// ReportBody is a report that is told back, without its figures. It is exported
// because the description leaves the fields of others out where they are
// embedded.
type ReportBody struct {
	ID         string     `json:"id" doc:"id of the report"`
	State      string     `json:"state" doc:"draft, reviewed, released or withdrawn"`
	Customer   string     `json:"customer,omitempty" doc:"id of the customer; left out for a report about a project"`
	Project    string     `json:"project,omitempty" doc:"id of the project; left out for a report to a customer"`
	Name       string     `json:"name" doc:"of customer or project, as it was called then"`
	From       string     `json:"from" doc:"first day"`
	To         string     `json:"to" doc:"last day"`
	MadeAt     *time.Time `json:"made_at" doc:"when its figures were gathered"`
	ReviewedAt *time.Time `json:"reviewed_at" doc:"when a person had read it; null: not yet"`
	ReleasedAt *time.Time `json:"released_at" doc:"when a person released it; null: not yet"`
	EndsAt     *time.Time `json:"ends_at" doc:"when its link closes, or closed"`
}

func newReportBody(r surveys.Report) ReportBody {
	return ReportBody{ID: string(r.ID), State: string(r.State), Customer: string(r.Customer), Project: string(r.Project), Name: r.Name,
		From: r.Period.From.String(), To: r.Period.To.String(), MadeAt: timeOrNull(r.Made), ReviewedAt: timeOrNull(r.Reviewed),
		ReleasedAt: timeOrNull(r.Released), EndsAt: timeOrNull(r.Ends)}
}

type reportsOutput struct {
	Body struct {
		Items []ReportBody `json:"items" doc:"the last made first"`
		Next  *string      `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// listReports returns the reports.
func (s api) listReports(ctx context.Context, in *relationsInput) (*reportsOutput, error) {
	from, err := placeInList(in.Cursor)
	if err != nil {
		return nil, err
	}
	all, total, err := s.Store.Reports(ctx, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &reportsOutput{}
	out.Body.Items = make([]ReportBody, len(all))
	for i, r := range all {
		out.Body.Items[i] = newReportBody(r)
	}
	out.Body.Next = nextPlace(from+in.Limit, total)
	return out, nil
}

// reportLevel is a share as a report froze it.
type reportLevel struct {
	N        int         `json:"n" doc:"answers"`
	CSAT     *float64    `json:"csat" doc:"satisfied, in percent; null: no reading"`
	Interval *[2]float64 `json:"interval" doc:"95 % interval after Wilson, in percent; null: no reading"`
}

func newReportLevel(l surveys.Level) reportLevel {
	out := reportLevel{N: l.N}
	out.CSAT, out.Interval = csat(l)
	return out
}

// reportDetail is a report with its figures.
type reportDetail struct {
	ReportBody
	Level      reportLevel     `json:"level" doc:"in the days of the report"`
	Before     reportLevel     `json:"before" doc:"in as many days before"`
	After      reportLevel     `json:"after" doc:"since then, up to when it was made"`
	Complaints int             `json:"complaints" doc:"cases that began in these days"`
	InTime     int             `json:"followed_up_in_a_day" doc:"of them"`
	Resolved   int             `json:"resolved" doc:"cases that were resolved in these days"`
	Asked      int             `json:"asked" doc:"of the resolved ones, whose customers answered when asked once more"`
	Recovered  int             `json:"recovered" doc:"of those, who were satisfied"`
	Sections   []reportSection `json:"sections" doc:"in their order"`
}

type reportSection struct {
	Part string `json:"part" doc:"opening, figures, reasons, quotes, complaints, lessons, since, recovery or closing"`
	Text string `json:"text" doc:"what a person wrote"`
	Out  bool   `json:"left_out" doc:"not shown to readers"`
}

type reportOutput struct{ Body reportDetail }

// getReportBody returns one report.
func (s api) getReportBody(ctx context.Context, in *IDInput) (*reportOutput, error) {
	id, ok := surveys.ParseReportID(in.ID)
	if !ok {
		return nil, surveys.Errorf(surveys.NotFound, "there is no such report")
	}
	r, err := s.Store.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	f := r.Facts
	out := reportDetail{ReportBody: newReportBody(r), Level: newReportLevel(f.Level), Before: newReportLevel(f.Before), After: newReportLevel(f.After),
		Complaints: f.Complaint, InTime: f.InTime, Resolved: f.Resolved, Asked: f.Again, Recovered: f.Recovered}
	for _, section := range r.Sections {
		out.Sections = append(out.Sections, reportSection{string(section.Part), section.Text, section.Out})
	}
	return &reportOutput{out}, nil
}

// founderBody is a customer on the list of the week.
type founderBody struct {
	Customer string     `json:"customer" doc:"id of the customer"`
	Name     string     `json:"name" doc:"name for people"`
	Reason   string     `json:"reason" doc:"unhappy, quiet, new or happy"`
	Contact  string     `json:"contact" doc:"id of whom to write to"`
	Voice    string     `json:"invitation,omitempty" doc:"id of what they told us last"`
	Case     int        `json:"case,omitempty" doc:"number of an open case"`
	State    string     `json:"state" doc:"open, aside or written"`
	Why      string     `json:"why,omitempty" doc:"why it was put aside"`
	Mail     string     `json:"mail,omitempty" doc:"of a written one: scheduled, data, sent, failed or unknown"`
	At       *time.Time `json:"at" doc:"when somebody wrote or put it aside; null: nobody has"`
}

type foundersOutput struct {
	Body struct {
		Week  string        `json:"week" doc:"its Monday"`
		Items []founderBody `json:"items" doc:"in the order of the list"`
		Next  *string       `json:"next" doc:"always null: all are on this page"`
	}
}

// listFounders returns the list of the week.
func (s api) listFounders(ctx context.Context, _ *struct{}) (*foundersOutput, error) {
	if err := s.Store.GatherFirst(ctx); err != nil {
		return nil, err
	}
	places, err := s.Store.Founders(ctx)
	if err != nil {
		return nil, err
	}
	var ids []surveys.CustomerID
	for _, p := range places {
		ids = append(ids, p.Customer)
	}
	names, err := s.Store.CustomerNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := &foundersOutput{}
	out.Body.Week, out.Body.Items = surveys.WeekOf(s.Store.Today()).String(), make([]founderBody, len(places))
	for i, p := range places {
		out.Body.Items[i] = founderBody{Customer: string(p.Customer), Name: names[p.Customer], Reason: string(p.Reason), Contact: string(p.Contact),
			Voice: string(p.Voice), Case: int(p.Case), State: string(p.State), Why: p.Why, Mail: string(p.Letter.State), At: timeOrNull(p.At)}
	}
	return out, nil
}

// advocateBody is somebody who is happy for good, or lets us do something.
type advocateBody struct {
	Contact  string      `json:"contact" doc:"id of the contact"`
	Customer string      `json:"customer" doc:"id of the customer"`
	Happy    bool        `json:"happy" doc:"for good, as the page defines it"`
	Level    reportLevel `json:"level" doc:"satisfied in a year"`
	Best     int         `json:"best" doc:"of those answers the best choice"`
	State    string      `json:"state,omitempty" doc:"asked, agreed, declined, revoked, thanked or rewarded; left out: nobody asked"`
	Kind     string      `json:"kind,omitempty" doc:"quote, reference or referral"`
	Agreed   bool        `json:"agreed" doc:"it stands now"`
	Quote    string      `json:"quote,omitempty" doc:"words that may be quoted, while it stands"`
	QuotedAs string      `json:"quoted_as,omitempty" doc:"name to show with them"`
}

type advocatesOutput struct {
	Body struct {
		Items []advocateBody `json:"items" doc:"those who are happy first"`
		Next  *string        `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// listAdvocates returns who is happy for good and who lets us do what.
func (s api) listAdvocates(ctx context.Context, in *relationsInput) (*advocatesOutput, error) {
	if err := s.Store.GatherFirst(ctx); err != nil {
		return nil, err
	}
	f, err := s.readAdvocates(ctx, templates.Clock{Now: s.Store.Now(), Zone: s.Store.Zone(), Words: s.words})
	if err != nil {
		return nil, err
	}
	var all []advocateBody
	for _, h := range f.happy {
		all = append(all, advocateBody{Contact: string(h.Contact), Customer: string(h.Customer), Happy: true, Level: newReportLevel(h.Level), Best: h.Best})
	}
	for _, k := range f.consents {
		i := slices.IndexFunc(all, func(a advocateBody) bool { return a.Contact == string(k.Contact) })
		if i < 0 {
			i, all = len(all), append(all, advocateBody{Contact: string(k.Contact), Customer: string(k.Customer)})
		}
		all[i].State, all[i].Kind, all[i].Agreed = string(k.State), string(k.Kind), k.Agreed
		if k.Agreed {
			all[i].Quote, all[i].QuotedAs = k.Quote, k.Name
		}
	}
	out := &advocatesOutput{}
	out.Body.Items, out.Body.Next, err = pageOf(all, in.Cursor, in.Limit)
	if out.Body.Items == nil {
		out.Body.Items = []advocateBody{}
	}
	return out, err
}
