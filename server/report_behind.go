package server

import (
	"barometer/surveys"
	"barometer/templates"
)

// reportAnswers is the list of the answers that a report is about.
func reportAnswers(r surveys.Report, p surveys.Period) string {
	return responsesAddress(surveys.ResponseFilter{Customer: r.Customer, Project: r.Project, Period: p})
}

// leadBehind lets the figures of a report lead to what they are of, for its
// writers: what was counted then may have changed since, the report has not.
func (w reportTalk) leadBehind(doc *templates.ReportDoc, r surveys.Report) {
	link := func(id, address string) templates.Link {
		return templates.Link{Text: w.say("behind_" + id), Address: address}
	}
	during := link("during", reportAnswers(r, r.Period))
	cases := customerAddress(r.Customer) + "?show=" + string(surveys.EventCase) + "#timeline"
	for i := range doc.Parts {
		for j := range doc.Parts[i].Sections {
			v := &doc.Parts[i].Sections[j]
			switch {
			case len(v.Rows) == 0:
			case v.Part == surveys.PartFigures, v.Part == surveys.PartReasons:
				v.Behind = []templates.Link{during}
			case v.Part == surveys.PartSince:
				v.Behind = []templates.Link{link("before", reportAnswers(r, r.Period.Before())), during}
				if r.Facts.Until != 0 {
					v.Behind = append(v.Behind, link("after", reportAnswers(r, surveys.Period{From: r.Period.To + 1, To: r.Facts.Until})))
				}
			case !r.OfProject():
				v.Behind = []templates.Link{link("cases", cases)}
			}
		}
	}
}
