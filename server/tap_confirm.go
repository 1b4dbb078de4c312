package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// Limits of what a page may send back.
const (
	maxConfirm = 64 << 10 // bytes: 4,000 characters, each escaped
	maxComment = 4000     // characters
	maxReasons = 20
	maxSteps   = 1000
)

// confirm answers POST /r/confirm: from the page's script with a line of text,
// from a pressed button with a page.
func (t *taps) confirm(c *gin.Context) {
	sent, ok := t.sent(c)
	if !ok {
		return
	}
	now := t.Store.Now()
	if sent.Nonce.Stale(now) || now.Sub(sent.Nonce.OpenedAt) < surveys.MinElapsed {
		t.again(c, sent, now)
		return
	}
	if !t.clients.allow(c, now) {
		t.busy(c)
		return
	}
	done, err := t.Store.Confirm(c.Request.Context(), sent)
	if err != nil {
		t.fail(c, err)
		return
	}
	if done.State == surveys.VisitCounted {
		t.keep(c, sent.Nonce.Invitation)
	}
	t.takeStep(c, sent, done)
	if sent.Act == surveys.ActButton {
		t.answerPress(c, sent, done)
		return
	}
	t.answerScript(c, sent, done)
}

// sent reads what a page of ours sent back, without asking Redis; false: it was
// answered already.
func (t *taps) sent(c *gin.Context) (store.Confirmation, bool) {
	if !t.ownPage(c.Request) {
		t.notice(c, t.speaking(c), http.StatusForbidden, "foreign", "foreign_text")
		return store.Confirmation{}, false
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxConfirm)
	if err := c.Request.ParseForm(); err != nil {
		t.badForm(c, err)
		return store.Confirmation{}, false
	}
	if t.confirmTrial(c) {
		return store.Confirmation{}, false
	}
	nonce, ok := t.sealer.Open(c.Request.PostForm.Get("nonce"))
	if !ok {
		t.unknown(c)
		return store.Confirmation{}, false
	}
	sent, problem := readSent(c.Request.PostForm, nonce)
	if problem != "" {
		t.refuse(c, http.StatusUnprocessableEntity, problem)
		return store.Confirmation{}, false
	}
	sent.Known = t.known(c.Request, nonce.Invitation)
	return sent, true
}

// again serves a fresh page where the old one was too old or sent itself back
// too fast; what was typed stays.
func (t *taps) again(c *gin.Context, sent store.Confirmation, now time.Time) {
	if sent.Act != surveys.ActButton {
		t.line(c, http.StatusAccepted, "press_again")
		return
	}
	tapped := sent.Choice
	if sent.Declined {
		tapped = sent.Nonce.Choice
	}
	why := "press_again"
	if sent.Nonce.Stale(now) {
		why = "open_long"
	}
	t.show(c, sent.Nonce.Invitation, tapped, askingOf(c.Request, t.secure), typed{sent.Words, why})
}

// answerScript tells the page's script what to say. Any status but 200 makes
// it ask for a press again.
func (t *taps) answerScript(c *gin.Context, sent store.Confirmation, done store.Recorded) {
	answered := done.Answer == surveys.Answered
	switch {
	case answered && done.Choice == sent.Choice:
		t.line(c, http.StatusOK, "counted")
	case answered:
		t.lineBefore(c, sent.Nonce.Invitation, done.Choice)
	case done.State == surveys.VisitHeld:
		t.line(c, http.StatusOK, "held")
	default:
		t.line(c, http.StatusAccepted, "press_again")
	}
}

// lineBefore names the choice that was counted before; that is rare enough to
// read what the survey calls it.
func (t *taps) lineBefore(c *gin.Context, id surveys.InvitationID, choice int) {
	inv, err := t.Store.Invitation(c.Request.Context(), id)
	if err != nil {
		t.fail(c, err)
		return
	}
	survey, err := t.askedOf(c.Request.Context(), inv)
	if err != nil {
		t.fail(c, err)
		return
	}
	t.write(c, http.StatusAccepted, survey.say("counted_before", "Choice", survey.named(choice)))
}

// line answers a script by the id of a text.
func (t *taps) line(c *gin.Context, status int, id string) {
	t.write(c, status, say(t.speaking(c), id))
}

// write answers a script, which needs none of the headers that guard a page.
func (t *taps) write(c *gin.Context, status int, text string) {
	h := c.Writer.Header()
	h["Cache-Control"], h["Content-Type"] = t.headers["Cache-Control"], t.plain
	c.Status(status)
	_, _ = c.Writer.WriteString(text) // whoever left does not hear it
}

// answerPress shows what counts after a button was pressed.
func (t *taps) answerPress(c *gin.Context, sent store.Confirmation, done store.Recorded) {
	if sent.Declined && done.State == surveys.VisitDeclined {
		text := "nothing_counted"
		if done.Answer == surveys.Answered {
			text = "nothing_changed"
		}
		t.notice(c, t.speaking(c), http.StatusOK, "all_right", text)
		return
	}
	inv, err := t.Store.Invitation(c.Request.Context(), sent.Nonce.Invitation)
	if err != nil {
		t.fail(c, err)
		return
	}
	survey, err := t.askedOf(c.Request.Context(), inv)
	if err != nil {
		t.fail(c, err)
		return
	}
	next := sent.Nonce
	next.Seen, next.Doubts, next.IssuedAt = done.Seen, done.Doubts, t.Store.Now()
	seal, err := t.sealer.Seal(next)
	if err != nil {
		t.fail(c, err)
		return
	}
	shown := sent.Choice
	if done.Answer == surveys.Answered {
		shown = done.Choice
	}
	page := t.ratingPage(c, inv, survey, max(shown, 0))
	page.Seal, page.Step = seal, sent.Step+1
	conclude(&page, survey, sent, done)
	t.render(c, http.StatusOK, page)
}

