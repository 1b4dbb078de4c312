package server

import (
	"context"
	"net/http"
	"strconv"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getAdvocates: GET /advocates, who is happy for good and who may speak for us.
func (s *Server) getAdvocates(c *gin.Context) {
	saved := map[string]string{"note": "advocates_saved", "step": "advocates_step_saved"}[c.Query("done")]
	s.showAdvocates(c, http.StatusOK, saved, nil, nil)
}

func (s *Server) showAdvocates(c *gin.Context, status int, saved string, typed *surveys.NextStep, wrong map[string]string) {
	page, err := s.advocatesPage(c, typed, wrong)
	if err != nil {
		s.fail(c, err)
		return
	}
	if saved != "" {
		page.Saved = s.words.Text(saved)
	}
	s.show(c, status, page)
}

func (s *Server) advocatesPage(c *gin.Context, typed *surveys.NextStep, wrong map[string]string) (page templates.Advocates, err error) {
	ctx, clock := c.Request.Context(), s.clock()
	if err := s.Store.GatherFirst(ctx); err != nil {
		return page, err
	}
	f, err := s.readAdvocates(ctx, clock)
	if err != nil {
		return page, err
	}
	number, err := pageNumber(c, len(f.happy), advocatesShown)
	if err != nil {
		return page, err
	}
	if err := s.readVoices(ctx, &f, number); err != nil {
		return page, err
	}
	me, _ := userOf(c)
	f.may = me.May(surveys.Member)
	page.Layout = s.layout(c, templates.WorthSection(), clock.Words.Text("advocates_title"))
	page.Chips = templates.KeepingLinks(page.Layout, "/advocates")
	page.Lead, page.Finding = clock.Words.Text("advocates_lead"), clock.Words.Text("advocates_nobody")
	if n := len(f.happy); n > 0 {
		page.Finding = clock.Words.Count("advocates_finding", n)
	}
	f.fill(&page)
	page.Pages = numberedPages("/advocates", number, len(f.happy), advocatesShown)
	step, err := s.Store.NextStep(ctx)
	if err != nil {
		return page, err
	}
	page.StepNow = stepText(step, clock.Words)
	if typed != nil {
		step = *typed
	}
	if me.May(surveys.Admin) {
		page.Step = stepForm(step, wrong, clock.Words)
	}
	return page, nil
}

// advocates is what the page is made of.
type advocates struct {
	happy     []surveys.Happy
	shown     []surveys.Happy // those of them on the page
	consents  []surveys.Consent
	voices    map[surveys.InvitationID]surveys.Invitation
	contacts  map[surveys.ContactID]surveys.Contact
	customers map[surveys.CustomerID]string
	words     relationWords
	may       bool
}

// advocatesShown is how many people who are happy for good a page shows.
const advocatesShown = 40

func (s *Server) readAdvocates(ctx context.Context, clock templates.Clock) (f advocates, err error) {
	f.words = relationWords{clock: clock}
	if f.happy, err = s.Store.HappyPeople(ctx); err != nil {
		return f, err
	}
	f.consents, err = s.Store.Consents(ctx)
	return f, err
}

// readVoices reads who stands on a page, and what they said.
func (s *Server) readVoices(ctx context.Context, f *advocates, page int) (err error) {
	from := (page - 1) * advocatesShown
	f.shown = f.happy[min(from, len(f.happy)):min(from+advocatesShown, len(f.happy))]
	people, customers := set[surveys.ContactID]{}, set[surveys.CustomerID]{}
	var voices []surveys.InvitationID
	for _, h := range f.shown {
		people.add(h.Contact)
		customers.add(h.Customer)
		if h.Voice != "" {
			voices = append(voices, h.Voice)
		}
	}
	for _, k := range f.consents {
		people.add(k.Contact)
		customers.add(k.Customer)
	}
	if f.words, err = s.relationWords(ctx, people.list(), f.words.clock); err != nil {
		return err
	}
	f.contacts = f.words.contacts
	if f.customers, err = s.Store.CustomerNames(ctx, customers.list()); err != nil {
		return err
	}
	found, err := s.Store.Invitations(ctx, voices)
	f.voices = map[surveys.InvitationID]surveys.Invitation{}
	for _, inv := range found {
		f.voices[inv.ID] = inv
	}
	return err
}

// fill puts everybody into the part of the page where they belong.
func (f advocates) fill(page *templates.Advocates) {
	happy := map[surveys.ContactID]surveys.Happy{}
	for _, h := range f.happy {
		happy[h.Contact] = h
	}
	known := map[surveys.ContactID]bool{}
	for _, k := range f.consents {
		known[k.Contact] = true
		row := f.row(happy[k.Contact], k)
		if k.Agreed {
			page.Agreed = append(page.Agreed, row)
		} else {
			page.Others = append(page.Others, row)
		}
	}
	for _, h := range f.shown {
		if !known[h.Contact] {
			page.Happy = append(page.Happy, f.row(h, surveys.Consent{Contact: h.Contact, Customer: h.Customer}))
		}
	}
}

func (f advocates) row(h surveys.Happy, k surveys.Consent) templates.AdvocateRow {
	words := f.words.clock.Words
	name := whoOr(contactName(f.contacts[k.Contact]), words.Text("relations_somebody"))
	row := templates.AdvocateRow{Name: name, Quote: k.Quote,
		Customer: templates.Link{Text: whoOr(f.customers[k.Customer], string(k.Customer)), Address: customerAddress(k.Customer)}}
	if h.Level.N > 0 {
		row.Figure = words.Text("advocates_figure", "Figure", words.Figure(h.Level), "Best", strconv.Itoa(h.Best))
		row.Behind = responsesAddress(surveys.ResponseFilter{Contact: k.Contact, Period: surveys.Last(surveys.HappyDays+1, f.words.clock.Today())})
	}
	if voice, ok := f.voices[h.Voice]; ok && row.Quote == "" && voice.Answer == surveys.Answered {
		row.Quote, row.Answer = voice.Words.Comment, invitationAddress(voice.ID)
	}
	if k.State != "" {
		row.State = words.Text("advocates_state", "Kind", words.Text("advocates_kind_"+string(k.Kind)),
			"State", words.Text("advocates_is_"+string(k.State)), "When", f.words.clock.Day(surveys.DayOf(k.At, f.words.clock.Zone)))
	}
	for _, l := range k.Log {
		row.Log = append(row.Log, f.line(l))
	}
	if f.may {
		row.Form = &templates.AdvocateForm{Address: "/advocates/" + string(k.Contact), Agreed: k.Agreed, Quote: row.Quote,
			Name: whoOr(k.Name, f.contacts[k.Contact].Name), Kinds: stepOptions(k.Kind, words)}
	}
	return row
}

func (f advocates) line(l surveys.ConsentLine) string {
	words := f.words.clock.Words
	text, who := "", words.Text("advocates_line_self")
	if l.Text != "" {
		text = words.Text("advocates_line_text", "Text", l.Text)
	}
	if l.By != "" {
		who = words.Text("advocates_line_who", "Name", f.words.user(l.By))
	}
	return words.Text("advocates_line", "When", f.words.clock.At(l.At), "State", words.Text("advocates_is_"+string(l.State)), "Text", text, "Who", who)
}

func stepOptions(chosen surveys.StepKind, words *templates.Locale) []templates.Option {
	var out []templates.Option
	for _, kind := range surveys.StepKinds() {
		out = append(out, templates.Option{Value: string(kind), Text: words.Text("advocates_kind_" + string(kind)), Chosen: kind == chosen})
	}
	return out
}

func stepText(step surveys.NextStep, words *templates.Locale) string {
	if step.Kind == "" {
		return words.Text("advocates_step_off")
	}
	return words.Text("advocates_step_on", "Kind", words.Text("advocates_kind_"+string(step.Kind)), "Months", strconv.Itoa(step.Every()))
}

func stepForm(step surveys.NextStep, wrong map[string]string, words *templates.Locale) *templates.StepForm {
	none := templates.Option{Text: words.Text("advocates_step_none"), Chosen: step.Kind == ""}
	return &templates.StepForm{Kinds: append([]templates.Option{none}, stepOptions(step.Kind, words)...), Link: step.Link, Months: step.Every(), Errors: wrong}
}

// postStep: POST /advocates says what the rating page may ask after the best
// choice.
func (s *Server) postStep(c *gin.Context) {
	step := surveys.NextStep{Kind: surveys.StepKind(c.PostForm("kind")), Link: c.PostForm("link")}
	var p surveys.Problems
	var err error
	if step.Months, err = strconv.Atoi(c.PostForm("months")); err != nil || step.Months < 1 {
		p.Add("months", "must lie between 1 and 120")
	}
	if err = merge(p, step.Validate()); err == nil {
		err = s.Store.SaveNextStep(c.Request.Context(), step)
	}
	if wrong := s.fieldErrors(err); len(wrong) > 0 {
		s.showAdvocates(c, http.StatusUnprocessableEntity, "", &step, wrong)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "step.changed", "next step", surveys.TellCode("advocates_kind_", step.Kind))
	c.Redirect(http.StatusSeeOther, "/advocates?done=step#step")
}

// postAdvocate: POST /advocates/:id notes what came of asking somebody.
func (s *Server) postAdvocate(c *gin.Context) {
	if err := s.noteAdvocate(c); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/advocates?done=note")
}

func (s *Server) noteAdvocate(c *gin.Context) error {
	ctx := c.Request.Context()
	contact, err := s.Store.Contact(ctx, surveys.ContactID(c.Param("id")))
	if err != nil {
		return err
	}
	me, _ := userOf(c)
	n := advocateNote{state: surveys.ConsentState(c.PostForm("do")), kind: surveys.StepKind(c.PostForm("kind")), by: me.ID,
		text:  surveys.OneLine(normaliseText(c.PostForm("text")), 200),
		quote: templates.Shorten(normaliseText(c.PostForm("quote")), surveys.MaxQuote-1),
		name:  surveys.OneLine(normaliseText(c.PostForm("name")), 100)}
	after, err := s.keepConsent(ctx, contact, n)
	if err == nil {
		s.record(c, "advocate."+string(after.State), "contact "+string(contact.ID), surveys.TellCode("advocates_kind_", after.Kind))
	}
	return err
}
