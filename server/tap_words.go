package server

import (
	"context"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"
)

// asked is a survey as its customer reads it.
type asked struct {
	surveys.Survey
	words    *templates.Locale
	contact  surveys.Contact // zero: not known any more
	about    string          // one sentence
	question string
}

// askedOf returns the survey of an invitation in the language of its contact,
// else the survey's, else the house's; open for as long as the house wishes.
func (t *taps) askedOf(ctx context.Context, inv surveys.Invitation) (asked, error) {
	all, err := t.Store.Surveys(ctx)
	if err != nil {
		return asked{}, err
	}
	survey := all.Of(inv)
	if t.Expires > 0 {
		survey.Expires = t.Expires
	}
	// Whose contact is gone or cannot be read just now can still answer.
	contact, _ := t.Store.Contact(ctx, inv.Contact)
	words := t.locales.In(contact.Language, survey.Language, t.houseLanguage(ctx))
	values := t.values(ctx, survey.Wording[words.Tag], inv, contact)
	return newAsked(survey, inv, contact, words, "", values), nil
}

// newAsked puts the values into what the survey says. project is a name, empty
// where our own sentences shall do without it.
func newAsked(survey surveys.Survey, inv surveys.Invitation, to surveys.Contact, words *templates.Locale, project string, values map[surveys.Placeholder]string) asked {
	return asked{
		Survey: survey, words: words, contact: to,
		about: words.Intro(survey, inv, project, values), question: words.Question(survey, inv, values),
	}
}

// values are what the owner's placeholders stand for. Names that are not at
// hand are read only where a text holds them.
func (t *taps) values(ctx context.Context, own surveys.Wording, inv surveys.Invitation, to surveys.Contact) map[surveys.Placeholder]string {
	if !own.Personal() {
		return nil
	}
	customer, project := surveys.Customer{}, surveys.Project{}
	if own.Holds(surveys.PlaceCustomer) {
		customer, _ = t.Store.Customer(ctx, inv.Customer)
	}
	if own.Holds(surveys.PlaceProject) {
		project, _ = t.Store.Project(ctx, inv.Project)
	}
	return surveys.PlaceholderValues(inv, to, customer.Name, project.Name, t.house(ctx))
}

// say says a text of the pages with the values put in.
func say(words *templates.Locale, id string, pairs ...string) string {
	return words.Text("page_"+id, pairs...)
}

func (a asked) say(id string, pairs ...string) string { return say(a.words, id, pairs...) }

// named says a choice, such as "2, bad".
func (a asked) named(choice int) string { return a.words.Named(a.Survey, choice) }

func (a asked) chose(choice int) string { return a.say("chose", "Choice", a.named(choice)) }

func (a asked) thanks(choice int) string { return a.say("thanks") + "\n" + a.chose(choice) }

// framed is the frame of a page about a survey, with the owner's logo.
func (t *taps) framed(c *gin.Context, survey asked) templates.Frame {
	f := t.frame(c, survey.words)
	if logo := survey.Logo; logo.Text != "" {
		f.House = surveys.OneLine(logo.Text, 80)
	}
	if dark := survey.Logo.Dark(); dark != "" {
		f.Ink, f.InkDark = survey.Logo.Color, dark
	}
	return f
}

// speaking returns the language of a page that knows no contact: of the link
// or form that a page or mail of ours made, else the first that the browser
// asks for and we speak, else the house's.
func (t *taps) speaking(c *gin.Context) *templates.Locale {
	if tag := c.Query("lang"); tag != "" && surveys.ChooseLanguage(tag, "") == tag {
		return t.locales.In(tag)
	}
	wishes := []string{}
	if header := c.GetHeader("Accept-Language"); header != "" {
		tags, _, _ := language.ParseAcceptLanguage(header)
		for _, tag := range tags {
			wishes = append(wishes, tag.String())
		}
	}
	return t.locales.In(append(wishes, t.houseLanguage(c.Request.Context()))...)
}

// houseLanguage is that of the preferences; what cannot be read is no wish.
func (t *taps) houseLanguage(ctx context.Context) string {
	preferences, err := t.Store.Preferences(ctx)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(preferences.Language)
}
