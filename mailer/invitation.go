package mailer

import (
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// writer writes mails. Safe for concurrent use.
type writer struct {
	mails  *templates.Mails
	signer *surveys.Signer
	dkim   *dkimSigner // nil: none
	from   mail.Address
	fixed  []byte // of every header
	domain string // of our Message-IDs
	public string // address of the house, without a slash at its end
	quiet  time.Duration

	mu      sync.Mutex
	masters map[surveys.SurveyID]*master
}

// newWriter parses the templates and composes the default survey's mail, so
// that what is wrong with them shows at the start.
func newWriter(from mail.Address, signer *surveys.Signer, public string, quiet time.Duration) (*writer, error) {
	w := &writer{
		signer: signer, from: from, domain: domainOf(from.Address), public: strings.TrimSuffix(public, "/"),
		quiet: quiet, masters: map[surveys.SurveyID]*master{},
	}
	var err error
	if w.mails, err = templates.NewMails(); err != nil {
		return nil, err
	}
	if w.fixed, err = fixed(from); err != nil {
		return nil, err
	}
	_, err = w.master(surveys.DefaultSurvey())
	return w, err
}

// finish makes sure of a whole mail and signs it: nothing may change it after.
func (w *writer) finish(raw []byte) ([]byte, error) {
	if err := checkLines(raw); err != nil {
		return nil, err
	}
	return w.dkim.sign(raw)
}

// messageOfInvitation begins the Message-ID of an invitation's mail.
const messageOfInvitation = "i."

// Values of an invitation's mail; one token for each choice follows.
const (
	valueGreeting = iota
	valueAbout
	valueStop
	valueChoices
)

// invitation appends the whole mail of an invitation, ready to be finished.
func (w *writer) invitation(dst []byte, inv surveys.Invitation, to surveys.Contact, project string, now time.Time) ([]byte, error) {
	survey, ok := surveys.SurveyByID(inv.Survey)
	if !ok {
		return nil, fmt.Errorf("unknown survey %q", inv.Survey)
	}
	m, err := w.master(survey)
	if err != nil {
		return nil, err
	}
	stop := w.signer.Unsubscribe(inv.ID)
	head, err := message{
		from:        w.fixed,
		id:          messageOfInvitation + string(inv.ID) + "@" + w.domain,
		to:          mail.Address{Name: surveys.OneLine(to.Name, 100), Address: to.Address},
		replyTo:     w.from,
		subject:     "One question about " + topic(inv, project),
		date:        now,
		unsubscribe: w.public + "/u/" + stop,
		feedback:    feedbackID(w.domain),
	}.appendTo(dst)
	if err != nil {
		return nil, err
	}
	return m.fill(head, w.values(survey, inv, to, project, stop)), nil
}

func (w *writer) values(survey surveys.Survey, inv surveys.Invitation, to surveys.Contact, project, stop string) []string {
	values := []string{greeting(to.Name), about(inv, project), stop}
	scale, _ := surveys.ScaleByID(survey.Scale)
	for _, choice := range scale.Choices() {
		values = append(values, w.signer.Rate(inv.ID, choice))
	}
	return values
}

// master returns the mail of the survey, composed once.
func (w *writer) master(survey surveys.Survey) (*master, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.masters[survey.ID]; m != nil {
		return m, nil
	}
	scale, _ := surveys.ScaleByID(survey.Scale)
	m, err := newMaster(valueChoices+len(scale.Choices()), func(values []string) (templates.Twins, error) {
		return w.page(survey, values).Render(w.mails)
	})
	if err == nil {
		w.masters[survey.ID] = m
	}
	return m, err
}

// page is the mail of a survey with the values of one invitation.
func (w *writer) page(survey surveys.Survey, values []string) templates.InvitationMail {
	person, house := names(w.from)
	page := templates.InvitationMail{
		House:     house,
		Greeting:  values[valueGreeting],
		About:     values[valueAbout],
		Question:  survey.Question,
		Signature: person,
		Reply:     "Reply to this mail, and a person reads it.",
		Quiet:     quietSentence(w.quiet),
		AboutURL:  w.public + "/about",
		StopURL:   w.public + "/u/" + values[valueStop],
	}
	if person != house {
		page.Reply = house + "; reply to this mail and I read it."
	}
	scale, _ := surveys.ScaleByID(survey.Scale)
	for i, choice := range scale.Choices() {
		label := survey.Label(choice)
		page.Choices = append(page.Choices, templates.MailChoice{
			Value: strconv.Itoa(choice),
			Label: label,
			Aria:  fmt.Sprintf("%d of %d, %s", choice, scale.Max, strings.ToLower(label)),
			URL:   w.public + "/r/" + values[valueChoices+i],
		})
	}
	return page
}

// names reads person and firm out of the sender: "Jonas Weber at Lindqvist &
// Rao" are both, any other name is both at once.
func names(from mail.Address) (person, house string) {
	name := surveys.OneLine(from.Name, 100)
	if name == "" {
		name = domainOf(from.Address)
	}
	if person, house, ok := strings.Cut(name, " at "); ok && person != "" && house != "" {
		return person, house
	}
	return name, name
}

func quietSentence(quiet time.Duration) string {
	switch days := int(quiet / (24 * time.Hour)); {
	case days < 1:
		return ""
	case days == 1:
		return "We ask you at most once a day."
	default:
		return fmt.Sprintf("We ask you at most once in %d days.", days)
	}
}
