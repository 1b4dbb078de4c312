package server

import (
	"context"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// The steps of the first minutes, in their order. Each can be left and come
// back to: what is done is read from what is true in the store.
const (
	stepYou      = "you"
	stepSender   = "sender"
	stepTest     = "test"
	stepQuestion = "question"
	stepHelpdesk = "helpdesk"
)

// firstSteps is how far the first minutes are.
type firstSteps struct {
	sender   surveys.Sender // that holds
	tested   bool
	asks     surveys.Survey
	language string
	chosen   bool // the question was kept by somebody
	tokens   int
}

func (s *Server) firstSteps(ctx context.Context) (f firstSteps, err error) {
	if _, f.sender, err = s.senders(ctx); err != nil {
		return f, err
	}
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return f, err
	}
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return f, err
	}
	f.asks, f.language, f.chosen = all.Usual(), surveys.ChooseLanguage(house.Language), house.Survey != ""
	if f.tested, err = s.Store.AuditHas(ctx, actTested); err != nil {
		return f, err
	}
	tokens, err := s.Store.Tokens(ctx)
	f.tokens = len(tokens)
	return f, err
}

// getStart: GET /start?step=sender.
func (s *Server) getStart(c *gin.Context) {
	s.showStart(c, http.StatusOK, s.layout(c, templates.OverviewSection(), s.words.Text("first_page")), nil)
}

// showFirstRun is the overview before the first answer.
func (s *Server) showFirstRun(c *gin.Context, layout templates.Layout) {
	s.showStart(c, http.StatusOK, layout, func(p *templates.FirstRun) { p.Overview = true })
}

// showStart shows the steps; change puts into the page what a form has brought.
func (s *Server) showStart(c *gin.Context, status int, layout templates.Layout, change func(*templates.FirstRun)) {
	f, err := s.firstSteps(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.FirstRun{
		Layout: layout, May: me.May(surveys.Admin),
		Glass: templates.Glass{Dial: templates.NewDial(surveys.NoReading, surveys.Level{}, surveys.Level{}, s.words), Forecast: surveys.NoReading},
		Steps: s.firstList(f, me),
		Test:  s.testMail(c, f.asks.ID, me), Question: s.questionForm(f, ""),
	}
	kept, holds, err := s.senders(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	page.Sender = s.senderForm(kept, holds, me)
	page.Sender.Back = "start"
	page.Key.Curl = s.curl("$TOKEN", me.Email)
	openStep(page.Steps, c.Query("step"), c.Query("test") != "")
	if change != nil {
		change(&page)
	}
	for _, step := range page.Steps {
		if step.Done {
			page.Done++
		}
		page.Live = page.Live && step.Done // nothing may change under somebody's hands
	}
	page.Mute = false // the steps say it
	s.show(c, status, page)
}

// openStep opens the step that is asked for, else the first that is to be done.
func openStep(steps []templates.Step, asked string, tested bool) {
	if tested && asked == "" {
		asked = stepTest
	}
	first := -1
	for i, step := range steps {
		if step.ID == asked {
			steps[i].Open = true
			return
		}
		if first < 0 && !step.Done {
			first = i
		}
	}
	if first >= 0 {
		steps[first].Open = true
	}
}

func (s *Server) firstList(f firstSteps, me surveys.User) []templates.Step {
	question := s.question(f.asks, f.language)
	step := func(id, title, todo, done string, is bool) templates.Step {
		if is {
			todo = done
		}
		return templates.Step{ID: id, Title: title, Text: todo, Done: is}
	}
	w := s.words
	return []templates.Step{
		{ID: stepYou, Title: w.Text("first_you"), Text: w.Text("first_you_done", "Name", nameOf(me), "Email", me.Email), Done: true},
		step(stepSender, w.Text("first_sender"), w.Text("first_sender_todo"),
			w.Text("first_sender_done", "Name", f.sender.Name, "Address", f.sender.Address, "Server", f.sender.Server()), f.sender.Ready()),
		step(stepTest, w.Text("first_test"), w.Text("first_test_todo", "To", me.Email), w.Text("first_test_done"), f.tested),
		step(stepQuestion, w.Text("first_ask"), w.Text("first_ask_todo", "Question", question), w.Text("first_ask_done", "Question", question), f.chosen),
		step(stepHelpdesk, w.Text("first_helpdesk"), w.Text("first_helpdesk_todo"), w.Text("first_helpdesk_done"), f.tokens > 0),
	}
}

// curl is the call that asks somebody about a ticket.
func (s *Server) curl(token, to string) string {
	// In single quotes of a shell nothing but the quote itself means anything.
	to = strings.ReplaceAll(to, "'", `'\''`)
	return `curl --json '{"id":"t-1","type":"ticket","contact":{"email":"` + to + `"}}' \` + "\n" +
		`  -H "Authorization: Bearer ` + token + `" ` + s.PublicURL.JoinPath(apiPrefix, "interactions").String()
}
