package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getFounders: GET /founders, whom a founder should write to this week.
func (s *Server) getFounders(c *gin.Context) {
	page, err := s.foundersPage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) foundersPage(c *gin.Context) (page templates.Founders, err error) {
	ctx, clock := c.Request.Context(), s.clock()
	if err := s.Store.GatherFirst(ctx); err != nil {
		return page, err
	}
	places, err := s.Store.Founders(ctx)
	if err != nil {
		return page, err
	}
	page.Layout = s.layout(c, templates.WorthSection(), clock.Words.Text("founders_title"))
	page.Chips = templates.KeepingLinks(page.Layout, "/founders")
	may, who, err := s.mayFound(c, clock)
	if err != nil {
		return page, err
	}
	page.Lead = clock.Words.Text("founders_lead", "Day", clock.Date(surveys.WeekOf(clock.Today())), "Who", who)
	page.Mix = founderMix(places, clock.Words)
	if page.Saved = map[string]string{"write": "founders_saved", "aside": "founders_saved_aside"}[c.Query("done")]; page.Saved != "" {
		page.Saved = clock.Words.Text(page.Saved)
	}
	me, _ := userOf(c)
	for _, p := range places {
		row, err := s.founderRow(ctx, p, clock)
		if surveys.CodeOf(err) == surveys.NotFound {
			continue
		}
		if err != nil {
			return page, err
		}
		if p.State != surveys.FounderOpen {
			page.Done = append(page.Done, row.FounderRow)
			continue
		}
		if may {
			row.Form = row.form(me, clock.Words)
		}
		page.Rows = append(page.Rows, row.FounderRow)
	}
	page.Finding = foundersFinding(len(page.Rows), len(page.Done), clock.Words)
	return page, nil
}

func foundersFinding(open, done int, words *templates.Locale) string {
	switch {
	case open > 0:
		return words.Count("founders_finding", open)
	case done > 0:
		return words.Text("founders_all_done")
	}
	return words.Text("founders_none")
}

// mayFound reports whether the reader is a founder, and says who is.
func (s *Server) mayFound(c *gin.Context, clock templates.Clock) (may bool, who string, err error) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	rules, err := s.Store.Ownership(ctx)
	if err != nil {
		return false, "", err
	}
	if slices.Contains(rules.Founders, me.ID) && me.May(surveys.Member) || len(rules.Founders) == 0 && me.May(surveys.Admin) {
		return true, clock.Words.Text("founders_you"), nil
	}
	if len(rules.Founders) == 0 {
		return false, clock.Words.Text("founders_they_admins"), nil
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return false, "", err
	}
	var names []string
	for _, u := range team {
		if slices.Contains(rules.Founders, u.ID) {
			names = append(names, nameOf(u))
		}
	}
	return false, clock.Words.Text("founders_they", "Names", clock.Words.Join(names)), nil
}

func founderMix(places []surveys.FounderPlace, words *templates.Locale) string {
	count := map[surveys.FounderReason]int{}
	for _, p := range places {
		count[p.Reason]++
	}
	n := func(r surveys.FounderReason) string { return strconv.Itoa(count[r]) }
	return words.Text("founders_mix", "Unhappy", n(surveys.FounderUnhappy), "Quiet", n(surveys.FounderQuiet),
		"New", n(surveys.FounderNew), "Happy", n(surveys.FounderHappy))
}

// founderRow is a place with whom to write to.
type founderRow struct {
	templates.FounderRow
	customer surveys.Customer
	to       surveys.Contact
}

