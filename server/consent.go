package server

import (
	"context"
	"slices"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// advocateNote is what somebody notes of a person who may speak for us.
type advocateNote struct {
	state       surveys.ConsentState
	kind        surveys.StepKind
	by          surveys.UserID // empty: the person, on the rating page
	text        string
	quote, name string
	from        surveys.InvitationID
}

// keepConsent notes a state and shows it on the customer's timeline. Invalid
// for a state that does not follow the present one.
func (s *Server) keepConsent(ctx context.Context, contact surveys.Contact, n advocateNote) (surveys.Consent, error) {
	return keepConsent(ctx, s.Options, s.locales.In(), contact, n)
}

// keepConsent is that of the team's pages and of the rating page.
func keepConsent(ctx context.Context, o Options, english *templates.Locale, contact surveys.Contact, n advocateNote) (surveys.Consent, error) {
	at := o.Store.Now()
	return o.Store.ChangeConsentTold(ctx, contact.ID, func(before surveys.Consent) (surveys.Consent, surveys.CustomerNote, error) {
		after, err := n.applied(before, contact, at)
		if err != nil {
			return before, surveys.CustomerNote{}, err
		}
		return after, n.told(after, contact, english), nil
	})
}

// applied is what the contact lets us do with the note.
func (n advocateNote) applied(k surveys.Consent, contact surveys.Contact, at time.Time) (surveys.Consent, error) {
	if !slices.Contains(surveys.ConsentStates(), n.state) || !k.May(n.state) {
		return k, surveys.InvalidField("do", "does not follow what was noted before")
	}
	k.Customer = contact.Customer
	if slices.Contains(surveys.StepKinds(), n.kind) {
		k.Kind = n.kind
	}
	if k.Kind == "" {
		return k, surveys.InvalidField("kind", "must be quote, reference or referral")
	}
	if n.state == surveys.ConsentAgreed {
		k.Quote, k.Name = n.quote, n.name
	}
	if n.from != "" {
		k.Invitation = n.from
	}
	return k.With(surveys.ConsentLine{At: at, State: n.state, By: n.by, Text: n.text}), nil
}

// told is the line of the customer's timeline, none where there is no customer.
func (n advocateNote) told(after surveys.Consent, contact surveys.Contact, english *templates.Locale) surveys.CustomerNote {
	if contact.Customer == "" {
		return surveys.CustomerNote{}
	}
	kind := surveys.NoteAdvocate
	if n.state == surveys.ConsentThanked || n.state == surveys.ConsentRewarded {
		kind = surveys.NoteThanks
	}
	var text surveys.Telling
	if n.text != "" {
		text = surveys.Tell("advocates_line_text", "Text", n.text)
	}
	return surveys.CustomerNote{
		ID: "consent-" + string(contact.ID) + "-" + strconv.Itoa(len(after.Log)), Customer: contact.Customer, Kind: kind, By: n.by}.
		Told(english.Keep(surveys.Tell("advocates_noted", "Name", contactName(contact), "Kind", surveys.Tell("advocates_kind_"+string(after.Kind)),
			"State", surveys.Tell("advocates_is_"+string(n.state)), "Text", text)))
}
