package server

import (
	"barometer/surveys"
	"barometer/templates"
)

// behind leads from a row of the list to what it counts: answers and mails,
// those of the period before, and cases that are not resolved.
func (f listFile) behind(row *templates.StandingRow, st surveys.Standing, sp span, clock templates.Clock) {
	of, mails := surveys.ResponseFilter{Period: sp.of(f.all)}, askedQuery{period: sp.of(f.all)}
	var open inboxOf
	if f.stages {
		open.customer = surveys.CustomerID(st.ID)
		of.Customer, mails.customer = surveys.CustomerID(st.ID), surveys.CustomerID(st.ID)
	} else {
		open.project = surveys.ProjectID(st.ID)
		of.Project, mails.project = surveys.ProjectID(st.ID), surveys.ProjectID(st.ID)
	}
	if st.Response.N > 0 {
		row.Asked = askedLink(mails, sp, clock).Address
	}
	row.Behind, row.CasesAt = behindLink(st.Level.N, of, sp, clock).Address, open.address()
	leadBack(row, st, of)
}

// memberRow is a customer in one of its projects, in a table of either.
func memberRow(st surveys.Standing, address string, of surveys.ResponseFilter, sp span, clock templates.Clock) templates.StandingRow {
	row := standingRow(st, address, sp, clock)
	row.Behind = behindLink(st.Level.N, of, sp, clock).Address
	leadBack(&row, st, of)
	return row
}

// leadBack leads from a change to the answers that it is measured against.
func leadBack(row *templates.StandingRow, st surveys.Standing, of surveys.ResponseFilter) {
	if row.Was != "" {
		of.Period = st.Period.Before()
		row.WasAt = responsesAddress(of)
	}
}

// leadToRows gives the readings behind a picture the addresses of their
// answers, which the filter wants, whatever their day.
func leadToRows(rows []templates.TableRow, of surveys.ResponseFilter) {
	at := addressOn(of)
	for i, row := range rows {
		if row.Level.N > 0 {
			rows[i].Behind = at(row.Days)
		}
	}
}

// leadToMonths does the same for what was chosen month by month.
func leadToMonths(all []templates.Stack, of surveys.ResponseFilter) []templates.Stack {
	for _, stack := range all {
		if len(all) > 1 {
			of.Scale = stack.Of
		}
		at := addressOn(of)
		for i, month := range stack.Months {
			if month.N > 0 {
				stack.Months[i].Behind = at(month.Days)
			}
		}
	}
	return all
}

// addressOn is responsesAddress for many periods.
func addressOn(of surveys.ResponseFilter) func(surveys.Period) string {
	q := filterValues(of).Encode()
	if q != "" {
		q += "&"
	}
	return func(p surveys.Period) string {
		return responsesPath + "?" + q + "from=" + p.From.String() + "&to=" + p.To.String()
	}
}
