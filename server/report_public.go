package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// reportHeaders close the page of a report more than others: no script, and no
// address of it to anybody.
func reportHeaders(c *gin.Context, nonce string) {
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
}

// report answers GET /report/<token>: a report to whoever has its link.
func (t *taps) report(c *gin.Context) {
	t.guard(c)
	r, reader, ok := t.reportLink(c)
	if !ok {
		return
	}
	ctx := c.Request.Context()
	words := t.reportWords(c, r, reader)
	consents, err := t.Store.Consents(ctx)
	if err != nil {
		t.fail(c, err)
		return
	}
	frame := t.frame(c, words)
	page := templates.ReportPage{Frame: frame, Doc: words.ReportDoc(r, r.ReportQuotes(consents), false),
		Sender: words.Text("report_sent_by", "Name", r.Sender.Name, "House", frame.House),
		Until:  words.ReportUntil(r, t.Store.Zone()), Private: words.Text("report_private")}
	if reader > 0 {
		page.Stop = templates.Link{Text: words.Text("report_stop"), Address: reportPath(t.signer, r.ID, reader) + "/stop"}
	}
	t.renderReport(c, http.StatusOK, page, frame)
}

func (t *taps) renderReport(c *gin.Context, status int, page templates.TapPage, frame templates.Frame) {
	t.guard(c)
	reportHeaders(c, frame.CSP)
	body, err := t.pages.Render(page)
	if err != nil {
		t.Log.ErrorContext(c.Request.Context(), "page failed", "route", routeOf(c), "error", err.Error())
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(status, "text/html; charset=utf-8", body)
}

// reportPath is where a report is shown to a reader, or, with 0, to anybody.
func reportPath(signer *surveys.Signer, id surveys.ReportID, reader int) string {
	return "/report/" + signer.Report(id, reader)
}

// reportLink finds the report behind a link; false: it was answered already.
// One that was never released is as if it were not there.
func (t *taps) reportLink(c *gin.Context) (r surveys.Report, reader int, ok bool) {
	id, reader, ok := t.signer.ParseReport(c.Param("token"))
	if !ok {
		t.unknown(c)
		return r, 0, false
	}
	r, err := t.Store.Report(c.Request.Context(), id)
	if err != nil {
		t.fail(c, err)
		return r, 0, false
	}
	switch open, gone := r.Open(t.Store.Now()); {
	case gone:
		words := t.reportWords(c, r, reader)
		frame := t.frame(c, words)
		t.renderReport(c, http.StatusGone, templates.Notice{Frame: frame, Heading: words.Text("report_gone"), Text: words.Text("report_gone_text")}, frame)
		return r, 0, false
	case !open, reader > len(r.To):
		t.notFound(c)
		return r, 0, false
	}
	return r, reader, true
}

// askReportStop answers GET /report/<token>/stop: a page with a button, because
// scanners follow links.
func (t *taps) askReportStop(c *gin.Context) {
	t.guard(c)
	id, reader, ok := t.stopReader(c)
	if !ok {
		return
	}
	r, _ := t.Store.Report(c.Request.Context(), id) // who is not known reads the language of the browser
	words := t.reportWords(c, r, reader)
	page := templates.ReportStop{Frame: t.frame(c, words), Heading: words.Text("report_stop_ask"), Text: words.Text("report_stop_text"),
		Button: words.Text("report_stop_do"), URL: reportPath(t.signer, id, reader) + "/stop"}
	t.renderReport(c, http.StatusOK, page, page.Frame)
}

// reportStop answers POST /report/<token>/stop: from the button, or from a mail
// program with one click (RFC 8058), also when the report is no longer shown.
func (t *taps) reportStop(c *gin.Context) {
	t.guard(c)
	id, reader, ok := t.stopReader(c)
	if !ok {
		return
	}
	r, err := t.Store.Report(c.Request.Context(), id)
	if err == nil && reader <= len(r.To) && !r.Released.IsZero() {
		err = t.Store.StopReports(c.Request.Context(), r.To[reader-1])
	}
	if err != nil {
		t.fail(c, err)
		return
	}
	words := t.reportWords(c, r, reader)
	page := templates.ReportStop{Frame: t.frame(c, words), Heading: words.Text("report_stop_done"), Text: words.Text("report_stop_text")}
	t.renderReport(c, http.StatusOK, page, page.Frame)
}

// reportWords is the language that a report is read in: of the contact whose
// link it is, else what the browser asks for.
func (t *taps) reportWords(c *gin.Context, r surveys.Report, reader int) *templates.Locale {
	if reader < 1 || reader > len(r.To) {
		return t.speaking(c)
	}
	found, err := t.Store.Contacts(c.Request.Context(), r.To[reader-1:reader])
	if tag := found[r.To[reader-1]].Language; err == nil && tag != "" {
		return t.locales.In(tag, t.houseLanguage(c.Request.Context()))
	}
	return t.speaking(c)
}

// stopReader reads whose link it is; false: it was answered already.
func (t *taps) stopReader(c *gin.Context) (surveys.ReportID, int, bool) {
	id, reader, ok := t.signer.ParseReport(c.Param("token"))
	if !ok || reader == 0 {
		t.unknown(c)
		return id, 0, false
	}
	if !t.clients.allowStop(c, t.Store.Now(), surveys.InvitationID(id)) {
		t.busy(c)
		return id, 0, false
	}
	return id, reader, true
}
