package server

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// changesShown is how many lines of the record a page has.
const changesShown = 50

// byToken is how a token is written in the filter of people.
const byToken = "token:"

// getChanges: GET /settings/changes?who=&act=&before=.
func (s *Server) getChanges(c *gin.Context) {
	ctx, q := c.Request.Context(), c.Request.URL.Query()
	filter := surveys.AuditFilter{By: surveys.UserID(q.Get("who")), Act: q.Get("act")}
	if name, ok := strings.CutPrefix(q.Get("who"), byToken); ok {
		filter.By, filter.ByToken = "", name
	}
	lines, next, err := s.Store.Audit(ctx, filter, q.Get("before"), changesShown)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Changes{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("changes_title"))}
	if err := s.fillChanges(ctx, &page, lines, filter); err != nil {
		s.fail(c, err)
		return
	}
	page.Next, page.First = changesAddress(q, next), ""
	if q.Get("before") != "" {
		page.First = changesAddress(q, "newest")
	}
	s.show(c, http.StatusOK, page)
}

// changesAddress is the page that begins before a line, with the same filter;
// empty where there is none.
func changesAddress(q url.Values, before string) string {
	if before == "" {
		return ""
	}
	to := url.Values{}
	for _, name := range []string{"who", "act"} {
		if q.Get(name) != "" {
			to.Set(name, q.Get(name))
		}
	}
	if before != "newest" {
		to.Set("before", before)
	}
	return "/settings/changes?" + to.Encode()
}

func (s *Server) fillChanges(ctx context.Context, page *templates.Changes, lines []surveys.AuditEntry, filter surveys.AuditFilter) error {
	team, err := s.Store.Users(ctx)
	if err != nil {
		return err
	}
	tokens, err := s.Store.Tokens(ctx)
	if err != nil {
		return err
	}
	acts, err := s.Store.AuditActs(ctx)
	if err != nil {
		return err
	}
	page.People = []templates.Option{{Text: s.words.Text("changes_all_people")}}
	names := map[surveys.UserID]string{}
	for _, u := range team {
		names[u.ID] = nameOf(u)
		page.People = append(page.People, templates.Option{Value: string(u.ID), Text: nameOf(u), Chosen: filter.By == u.ID})
	}
	for _, t := range tokens {
		page.People = append(page.People, templates.Option{Value: byToken + t.Name, Text: t.Name, Chosen: filter.ByToken == t.Name})
	}
	page.Acts = []templates.Option{{Text: s.words.Text("changes_all_acts")}}
	for _, act := range acts {
		page.Acts = append(page.Acts, templates.Option{Value: act, Text: actText(act, s.words), Chosen: filter.Act == act})
	}
	for _, line := range lines {
		page.Rows = append(page.Rows, s.changeRow(line, names, page.Clock))
	}
	return nil
}

func (s *Server) changeRow(line surveys.AuditEntry, names map[surveys.UserID]string, clock templates.Clock) templates.ChangeRow {
	row := templates.ChangeRow{When: clock.Ago(line.At), At: clock.At(line.At), What: actText(line.Act, s.words), On: subjectLink(line.Subject, names, s.words), Detail: detailText(line, names, s.words)}
	switch {
	case line.ByToken != "":
		row.Who, row.Token = line.ByToken, true
	case line.By == "":
		row.Who = s.words.Text("changes_machine")
	default:
		row.Who = whoOr(names[line.By], s.words.Text("changes_gone"))
	}
	return row
}

// detailText is what changed. A contact is tied to somebody of the team, whom
// the line has by the id.
func detailText(line surveys.AuditEntry, names map[surveys.UserID]string, words *templates.Locale) string {
	text := words.Tell(line.Detail)
	if name := names[surveys.UserID(text)]; line.Act == actTied && name != "" {
		return name
	}
	return text
}

// actText is an act in words: "case changed" of "case.changed".
func actText(act string, words *templates.Locale) string {
	return whoOr(words.Text("act_"+strings.ReplaceAll(act, ".", "_")), act)
}

// subjectLink leads to what was changed, where it has a page.
func subjectLink(subject string, names map[surveys.UserID]string, words *templates.Locale) templates.Link {
	kind, id, _ := strings.Cut(subject, " ")
	out := templates.Link{Text: whoOr(strings.TrimSpace(words.Text("on_"+kind, "ID", id)), subject)}
	switch kind {
	case "addresses":
		n, _ := strconv.Atoi(id)
		out.Text = words.Count("changes_addresses", n)
	case "import":
		out.Text = words.Text("on_import", "ID", whoOr(words.Text("imports_"+id), id))
	case "case":
		out.Address = "/cases/" + url.PathEscape(id)
	case "survey":
		out.Address = surveyAddress(surveys.SurveyID(id))
	case "customer":
		out.Address = customerAddress(surveys.CustomerID(id))
	case "project":
		out.Address = projectAddress(surveys.ProjectID(id))
	case "invitation":
		out.Address = invitationAddress(surveys.InvitationID(id))
	case "webhook":
		out.Address = webhookAddress(surveys.WebhookID(id))
	case "person":
		if strings.Contains(id, "@") {
			out.Text, id = id, string(surveys.NewUserID(id))
		}
		if name := names[surveys.UserID(id)]; name != "" {
			out = templates.Link{Text: name, Address: personAddress(surveys.UserID(id))}
		}
	case "preferences":
		out.Address = "/surveys"
	case "outbox":
		out.Address = "/outbox"
	case "owners", "sender":
		out.Address = "/settings/" + kind
	case "settings":
		out.Address = "/settings/money"
	case "alarms":
		out.Address = "/settings/alerts"
	case "token":
		out.Address = "/settings/tokens"
	}
	return out
}
