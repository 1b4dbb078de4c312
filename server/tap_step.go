package server

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// The next step after the best choice: something that the owner asks for, once
// in a long while, below the way to say more and to be contacted. What goes
// wrong with it never costs an answer.

// nextAsk is what a page asks after the tap, if anything. Whoever was asked on
// the same invitation finds it there again, to take it back.
func (t *taps) nextAsk(ctx context.Context, inv surveys.Invitation, survey asked, tapped int) *templates.NextAsk {
	step, err := t.Store.NextStep(ctx)
	if err != nil || step.Kind == "" || !isBest(survey.Scale, tapped) {
		return nil
	}
	ask := &templates.NextAsk{Text: survey.say("next_" + string(step.Kind))}
	if step.Kind == surveys.StepReferral {
		ask.Link = step.Link
	}
	if step.May(survey.Scale, tapped, survey.contact, t.Store.Now()) {
		return ask
	}
	consent, err := t.Store.Consent(ctx, inv.Contact)
	if err != nil || inv.ID == "" || consent.Invitation != inv.ID {
		return nil
	}
	ask.Ticked = consent.Agreed
	return ask
}

// isBest reports the best choice of a scale.
func isBest(scale surveys.ScaleID, choice int) bool {
	s, ok := surveys.ScaleByID(scale)
	return ok && choice == s.Max
}

// takeStep notes who was shown the next step, and what they ticked.
func (t *taps) takeStep(c *gin.Context, sent store.Confirmation, done store.Recorded) {
	ctx := c.Request.Context()
	step, err := t.Store.NextStep(ctx)
	if err != nil || step.Kind == "" || done.Answer != surveys.Answered {
		return
	}
	said := sent.Act == surveys.ActButton && c.Request.PostForm.Get("next") == "1"
	best := isBest(sent.Nonce.Scale, done.Choice)
	if !best && !said {
		return
	}
	inv, err := t.Store.Invitation(ctx, sent.Nonce.Invitation)
	if err == nil {
		err = t.takeConsent(ctx, step, inv, best, consentSaid{said: said, may: c.Request.PostForm.Get("may") == "1"})
	}
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		t.Log.WarnContext(ctx, "a next step cannot be noted", "error", err.Error())
	}
}

// consentSaid is what a form said of a next step.
type consentSaid struct{ said, may bool }

func (t *taps) takeConsent(ctx context.Context, step surveys.NextStep, inv surveys.Invitation, best bool, form consentSaid) error {
	contact, err := t.Store.Contact(ctx, inv.Contact)
	if err != nil {
		return err
	}
	if best && step.May(inv.Scale, inv.Choice, contact, t.Store.Now()) {
		if err := t.Store.StepShown(ctx, inv, step.Kind); err != nil {
			return err
		}
	}
	consent, err := t.Store.Consent(ctx, inv.Contact)
	if err != nil || !form.said || consent.Invitation != inv.ID {
		return err
	}
	note := advocateNote{kind: step.Kind, from: inv.ID, name: contact.Name}
	if step.Kind == surveys.StepQuote {
		note.quote = templates.Shorten(inv.Words.Comment, surveys.MaxQuote-1)
	}
	agrees := form.may && best && (step.Kind != surveys.StepQuote || note.quote != "")
	switch {
	case agrees && (!consent.Agreed || consent.Quote != note.quote):
		note.state = surveys.ConsentAgreed
	case !agrees && consent.Agreed:
		note.state = surveys.ConsentRevoked
	default:
		return nil
	}
	_, err = keepConsent(ctx, t.Options, t.locales.In(), contact, note)
	return err
}
