package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// reportFile is a report with all that its page shows.
type reportFile struct {
	surveys.Report
	consents []surveys.Consent
	people   []surveys.Contact // of the customer, who can be chosen
	stopped  map[surveys.ContactID]bool
	mails    map[int]store.ReportMail
	team     []surveys.User
	language string // of the house: of readers without one
	may      bool   // review and release
}

// getReport: GET /reports/:id, one report with its state.
func (s *Server) getReport(c *gin.Context) {
	f, err := s.reportFile(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := s.reportPage(c, f)
	if done := c.Query("done"); slices.Contains([]string{"made", "save", "review", "release", "withdraw", "edit"}, done) {
		page.Said = s.words.Text("reports_done_" + done)
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) reportFile(c *gin.Context) (f reportFile, err error) {
	ctx := c.Request.Context()
	id, ok := surveys.ParseReportID(c.Param("id"))
	if !ok {
		return f, surveys.Errorf(surveys.NotFound, "there is no such report")
	}
	if f.Report, err = s.Store.Report(ctx, id); err != nil {
		return f, err
	}
	if f.consents, err = s.Store.Consents(ctx); err != nil {
		return f, err
	}
	if f.team, err = s.Store.Users(ctx); err != nil {
		return f, err
	}
	if f.may, err = s.mayReview(c, f.Report); err != nil {
		return f, err
	}
	return f, s.readReaders(ctx, &f)
}

// readReaders reads who may be sent a report, and what became of the mails.
func (s *Server) readReaders(ctx context.Context, f *reportFile) error {
	ids := slices.Clone(f.To)
	if !f.OfProject() && f.Released.IsZero() {
		customer, err := s.Store.Customer(ctx, f.Customer)
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
		ids = customer.Contacts
	}
	found, err := s.Store.Contacts(ctx, ids)
	if err != nil {
		return err
	}
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return err
	}
	f.language = house.Language
	for _, id := range ids {
		contact := found[id]
		if contact.ID = id; surveys.CheckAddress(contact.Address) == "" || !f.Released.IsZero() {
			f.people = append(f.people, contact)
		}
	}
	if f.stopped, err = s.Store.ReportsStopped(ctx, ids); err != nil {
		return err
	}
	f.mails, err = s.Store.ReportMails(ctx, f.ID)
	return err
}

// mayReview reports whether the reader may review and release a report.
func (s *Server) mayReview(c *gin.Context, r surveys.Report) (bool, error) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	rules, err := s.Store.Ownership(ctx)
	if err != nil || surveys.MayReview(me, rules, nil, r) || !me.May(surveys.Member) {
		return err == nil && surveys.MayReview(me, rules, nil, r), err
	}
	cases, err := s.Store.ReportCases(ctx, r)
	if err == nil && !r.OfProject() {
		var open []surveys.Case
		open, err = s.Store.OpenCasesOf(ctx, r.Customer)
		cases = append(cases, open...)
	}
	return err == nil && surveys.MayReview(me, rules, cases, r), err
}

func (s *Server) reportPage(c *gin.Context, f reportFile) templates.ReportEdit {
	clock := s.clock()
	words := reportTalk{clock: clock, team: f.team}
	me, _ := userOf(c)
	page := templates.ReportEdit{Layout: s.layout(c, templates.WorthSection(), words.heading(f.Report)), Heading: words.heading(f.Report),
		State: words.state(f.Report), Log: words.log(f.Report), Revision: f.Revision, Address: reportAddress(f.ID), May: f.may, Member: me.May(surveys.Member),
		Draft: f.State == surveys.ReportDraft, Reviewed: f.State == surveys.ReportReviewed, Released: f.State == surveys.ReportReleased,
		Days: surveys.ReportDays, Most: surveys.MostReportDays, Letters: surveys.MaxReportText,
		Frozen: words.say("frozen", "Day", clock.FullDate(surveys.DayOf(f.Made, clock.Zone)))}
	page.Chips = templates.KeepingLinks(page.Layout, "/reports")
	page.Doc = clock.Words.ReportDoc(f.Report, f.ReportQuotes(f.consents), page.Draft && page.Member)
	words.leadBehind(&page.Doc, f.Report)
	page.Of = templates.Link{Text: f.Name, Address: customerAddress(f.Customer)}
	page.NoReader = words.say("readers_none")
	if f.OfProject() {
		page.Of.Address, page.NoReader = projectAddress(f.Project), words.say("readers_project")
	}
	if open, _ := f.Open(clock.Now); open {
		path := reportPath(s.signer, f.ID, 0)
		page.Link = templates.Link{Text: s.publicAddress() + path, Address: path}
	}
	page.Readers = f.readers(words)
	return page
}

// publicAddress is where customers reach the house, without a slash at its end.
func (s *Server) publicAddress() string {
	if s.PublicURL == nil {
		return ""
	}
	return strings.TrimSuffix(s.PublicURL.String(), "/")
}

func (f reportFile) readers(words reportTalk) []templates.ReportReader {
	var out []templates.ReportReader
	for _, p := range f.people {
		r := templates.ReportReader{ID: string(p.ID), Name: whoOr(contactName(p), string(p.ID)), Address: p.Address,
			Language: languageName(surveys.ChooseLanguage(p.Language, f.language))}
		number := slices.Index(f.To, p.ID) + 1
		r.Chosen = number > 0
		switch {
		case !p.BouncedAt.IsZero():
			r.Barred = words.say("bounced")
		case f.stopped[p.ID]:
			r.Barred = words.say("stopped")
		}
		if !f.Released.IsZero() {
			r.Mail, r.Barred = words.mail(f, number), ""
		} else if f.State != surveys.ReportDraft && !r.Chosen {
			continue
		}
		out = append(out, r)
	}
	return out
}

