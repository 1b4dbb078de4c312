package surveys

import "time"

// MaxCustomerNote is how many characters a note on a customer's timeline may have.
const MaxCustomerNote = 2000

// NoteKind says what a note on a customer's timeline is about.
type NoteKind string

// The kinds of notes. A person writes NoteText; the others are written with
// what the house did, so that the timeline shows everything.
const (
	NoteText     NoteKind = "note"     // what a person wrote down
	NoteStage    NoteKind = "stage"    // the life-cycle stage changed
	NoteThanks   NoteKind = "thanks"   // somebody was thanked
	NoteDay      NoteKind = "day"      // a special day
	NoteReport   NoteKind = "report"   // a report was sent
	NoteAdvocate NoteKind = "advocate" // asked for a reference, a review or an introduction
	NoteMoney    NoteKind = "money"    // what the customer pays or costs: shown with the right to money only
	NoteAsking   NoteKind = "asking"   // whether we may ask somebody there
)

// Arrived is the note where a deliberate answer outweighs a bounce.
func Arrived() Telling {
	t := Tell("customer_arrived")
	t.Plain = "A mail that was said to have come back was answered: asking goes on"
	return t
}

// CustomerNote is a line on a customer's timeline that no invitation and no
// case tells.
type CustomerNote struct {
	ID       string // the same again changes nothing; empty: a random one
	Customer CustomerID
	Kind     NoteKind
	Text     string  // plain, at most MaxCustomerNote characters; the house's own is English
	Telling  Telling // the house's own for every language; zero: Text is all
	By       UserID  // empty: the house itself
	At       time.Time
}

// Told is the note with what the house says: in English what stands beside it.
func (n CustomerNote) Told(t Telling) CustomerNote {
	n.Text, t.Plain = t.Plain, ""
	n.Telling = t
	return n
}

// CheckCustomerNote says what is wrong with the text of a note, empty for nothing.
func CheckCustomerNote(text string) (problem string) {
	switch {
	case text == "":
		return "must not be empty"
	case len([]rune(text)) > MaxCustomerNote:
		return "must not be longer than 2000 characters"
	}
	return ""
}
