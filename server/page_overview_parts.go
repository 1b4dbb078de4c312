package server

import (
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

func (o overview) voices(clock templates.Clock) []templates.Voice {
	var out []templates.Voice
	for _, inv := range o.said {
		out = append(out, o.names.voiceOf(inv, o.names.customer(inv.Customer), clock))
	}
	return out
}

// worst is the lowest voice among those that were just heard and the open
// cases: the mean must not hide it.
func (o overview) worst(clock templates.Clock) *templates.Voice {
	if o.lowest.ID == "" {
		return nil
	}
	v := o.names.voiceOf(o.lowest, o.names.customer(o.lowest.Customer), clock)
	return &v
}

func (o overview) worstHeard() (worst surveys.Invitation) {
	worstBad := 0.0
	for _, inv := range o.heard() {
		scale, _ := surveys.ScaleByID(inv.Scale)
		if bad := scale.BadnessOf(inv.Choice); inv.Answer == surveys.Answered && scale.IsComplaint(inv.Choice) && bad > worstBad {
			worst, worstBad = inv, bad
		}
	}
	return worst
}

func (o overview) heard() []surveys.Invitation {
	out := append([]surveys.Invitation{}, o.said...)
	for i, k := range o.cases {
		if i < casesShown {
			out = append(out, o.inCases[k.ID])
		} else {
			out = append(out, o.unseen[k.Invitation])
		}
	}
	return out
}

func (o overview) caseRows(clock templates.Clock) []templates.CaseRow {
	var out []templates.CaseRow
	for _, k := range o.cases[:min(len(o.cases), casesShown)] {
		out = append(out, caseRow(k, o.inCases[k.ID], o.names, clock))
	}
	return out
}

// lateAfter is how long a complaint may wait for a first word.
const lateAfter = 24 * time.Hour

// caseRow is a case in a list.
func caseRow(k surveys.Case, inv surveys.Invitation, n names, clock templates.Clock) templates.CaseRow {
	voice := n.voiceOf(inv, templates.Link{}, clock)
	row := templates.CaseRow{
		Title: caseTitle(k, voice, clock), Address: caseAddress(k.ID), State: k.State,
		Where: n.customer(k.Customer).Text, When: clock.Ago(k.OpenedAt), Voice: voice,
		Line: ownerText(k.Owner, clock) + " · " + clock.Words.Text("overview_case_"+string(k.State)),
	}
	if waits := clock.Now.Sub(k.Since); k.State == surveys.CaseOpen && k.ActedAt.IsZero() && waits > lateAfter {
		row.Late = clock.Words.Count("overview_case_late", int(waits/lateAfter))
	}
	return row
}

func ownerText(owner string, clock templates.Clock) string {
	if owner == "" {
		return clock.Words.Text("overview_case_nobodys")
	}
	return owner
}

// caseTitle names a case by what was said, else by what was chosen.
func caseTitle(k surveys.Case, v templates.Voice, clock templates.Clock) string {
	if v.Quote != "" {
		return templates.Shorten(v.Quote, 60)
	}
	if k.Text != "" {
		return templates.Shorten(k.Text, 60)
	}
	say := clock.Words
	return say.Text("overview_case_rated", "Case", strconv.Itoa(int(k.ID)), "Choice", v.Choice, "Who", whoOr(v.Who, say.Text("overview_somebody")))
}

func caseText(id surveys.CaseID, words *templates.Locale) string {
	return words.Text("team_case", "Case", strconv.Itoa(int(id)))
}

func caseAddress(id surveys.CaseID) string { return fmt.Sprintf("/cases/%d", id) }
