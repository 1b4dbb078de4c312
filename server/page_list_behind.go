package server

import (
	"barometer/surveys"
	"barometer/templates"
)

// behind are the addresses of what a row of the list counts: answers and mails,
// empty where there are none.
func (f listFile) behind(st surveys.Standing, sp span, clock templates.Clock) (answers, asked string) {
	of, mails := surveys.ResponseFilter{Period: sp.of(f.all)}, askedQuery{period: sp.of(f.all)}
	if f.stages {
		of.Customer, mails.customer = surveys.CustomerID(st.ID), surveys.CustomerID(st.ID)
	} else {
		of.Project, mails.project = surveys.ProjectID(st.ID), surveys.ProjectID(st.ID)
	}
	if st.Response.N > 0 {
		asked = askedLink(mails, sp, clock).Address
	}
	return behindLink(st.Level.N, of, sp, clock).Address, asked
}

// memberRow is a customer in one of its projects, in a table of either.
func memberRow(st surveys.Standing, address string, of surveys.ResponseFilter, sp span, clock templates.Clock) templates.StandingRow {
	row := standingRow(st, address, sp, clock)
	row.Behind = behindLink(st.Level.N, of, sp, clock).Address
	return row
}