// founderRow tells the story of a customer in three lines.
func (s *Server) founderRow(ctx context.Context, p surveys.FounderPlace, clock templates.Clock) (row founderRow, err error) {
	if row.customer, err = s.Store.Customer(ctx, p.Customer); err != nil {
		return row, err
	}
	if row.to, err = s.Store.Contact(ctx, p.Contact); err != nil {
		return row, err
	}
	st, err := s.Store.CustomerStanding(ctx, p.Customer, surveys.Last(levelDays, clock.Today()))
	if err != nil {
		return row, err
	}
	row.Customer = templates.Link{Text: row.customer.Name, Address: customerAddress(p.Customer)}
	row.Forecast, row.Reason = st.Forecast, clock.Words.Text("founders_"+string(p.Reason))
	row.To = clock.Words.Text("founders_to", "To", contactName(row.to))
	if p.State != surveys.FounderOpen {
		row.State, err = s.founderState(ctx, p, clock)
		return row, err
	}
	if err = s.founderTold(ctx, &row, p, clock); err != nil {
		return row, err
	}
	if err = s.founderHappened(ctx, &row, p, st, clock); err != nil {
		return row, err
	}
	row.Since = founderSince(row.customer, p.Since, st, clock)
	if st.Total.N() > 0 {
		row.Answers = responsesAddress(surveys.ResponseFilter{Customer: p.Customer})
	}
	return row, nil
}

// founderTold is the first line: what they told us.
func (s *Server) founderTold(ctx context.Context, row *founderRow, p surveys.FounderPlace, clock templates.Clock) error {
	row.Told = clock.Words.Text("founders_nothing_told")
	if p.Voice == "" {
		return nil
	}
	inv, err := s.Store.Invitation(ctx, p.Voice)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && inv.Answer != surveys.Answered {
		return nil
	}
	if err != nil {
		return err
	}
	n, err := s.namesIn(ctx, []surveys.Invitation{inv}, nil)
	if err != nil {
		return err
	}
	v := n.voiceOf(inv, templates.Link{}, clock)
	row.Quote = v.Quote
	row.Told = clock.Words.Text("founders_told", "Choice", v.Choice, "Who", whoOr(v.Who, clock.Words.Text("relations_somebody")), "When", v.When)
	return nil
}

// founderHappened is the second line: what happened since.
func (s *Server) founderHappened(ctx context.Context, row *founderRow, p surveys.FounderPlace, st surveys.Standing, clock templates.Clock) error {
	words := clock.Words
	switch p.Reason {
	case surveys.FounderQuiet:
		row.Happened = words.Text("founders_fell_silent")
		return nil
	case surveys.FounderNew:
		row.Happened = words.Text("founders_first", "Day", clock.Day(p.Since))
		return nil
	case surveys.FounderHappy:
		row.Happened = words.Text("founders_stayed", "Figure", words.Figure(st.Level))
		row.Behind = templates.Link{Text: words.Text("founders_see"), Address: responsesAddress(surveys.ResponseFilter{Customer: p.Customer, Period: surveys.Last(levelDays, clock.Today())})}
		return nil
	}
	row.Happened = words.Text("founders_calm")
	if p.Case != 0 {
		k, err := s.Store.Case(ctx, p.Case)
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
		if k.ID != 0 && k.State != surveys.CaseResolved {
			owner := words.Text("founders_nobody")
			if k.Owner != "" {
				owner = words.Text("founders_follows", "Name", k.Owner)
			}
			row.Happened = words.Text("founders_case", "Day", clock.Day(surveys.DayOf(k.Since, clock.Zone)), "Owner", owner)
			row.Behind = templates.Link{Text: templates.Sentence(caseText(k.ID, words)), Address: caseAddress(k.ID)}
			if k.Source == surveys.FromHand {
				row.Quote, row.Told = "", words.Text("founders_elsewhere", "Text", k.Text)
			}
			return nil
		}
	}
	alarms, _, err := s.Store.Alarms(ctx, store.AlarmQuery{Customer: p.Customer, Limit: 5})
	for _, a := range alarms {
		if a.Standing() {
			row.Happened = words.Text("founders_decline", "Sentence", clock.Alarm(a))
			break
		}
	}
	return err
}

