package templates

import (
	"html/template"
	"slices"
)

// MailRow is one row of equal cells.
type MailRow struct {
	Cells  []MailChoice
	Gap    int    // between cells, in px
	Max    int    // width in px, for a part of a row that may break; 0: the whole width
	Class  string // lifts Max on a phone, where the program knows how
	Before template.HTML
	After  template.HTML
}

// mso is markup that only Word's engine reads, which lays out mails in classic
// Outlook. It is one of ours: templates drop comments that they hold themselves.
func mso(markup string) template.HTML {
	return template.HTML("<!--[if mso]>" + markup + "<![endif]-->")
}

// wholeRow is how many cells stay in one row on a phone.
const wholeRow = 7

// Rows are the cells of a row of numbers. A row that is too long for a phone
// has two parts side by side, which break where there is no room, without any
// help of the mail program. Word's engine, which knows no such parts, is given
// a table around them.
func (m InvitationMail) Rows() []MailRow {
	n := len(m.Choices)
	if n <= wholeRow {
		return []MailRow{{Cells: m.Choices, Gap: 16 - m.Side()}}
	}
	const first, second = 312, 261 // (n cells of 47 px with 4 px around each)
	half := (n + 1) / 2
	return []MailRow{
		{
			Cells: m.Choices[:half], Gap: 4, Max: first, Class: "w",
			Before: mso(`<table role="presentation" dir="` + m.Dir + `" cellspacing="0" cellpadding="0"><tr><td width="312">`),
			After:  mso(`</td><td width="261">`),
		},
		{
			Cells: m.Choices[half:], Gap: 4, Max: second, Class: "v",
			After: mso(`</td></tr></table>`),
		},
	}
}

// Side is the space beside the choices, in px: with the gap before the first
// cell it is the 16 of the text.
func (m InvitationMail) Side() int {
	if len(m.Choices) > longRow {
		return 12
	}
	return 10
}

// Width is the part of its row that a cell takes, in percent.
func (m InvitationMail) Width() int { return 100 / max(1, len(m.Rows()[0].Cells)) }

// Sparse reports a row whose choices are numbers without words, but for its
// ends.
func (m InvitationMail) Sparse() bool {
	return slices.ContainsFunc(m.Choices, func(c MailChoice) bool { return c.Label == "" })
}
