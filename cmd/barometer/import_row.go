package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"

	"golang.org/x/text/unicode/norm"
)

// rowReader turns rows into responses.
type rowReader struct {
	columns   columns
	scale     surveys.Scale
	project   surveys.ProjectID // where the row names none
	openCases bool
	zone      *time.Location
	now       time.Time
	dates     surveys.DateOrder     // of dates with slashes
	unsure    bool                  // there are dates that nobody can read before their order is said
	equal     map[[rowHash]byte]int // rows without an id, by content
}

// response reads one row; a rowError names what is wrong with it.
func (r *rowReader) response(row []string) (store.Imported, error) {
	get := func(field string) string { return norm.NFC.String(r.columns.cell(row, field)) }
	var p surveys.Problems
	out := store.Imported{Scale: r.scale.ID, OpenCase: r.openCases, Words: surveys.Words{Comment: get("comment")}}
	out.Choice = r.choice(&p, get("choice"))
	at := r.time(&p, "responded_at", get("responded_at"))
	if at.After(r.now.Add(24 * time.Hour)) {
		p.Add("responded_at", "lies in the future")
	}
	out.AnsweredAtMS = at.UnixMilli()
	if sent := get("sent_at"); sent != "" {
		asked := r.time(&p, "sent_at", sent)
		out.SentAt = surveys.DayOf(asked, r.zone)
		if len(p) == 0 && out.SentAt > surveys.DayOf(at, r.zone) {
			p.Add("sent_at", "must not be after responded_at")
		}
	}
	if problem := surveys.CheckComment(out.Words.Comment); problem != nil {
		p.Add("comment", "%s", problem)
	}
	out.Interaction = r.interaction(&p, get, at)
	if out.Interaction.ID == "" {
		out.Interaction.ID = r.rowID(row)
	}
	if len(p) == 0 {
		return out, rowProblem(out.Interaction.Validate(surveys.Catalogue{}))
	}
	return out, rowProblem(p.Err())
}

func (r *rowReader) interaction(p *surveys.Problems, get func(string) string, at time.Time) surveys.Interaction {
	in := surveys.Interaction{
		ID: surveys.InteractionID(get("id")), Type: get("type"), OccurredAt: at, Agent: surveys.AgentID(get("agent")),
		Project:  surveys.ProjectRef{ID: surveys.ProjectID(get("project")), Name: get("project_name")},
		Customer: surveys.CustomerRef{ID: surveys.CustomerID(get("customer")), Name: get("customer_name")},
		Contact:  surveys.Contact{Name: get("contact")},
	}
	if in.Project.ID == "" {
		in.Project.ID = r.project
	}
	address := get("email")
	if address == "" && strings.Contains(in.Contact.Name, "@") {
		address, in.Contact.Name = in.Contact.Name, ""
	}
	normal, problem := server.NormaliseAddress(address)
	if problem != "" {
		p.Add("email", "%s", problem)
	}
	in.Contact.Address = normal
	if in.Customer.ID == "" && normal == "" {
		in.Customer = nobody(in.Contact.Name)
	}
	return in
}

// nobody is the customer of a row that names none: its contact, whatever that
// is called, or one that stands for all that is not known.
func nobody(contact string) surveys.CustomerRef {
	if contact == "" {
		return surveys.CustomerRef{ID: "unknown", Name: "Unknown"}
	}
	return surveys.CustomerRef{ID: surveys.CustomerID(contact), Name: contact}
}

func (r *rowReader) choice(p *surveys.Problems, text string) int {
	if whole, rest, found := strings.Cut(strings.Replace(text, ",", ".", 1), "."); found && rest != "" && strings.Trim(rest, "0") == "" {
		text = whole
	}
	n, err := strconv.Atoi(text)
	if err != nil || !r.scale.Has(n) {
		p.Add("choice", "must be a whole number from %d to %d", r.scale.Min, r.scale.Max)
	}
	return n
}

// time reads a time; one without a zone is local.
func (r *rowReader) time(p *surveys.Problems, field, text string) time.Time {
	at, ambiguous, ok := surveys.ParseMoment(text, r.dates, r.zone)
	switch {
	case ok && at.Year() >= surveys.FirstYear:
		return at
	case ambiguous:
		r.unsure = true
		p.Add(field, "could be two days: say whether the day or the month stands first")
	default:
		p.Add(field, "must be a time such as 2026-03-29T10:00:00Z or 2026-03-29")
	}
	return time.Time{}
}

// rowHash is how many bytes stand for the content of a row.
const rowHash = 12

// rowID makes an id of the row's content where it brings none, so that the
// same file read twice brings nothing new. Equal rows are several answers, as
// in a file that says nothing but day and choice, so each gets its number.
func (r *rowReader) rowID(row []string) surveys.InteractionID {
	all := sha256.Sum256([]byte(strings.Join(row, "\x1f")))
	sum := [rowHash]byte(all[:])
	if r.equal == nil {
		r.equal = map[[rowHash]byte]int{}
	}
	r.equal[sum]++
	id := "row-" + hex.EncodeToString(sum[:])
	if n := r.equal[sum]; n > 1 {
		id += "-" + strconv.Itoa(n)
	}
	return surveys.InteractionID(id)
}

// rowProblem says all that is wrong with a row in one line, as a rowError.
func rowProblem(err error) error {
	var e *surveys.Error
	if !errors.As(err, &e) {
		return err
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = fmt.Sprintf("%s %s", f.Field, f.Message)
	}
	return rowError{errors.New(strings.Join(parts, "; "))}
}