// founderSince is the third line: since when they are with us.
func founderSince(customer surveys.Customer, since surveys.Day, st surveys.Standing, clock templates.Clock) string {
	people, answers := clock.Words.Count("founders_people", len(customer.Contacts)), clock.Words.Count("founders_answers", st.Total.N())
	if since == 0 {
		return clock.Words.Text("founders_since_unknown", "People", people, "Answers", answers)
	}
	return clock.Words.Text("founders_since", "Day", clock.Words.MonthYear(since), "People", people, "Answers", answers)
}

// founderState says what became of a place.
func (s *Server) founderState(ctx context.Context, p surveys.FounderPlace, clock templates.Clock) (string, error) {
	words := clock.Words
	if p.State == surveys.FounderAside {
		team, err := s.Store.Users(ctx)
		return words.Text("founders_was_aside", "Name", relationWords{clock: clock, team: team}.user(p.By), "Why", p.Why), err
	}
	state := words.Text("founders_scheduled")
	switch l := p.Letter; l.State {
	case surveys.MailSent:
		state = words.Text("founders_sent")
	case surveys.MailFailed:
		state = words.Text("founders_failed", "Why", l.Reason)
	case surveys.MailUnknown:
		state = words.Text("founders_unknown")
	}
	return words.Text("founders_was_written", "Name", p.Letter.Name, "Subject", p.Letter.Subject, "When", clock.Ago(p.Letter.At), "State", state), nil
}

func (r founderRow) form(me surveys.User, words *templates.Locale) *templates.FounderForm {
	hello := words.Text("mail_hello_nobody")
	if name := whoOr(surveys.FirstName(r.to.Name), r.to.Name); name != "" {
		hello = words.Text("founders_hello", "Name", name)
	}
	return &templates.FounderForm{Address: "/founders/" + r.customer.ID.Key(), Most: surveys.MaxReply, Summary: r.To,
		Subject: words.Text("founders_subject", "Customer", r.customer.Name),
		Text:    strings.Join([]string{hello, "", "", "", nameOf(me)}, "\n"),
		From:    words.Text("founders_from", "To", contactName(r.to), "Address", me.Email)}
}

// postFounders: POST /founders/:id writes to a customer on the list, or puts it
// aside for the week.
func (s *Server) postFounders(c *gin.Context) {
	done := c.PostForm("do")
	if err := s.actAsFounder(c, done); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/founders?done="+done)
}

func (s *Server) actAsFounder(c *gin.Context, do string) error {
	ctx, clock := c.Request.Context(), s.clock()
	may, _, err := s.mayFound(c, clock)
	if err != nil {
		return err
	}
	if !may {
		return surveys.Errorf(surveys.Forbidden, "%s", clock.Words.Text("founders_forbidden"))
	}
	customer, err := s.Store.CustomerByKey(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	me, _ := userOf(c)
	switch do {
	case "write":
		l, written, err := s.Store.WriteFounder(ctx, store.NewFounderLetter{Customer: customer.ID, By: me,
			Subject: normaliseText(c.PostForm("subject")), Text: normaliseText(c.PostForm("text")), Told: s.letterTold(me)})
		if written {
			s.record(c, "founder.wrote", "customer "+string(customer.ID), surveys.Plain(l.Subject))
		}
		return err
	case "aside":
		err := s.Store.FounderAside(ctx, customer.ID, me.ID, normaliseText(c.PostForm("why")))
		s.recordDone(c, err, "founder.aside", customer.ID, surveys.Plain(c.PostForm("why")))
		return err
	}
	return surveys.InvalidField("do", "must be write or aside")
}

// letterTold is what the customer's timeline says of a founder's mail.
func (s *Server) letterTold(by surveys.User) func(to surveys.Contact, subject, text string) surveys.Telling {
	return func(to surveys.Contact, subject, text string) surveys.Telling {
		told := s.telling("founders_noted", "Name", by.Called(), "To", contactName(to), "Subject", subject, "Text", text)
		told.Plain = templates.Shorten(told.Plain, surveys.MaxCustomerNote-10)
		return told
	}
}
