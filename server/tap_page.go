package server

import (
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// pose chooses how far the page may go by itself and what it says first.
// known says that the visitor is who answered before.
func pose(page *templates.Rating, sight store.Sight, survey surveys.Survey, known bool) {
	inv, choice := sight.Invitation, sight.Visit.Choice
	page.Heading = "Please confirm your answer"
	page.Status = "Some mail programs open links on their own to check them. Nothing is counted until a person presses a button here."
	answered := inv.Answer == surveys.Answered
	switch {
	case answered && inv.Choice != choice && inv.By != surveys.ByButtonFlagged && !known:
		page.Mode = templates.RatingPress
		page.Heading = "You chose " + choiceWords(survey, inv.Choice) + "."
		page.Status = "Shall we change it to " + choiceWords(survey, choice) + "? Then press it below. If you press nothing, your answer stays."
		page.Chosen, page.Decline = inv.Choice, "Keep my answer"
	case sight.Doubts.Risk() == surveys.RiskHigh && !answered:
		page.Mode = templates.RatingPress
		page.Words = false
	default:
		page.Mode = templates.RatingLive
		page.Thanks = thanks(survey, choice)
		page.Status = "Press a button so that we know it was you."
	}
}

// ratingPage fills in what does not depend on the state.
func (t *taps) ratingPage(c *gin.Context, inv surveys.Invitation, survey surveys.Survey, tapped int) templates.Rating {
	scale, _ := surveys.ScaleByID(inv.Scale)
	page := templates.Rating{
		Frame:    t.frame(c),
		About:    aboutOf(inv),
		Question: survey.Question,
		Chosen:   tapped,
		Step:     1,
		Words:    true,
		StopURL:  "/u/" + t.signer.Unsubscribe(inv.ID),
		Asked:    t.asked(c, inv.Contact),
	}
	for _, choice := range scale.Choices() {
		page.Choices = append(page.Choices, templates.RatingChoice{
			Value: choice, Label: lowerFirst(labelOf(survey, inv.Scale, choice)), Tapped: choice == tapped,
		})
	}
	if !scale.IsSatisfied(tapped) {
		for _, r := range survey.Reasons {
			page.Reasons = append(page.Reasons, templates.RatingReason{ID: r.ID, Label: r.Label})
		}
	}
	return page
}

// asked returns the masked address of a contact, empty where it is not known.
func (t *taps) asked(c *gin.Context, id surveys.ContactID) string {
	contact, err := t.Store.Contact(c.Request.Context(), id)
	if err != nil {
		return ""
	}
	return surveys.MaskAddress(contact.Address)
}

func thanks(survey surveys.Survey, choice int) string {
	return "Thank you.\nYou chose " + choiceWords(survey, choice) + "."
}

// choiceWords says a choice, such as "2, bad".
func choiceWords(survey surveys.Survey, choice int) string {
	if label := survey.Label(choice); label != "" {
		return strconv.Itoa(choice) + ", " + lowerFirst(label)
	}
	return strconv.Itoa(choice)
}

// labelOf returns the survey's word for a choice where it is made for the scale.
func labelOf(survey surveys.Survey, scale surveys.ScaleID, choice int) string {
	if survey.Scale != scale {
		return ""
	}
	return survey.Label(choice)
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// aboutOf says what an invitation is about; an id too long to mean something
// to a person is left out.
func aboutOf(inv surveys.Invitation) string {
	about := inv.Type
	if n := len(inv.Interaction); n > 0 && n <= 24 {
		about = strings.TrimSpace(about + " " + string(inv.Interaction))
	}
	return about
}