// mail says what became of the mail to a reader.
func (w reportTalk) mail(f reportFile, number int) string {
	m, begun := f.mails[number]
	switch {
	case !begun && f.State == surveys.ReportWithdrawn:
		return w.say("mail_none")
	case !begun, m.State == surveys.MailData:
		return w.say("mail_waits")
	case m.State == surveys.MailFailed:
		return w.say("mail_failed", "Why", m.Reason)
	case m.State == surveys.MailUnknown:
		return w.say("mail_unknown")
	}
	return w.say("mail_sent")
}

// postReport: POST /reports/:id keeps, reviews, releases or withdraws a report.
func (s *Server) postReport(c *gin.Context) {
	f, err := s.reportFile(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	do := c.PostForm("do")
	typed := f.typed(c)
	err = s.actOnReport(c, f, do, typed)
	var refused *surveys.Error
	if errors.As(err, &refused) && (refused.Code == surveys.Conflict || refused.Code == surveys.Invalid) {
		s.showRefused(c, f, typed, refused)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, reportAddress(f.ID)+"?done="+do)
}

// showRefused shows the report as it is now, with what was typed: nobody loses
// words because somebody else was quicker.
func (s *Server) showRefused(c *gin.Context, f reportFile, typed []surveys.ReportSection, refused *surveys.Error) {
	if f.State == surveys.ReportDraft && typed != nil {
		f.Sections = typed
	}
	page := s.reportPage(c, f)
	page.Wrong = templates.Sentence(s.words.Refusal(refused)) + "."
	for _, field := range refused.Fields {
		page.Wrong += " " + s.words.MistakeIn(field.Field, s.words.Mistake(field))
	}
	s.show(c, status(refused), page)
}

// typed reads the sections of the form; nil where it holds none.
func (f reportFile) typed(c *gin.Context) []surveys.ReportSection {
	if err := c.Request.ParseForm(); err != nil || !c.Request.PostForm.Has(string(surveys.PartOpening)) {
		return nil
	}
	out := make([]surveys.ReportSection, len(surveys.ReportParts()))
	for i, part := range surveys.ReportParts() {
		text := strings.ReplaceAll(normaliseText(c.PostForm(string(part))), "\r\n", "\n")
		out[i] = surveys.ReportSection{Part: part, Text: strings.TrimSpace(text), Out: slices.Contains(c.PostFormArray("out"), string(part))}
	}
	return out
}

// chosen are the people who were ticked, of those who may be.
func (f reportFile) chosen(c *gin.Context) []surveys.ContactID {
	var out []surveys.ContactID
	ticked := c.PostFormArray("to")
	for _, p := range f.people {
		if !f.OfProject() && slices.Contains(ticked, string(p.ID)) {
			out = append(out, p.ID)
		}
	}
	return out
}

func (s *Server) actOnReport(c *gin.Context, f reportFile, do string, typed []surveys.ReportSection) (err error) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	revision, err := strconv.Atoi(c.PostForm("revision"))
	if err != nil {
		return surveys.InvalidField("revision", "must be a number")
	}
	if !f.may && do != "save" && do != "edit" {
		return surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("reports_forbidden"))
	}
	r := f.Report
	switch do {
	case "save", "review", "edit":
		sections, to := typed, f.chosen(c)
		if do == "edit" || typed == nil {
			sections, to = r.Sections, r.To
		}
		if r, err = s.Store.EditReport(ctx, f.ID, revision, sections, to); err == nil && do == "review" {
			r, err = s.Store.ReviewReport(ctx, f.ID, r.Revision, me.ID)
		}
	case "release":
		days, wrong := strconv.Atoi(c.PostForm("days"))
		if wrong != nil {
			return surveys.InvalidField("days", "must be a number")
		}
		r, err = s.Store.ReleaseReport(ctx, f.ID, revision, me, days, s.reportTold("reports_note", r, me))
	case "withdraw":
		r, err = s.Store.WithdrawReport(ctx, f.ID, revision, me.ID, s.reportTold("reports_note_gone", r, me))
	default:
		return surveys.InvalidField("do", "must be save, review, edit, release or withdraw")
	}
	if err != nil {
		return err
	}
	s.record(c, "report."+string(reportAct(do)), "report "+string(f.ID), reportTelling(r))
	return nil
}

// reportTelling is a report in the record.
func reportTelling(r surveys.Report) surveys.Telling {
	return surveys.Tell("changes_report", "Name", r.Name, "From", r.Period.From, "To", r.Period.To)
}

func reportAct(do string) string {
	return map[string]string{"save": "changed", "edit": "changed", "review": "reviewed", "release": "released", "withdraw": "withdrawn"}[do]
}

// reportTold is what the customer's timeline says of a report that leaves the
// house or is called back.
func (s *Server) reportTold(id string, r surveys.Report, by surveys.User) surveys.Telling {
	return s.telling(id, "Name", nameOf(by), "From", r.Period.From, "To", r.Period.To)
}
