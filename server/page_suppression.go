package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// suppressedShown is how many people stand on a page.
const suppressedShown = 50

const suppressionPath = "/settings/suppression"

// sift is what the address of the page asks for.
type sift struct {
	store.SuppressionQuery
	since string // as it was typed
}

func (s *Server) siftOf(c *gin.Context) (q sift, err error) {
	var p surveys.Problems
	q.Reason, q.Cursor, q.since = surveys.SuppressReason(c.Query("reason")), c.Query("before"), c.Query("since")
	q.Prefix = strings.ToLower(strings.TrimSpace(normaliseText(c.Query("q"))))
	if q.Reason != "" && !slices.Contains(surveys.SuppressReasons(), q.Reason) {
		p.Add("reason", "must be one of the reasons on this page, or left out")
	}
	if q.since != "" {
		day, err := surveys.ParseDay(q.since)
		if err != nil || day <= 0 {
			p.Add("since", "must be a day such as %s", s.Store.Today())
		}
		q.Since = day.Start(s.Store.Zone())
	}
	return q, p.Err()
}

// address is the page with another reason, or another place to go on.
func (q sift) address(path string, reason surveys.SuppressReason, before string) string {
	v := url.Values{}
	for _, f := range [][2]string{{"reason", string(reason)}, {"q", q.Prefix}, {"since", q.since}, {"before", before}} {
		if f[1] != "" {
			v.Set(f[0], f[1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// getSuppression: GET /settings/suppression?reason=&q=&since=&before=, and
// &lift=contact:reason, which opens the form that lifts it.
func (s *Server) getSuppression(c *gin.Context) {
	s.showSuppression(c, http.StatusOK, &templates.SuppressionAdd{}, "")
}

func (s *Server) showSuppression(c *gin.Context, status int, add *templates.SuppressionAdd, wrong string) {
	q, err := s.siftOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page, err := s.suppressionPage(c.Request.Context(), s.layout(c, templates.SettingsSection(), s.words.Text("suppression_title")), q, me)
	if err == nil && me.May(surveys.Admin) {
		page.Add = add
		page.CSV = q.address(suppressionPath+".csv", q.Reason, "")
		err = s.addLift(c, q, wrong, &page)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	page.Done = suppressionDone(c, page.Clock)
	s.show(c, status, page)
}

// suppressionDone says what was just done.
func suppressionDone(c *gin.Context, clock templates.Clock) string {
	switch done := c.Query("done"); {
	case done == "lift":
		return clock.Words.Text("suppression_done_lift")
	case done != "":
		if n, ok := parseCount(done); ok {
			return clock.Words.Count("suppression_done_add", n)
		}
	}
	return ""
}

func (s *Server) suppressionPage(ctx context.Context, layout templates.Layout, q sift, me surveys.User) (page templates.SuppressionPage, err error) {
	say := layout.Clock.Words
	page = templates.SuppressionPage{Layout: layout, Reason: string(q.Reason), Prefix: q.Prefix, Since: q.since, Empty: say.Text("suppression_empty")}
	if q.Prefix != "" || q.since != "" {
		page.Empty = say.Text("suppression_empty_found")
	}
	counts, err := s.Store.SuppressionCounts(ctx)
	if err != nil {
		return page, err
	}
	total := 0
	page.Reasons = []templates.Link{{Text: say.Text("suppression_all"), Address: q.address(suppressionPath, "", ""), Current: q.Reason == ""}}
	for _, reason := range surveys.SuppressReasons() {
		total += counts[reason]
		page.Reasons = append(page.Reasons, templates.Link{Text: say.Text("suppression_chip_"+string(reason), "N", templates.Count(counts[reason])),
			Address: q.address(suppressionPath, reason, ""), Current: reason == q.Reason})
	}
	page.Finding = say.Text("suppression_none")
	if total > 0 {
		page.Finding = say.Count("suppression_found", total)
	}
	q.Limit = suppressedShown
	items, next, err := s.Store.Suppressed(ctx, q.SuppressionQuery)
	if err != nil {
		return page, err
	}
	if next != "" {
		page.Older = q.address(suppressionPath, q.Reason, next)
	}
	page.Rows, err = s.suppressionRows(ctx, items, q, me, layout.Clock)
	return page, err
}

func (s *Server) suppressionRows(ctx context.Context, items []surveys.Contact, q sift, me surveys.User, clock templates.Clock) ([]templates.SuppressionRow, error) {
	at := make([]surveys.Invitation, len(items))
	for i, c := range items {
		at[i].Customer = c.Customer
	}
	names, err := s.namesIn(ctx, at, nil)
	if err != nil {
		return nil, err
	}
	var out []templates.SuppressionRow
	for _, c := range items {
		row := templates.SuppressionRow{Who: contactName(c), Address: c.Address}
		if c.Customer != "" {
			row.Customer = names.customer(c.Customer)
		}
		for _, one := range c.Suppressions(clock.Now) {
			why := templates.SuppressionWhy{Text: hurdleOf(one, clock).Text}
			if me.May(surveys.Admin) {
				why.Lift = liftAddress(q, c.ID, one.Reason)
			}
			row.Why = append(row.Why, why)
		}
		out = append(out, row)
	}
	return out, nil
}

// liftAddress opens the form that lifts a reason, on the same page.
func liftAddress(q sift, id surveys.ContactID, reason surveys.SuppressReason) string {
	v := url.Values{"lift": {string(id) + ":" + string(reason)}}
	address := q.address(suppressionPath, q.Reason, q.Cursor)
	if strings.Contains(address, "?") {
		return address + "&" + v.Encode() + "#lift"
	}
	return address + "?" + v.Encode() + "#lift"
}

// addLift opens the form that lifts a reason, where the address asks for it.
func (s *Server) addLift(c *gin.Context, q sift, wrong string, page *templates.SuppressionPage) error {
	id, reason, ok := strings.Cut(c.Query("lift"), ":")
	if !ok {
		return nil
	}
	contact, err := s.Store.Contact(c.Request.Context(), surveys.ContactID(id))
	if err != nil {
		return err
	}
	for _, h := range hurdlesOf(contact, page.Clock) {
		if h.Reason == reason {
			back := q.address(suppressionPath, q.Reason, q.Cursor)
			page.Lift = &templates.LiftForm{Who: contactName(contact), Address: suppressionPath + "/lift?" + c.Request.URL.RawQuery, Back: back,
				Contact: id, Hurdle: h, Wrong: wrong}
		}
	}
	return nil
}

// postLift: POST /settings/suppression/lift lets somebody be mailed again, with
// the reason.
func (s *Server) postLift(c *gin.Context) {
	err := s.lift(c, surveys.ContactID(c.PostForm("contact")), surveys.SuppressReason(c.PostForm("reason")), strings.TrimSpace(normaliseText(c.PostForm("why"))))
	if wrong := s.fieldErrors(err)["why"]; wrong != "" {
		s.showSuppression(c, http.StatusUnprocessableEntity, &templates.SuppressionAdd{}, wrong)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, suppressionPath+"?done=lift")
}

// getSuppressionCSV: GET /settings/suppression.csv, as the page is filtered.
func (s *Server) getSuppressionCSV(c *gin.Context) {
	q, err := s.siftOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	ctx, now := c.Request.Context(), s.Store.Now()
	columns := []string{"email", "name", "customer", "reason", "since", "until", "why"}
	s.exportTable(c, "not-mailed", columns, func(yield func([]any, error) bool) {
		query := q.SuppressionQuery
		query.Limit, query.Cursor = 200, ""
		for {
			items, next, err := s.Store.Suppressed(ctx, query)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range suppressionTable(items, q.Reason, now) {
				if !yield(row, nil) {
					return
				}
			}
			if query.Cursor = next; next == "" {
				return
			}
		}
	})
}

// suppressionTable is one line for each person and reason.
func suppressionTable(items []surveys.Contact, reason surveys.SuppressReason, now time.Time) [][]any {
	var out [][]any
	for _, c := range items {
		for _, one := range c.Suppressions(now) {
			if reason == "" || reason == one.Reason {
				out = append(out, []any{c.Address, c.Name, c.Customer, one.Reason, one.Since, one.Until, one.Why})
			}
		}
	}
	return out
}
