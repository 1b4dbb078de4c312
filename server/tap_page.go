package server

import (
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// pose chooses how far the page may go by itself and what it says first.
// known says that the visitor is who answered before.
func pose(page *templates.Rating, sight store.Sight, survey asked, known bool) {
	inv, choice := sight.Invitation, sight.Visit.Choice
	page.Heading, page.Status = survey.say("confirm"), survey.say("confirm_text")
	answered := inv.Answer == surveys.Answered
	switch {
	case answered && inv.Choice != choice && inv.By != surveys.ByButtonFlagged && !known:
		page.Mode = templates.RatingPress
		page.Heading = survey.chose(inv.Choice)
		page.Status = survey.say("change", "Choice", survey.named(choice))
		page.Chosen, page.Keep = inv.Choice, true
	case sight.Doubts.Risk() == surveys.RiskHigh && !answered:
		page.Mode = templates.RatingPress
		page.Words = false
	default:
		page.Mode = templates.RatingLive
		page.Thanks = survey.thanks(choice)
		page.Status = survey.say("press")
	}
}

// ratingPage fills in what does not depend on the state.
func (t *taps) ratingPage(c *gin.Context, inv surveys.Invitation, survey asked, tapped int) templates.Rating {
	page := templates.Rating{
		Frame:    t.framed(c, survey),
		About:    survey.about,
		Question: survey.question,
		Chosen:   tapped,
		Step:     1,
		Words:    true,
		StopURL:  "/u/" + t.signer.Unsubscribe(inv.ID),
	}
	if masked := surveys.MaskAddress(survey.contact.Address); masked != "" {
		page.Asked = survey.say("asked", "Address", survey.words.Isolated(masked))
	}
	page.Ask(survey.Survey, tapped)
	page.Next = t.nextAsk(c.Request.Context(), inv, survey, tapped)
	return page
}