// conclude says on the page after a press how things stand.
func conclude(page *templates.Rating, survey asked, sent store.Confirmation, done store.Recorded) {
	if done.Answer != surveys.Answered {
		page.Mode, page.Heading, page.Status = templates.RatingPress, survey.say("confirm"), survey.say("several")
		keepWords(page, sent.Words)
		return
	}
	page.Mode = templates.RatingDone
	page.Heading = survey.thanks(done.Choice)
	page.Status = survey.say("counted")
	for i := range page.Choices {
		page.Choices[i].Pressed = page.Choices[i].Value == done.Choice
	}
	if done.State == surveys.VisitKept {
		page.Heading = survey.chose(done.Choice)
		page.Status = survey.say("stays")
	}
	if done.State == surveys.VisitCounted && !sent.Words.Empty() {
		page.Status = survey.say("read")
		page.Showed = true
	}
	keepWords(page, sent.Words)
}

// keepWords puts what was typed back onto a page.
func keepWords(page *templates.Rating, w surveys.Words) {
	page.Comment, page.Contact = w.Comment, w.ContactWanted
	for i, r := range page.Reasons {
		for _, id := range w.Reasons {
			page.Reasons[i].Ticked = page.Reasons[i].Ticked || r.ID == id
		}
	}
}

func (t *taps) badForm(c *gin.Context, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		t.refuse(c, http.StatusRequestEntityTooLarge, "too_long_text")
		return
	}
	t.refuse(c, http.StatusBadRequest, "open_again")
}

// refuse says by the id of a text what is wrong with a form.
func (t *taps) refuse(c *gin.Context, status int, problem string) {
	words, heading := t.speaking(c), "failed"
	if problem == "too_long_text" {
		heading = "too_long"
	}
	t.notice(c, words, status, heading, problem, "Max", words.Number(maxComment))
}

// readSent reads the form; problem is the text that says what is wrong with it.
func readSent(form url.Values, nonce surveys.Nonce) (sent store.Confirmation, problem string) {
	sent.Nonce, sent.Choice = nonce, nonce.Choice
	step, err := strconv.Atoi(form.Get("step"))
	if err != nil || step < 1 || step > maxSteps {
		return sent, "open_again"
	}
	sent.Step = step
	switch ev := form.Get("ev"); ev {
	case string(surveys.ActAuto), string(surveys.ActGesture):
		sent.Act = surveys.Act(ev)
		return sent, ""
	case "":
	default:
		return sent, "open_again"
	}
	sent.Act = surveys.ActButton
	if form.Get("choice") == "none" {
		sent.Declined, sent.Choice = true, -1
		return sent, ""
	}
	scale, _ := surveys.ScaleByID(nonce.Scale)
	if sent.Choice, err = strconv.Atoi(form.Get("choice")); err != nil || !scale.Has(sent.Choice) {
		return sent, "press_one"
	}
	sent.Showed = form.Get("showed") == "1"
	sent.Words, problem = readWords(form)
	return sent, problem
}

func readWords(form url.Values) (w surveys.Words, problem string) {
	w.Comment = cleanComment(form.Get("comment"))
	if utf8.RuneCountInString(w.Comment) > maxComment {
		return w, "too_long_text"
	}
	w.ContactWanted = form.Get("contact") != ""
	for _, id := range form["reason"] {
		if !isReason(id) || len(w.Reasons) == maxReasons {
			return w, "pick_reason"
		}
		w.Reasons = append(w.Reasons, id)
	}
	return w, ""
}

// cleanComment is a comment as it is kept: NFC, without controls that no
// keyboard makes; line breaks stay as they came.
func cleanComment(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return normaliseText(strings.TrimSpace(s))
}

func isReason(id string) bool {
	return id != "" && len(id) <= 32 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// ownPage reports whether the request comes from a page of ours, as far as the
// browser tells. Lynx tells nothing, a sandboxed reader "null": both are
// allowed, the sealed nonce speaks for them.
func (t *taps) ownPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "null" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (strings.EqualFold(u.Host, r.Host) || strings.EqualFold(u.Host, t.PublicURL.Host))
}

// cookieName of the keepsake: bound to the host where browsers allow it.
func (t *taps) cookieName(id surveys.InvitationID) string {
	if t.secure {
		return "__Host-tap-" + string(id)
	}
	return "tap-" + string(id)
}

// keep gives the browser the keepsake of an answer that counts. Every tap
// passes here, so the line is put together by hand.
func (t *taps) keep(c *gin.Context, id surveys.InvitationID) {
	line := t.cookieName(id) + "=" + t.sealer.Keepsake(id) + keepsakeFor
	if t.secure {
		line += "; Secure"
	}
	c.Writer.Header().Add("Set-Cookie", line)
}

// keepsakeFor is how a keepsake is kept: 30 days, out of reach of scripts.
const keepsakeFor = "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"

// known reports whether the browser brought the invitation's keepsake.
func (t *taps) known(r *http.Request, id surveys.InvitationID) bool {
	cookie, err := r.Cookie(t.cookieName(id))
	return err == nil && t.sealer.IsKeepsake(id, cookie.Value)
}
