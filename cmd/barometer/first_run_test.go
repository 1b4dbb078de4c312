package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"barometer/mailer/smtptest"
	"barometer/surveys/store/redistest"
)

// newcomers is a house where nothing was set but where Redis is: a mail server
// that wants a log-in stands beside it.
func newcomers(t *testing.T, settings ...string) *house {
	t.Helper()
	h := &house{tb: t, redis: redistest.Start(t), addr: redistest.FreeAddr(t), email: teamAddress, password: "a quiet harbour at dawn",
		mails: smtptest.Start(t, smtptest.LogInClear("jonas", "open sesame 4711"))}
	h.env = append([]string{"BAROMETER_REDIS=" + h.redis.URL(), "BAROMETER_ADDR=" + h.addr}, settings...)
	return h
}

// guest is a browser without a screen: it keeps cookies and follows nothing.
type guest struct {
	h       *house
	cookies map[string]string
}

func (h *house) guest() *guest { return &guest{h, map[string]string{}} }

func (g *guest) get(path string) (status int, body string) {
	return g.send(http.MethodGet, path, nil)
}

// send asks for a page; the body of a redirect is where it leads.
func (g *guest) send(method, path string, form url.Values) (status int, body string) {
	g.h.tb.Helper()
	req, err := http.NewRequest(method, "http://"+g.h.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		g.h.tb.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range g.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	r, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		g.h.tb.Fatal(err)
	}
	defer r.Body.Close()
	for _, cookie := range r.Cookies() {
		g.cookies[cookie.Name] = cookie.Value
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		g.h.tb.Fatal(err)
	}
	if to := r.Header.Get("Location"); to != "" {
		return r.StatusCode, to
	}
	return r.StatusCode, string(raw)
}

// want fails the test unless the page is answered so, and returns it.
func (g *guest) want(status int, method, path string, form url.Values, holds ...string) string {
	g.h.tb.Helper()
	got, body := g.send(method, path, form)
	if got != status {
		g.h.tb.Fatalf("%s %s is answered with %d, want %d\n%s", method, path, got, status, body)
	}
	for _, text := range holds {
		if !strings.Contains(body, text) {
			g.h.tb.Errorf("%s %s does not hold %q:\n%s", method, path, text, body)
		}
	}
	return body
}

// setUpPath is the link of the first person, out of the log.
func (h *house) setUpPath() string {
	h.tb.Helper()
	link := regexp.MustCompile(`/setup/[a-z0-9]+`).FindString(h.log.String())
	if link == "" {
		h.tb.Fatal("the log has no link for the first person:\n", h.log.String())
	}
	return link
}

// senderForm is what somebody types about the mail server of the house.
func (h *house) senderForm(revision, person, password string) url.Values {
	host, port, _ := net.SplitHostPort(h.mails.Addr)
	return url.Values{"revision": {revision}, "person": {person}, "house": {"Lindqvist & Rao"}, "address": {"jonas@house.example"},
		"host": {host}, "port": {port}, "privacy": {"none"}, "user": {"jonas"}, "password": {password}}
}

// TestTheFirstRunByHand goes from nothing but Redis to the first question in
// the mailbox, as the browser sends it.
func TestTheFirstRunByHand(t *testing.T) {
	h := newcomers(t)
	h.serve()
	g := h.guest()
	g.want(200, "GET", h.setUpPath(), nil, "You are the first")
	g.want(303, "POST", h.setUpPath(), url.Values{"name": {"Marta"}, "email": {h.email}, "password": {h.password}}, "/start")
	g.want(200, "GET", "/start", nil, "1 of 5 done", "Check and keep it", `value="Marta"`)
	g.want(200, "GET", "/outbox", nil, "Nobody has said yet who mails are from")

	// A wrong password is told in words, and nothing is kept.
	form := h.senderForm("0", "Marta Lindqvist", "wrong horse 0815")
	form.Set("back", "start")
	page := g.want(422, "POST", "/settings/sender", form, "the mail server refuses our log-in", "Keep it all the same", `value="Marta Lindqvist"`)
	if strings.Contains(page, "wrong horse") {
		t.Error("the page shows the password")
	}
	form.Set("password", "open sesame 4711")
	g.want(303, "POST", "/settings/sender", form, "/start")
	g.want(200, "GET", "/start", nil, "2 of 5 done", "Marta Lindqvist at Lindqvist &amp; Rao, jonas@house.example, by "+h.mails.Addr)

	// The test mail leaves by it without a restart.
	to := g.want(303, "POST", "/start/test", url.Values{}, "/start?test=")
	letter := h.awaitLetter(h.email)
	if !strings.HasPrefix(letter.Subject, "Test: ") {
		t.Errorf("the test mail is %q", letter.Subject)
	}
	await(t, "the page says that the mail was sent", func() bool {
		_, page := g.get(strings.TrimSuffix(to, "#test"))
		return strings.Contains(page, "the mail server took it")
	})

	// The first question, in words of one's own, seen before it is kept.
	ask := url.Values{"scale": {"thermometer4"}, "language": {"en"}, "question": {"How warm was it with us?"}}
	g.want(200, "POST", "/start/preview", ask, "How warm was it with us?")
	g.want(303, "POST", "/start/question", ask, "/start")
	page = g.want(201, "POST", "/start/token", url.Values{}, "5 of 5 done", "only time that the key is shown")
	h.token = regexp.MustCompile(`bmt_[a-z2-7]+`).FindString(page)
	g.want(200, "GET", "/start?step=helpdesk", nil, "$TOKEN", "5 of 5 done")

	// The call that the page shows asks a customer, by the person who asks.
	if status := h.call("POST", "/interactions", `{"id":"t-1","type":"ticket","contact":{"email":"tom@northgate.example"}}`, nil); status != 201 {
		t.Fatalf("the call of the page is answered with %d", status)
	}
	if letter := h.awaitLetter("tom@northgate.example"); !strings.Contains(letter.Text, "How warm was it with us?") || !strings.Contains(letter.Text, "Marta Lindqvist") {
		t.Errorf("the customer reads:\n%s", letter.Text)
	}
	h.keepsSecrets(g, "open sesame", "wrong horse", h.password)
}

// keepsSecrets looks into every place where a password would be seen.
func (h *house) keepsSecrets(g *guest, secrets ...string) {
	h.tb.Helper()
	seen := map[string]string{"log": h.log.String()}
	for _, path := range []string{"/start?step=sender", "/settings", "/settings/sender", "/settings/changes", "/settings/tokens", "/settings/doctor"} {
		seen[path] = g.want(200, "GET", path, nil)
	}
	ctx := context.Background()
	for _, key := range h.redis.Client().Keys(ctx, "x:*").Val() {
		kept, _ := json.Marshal(h.redis.Client().Dump(ctx, key).Val())
		seen[key] = string(kept)
	}
	for place, text := range seen {
		for _, secret := range append(secrets, h.token) {
			if strings.Contains(text, secret) {
				h.tb.Errorf("%s shows %q", place, secret)
			}
		}
	}
}

// TestAnotherSenderNeedsNoRestart: mails wait while nobody has said who they
// are from, leave by the first sender, and then by the next.
func TestAnotherSenderNeedsNoRestart(t *testing.T) {
	h := newcomers(t)
	h.token = lastWord(h.command("token", "create", "helpdesk", "--scope", "admin"))
	h.serve()
	g := h.guest()
	g.want(303, "POST", h.setUpPath(), url.Values{"name": {"Marta"}, "email": {h.email}, "password": {h.password}})
	h.call("POST", "/interactions", interaction("t-1", "helpdesk", "northgate", "priya@northgate.example"), nil)
	g.want(303, "POST", "/settings/sender", h.senderForm("0", "Marta", "open sesame 4711"))
	if first := h.awaitLetter("priya@northgate.example"); !strings.Contains(first.Text, "Marta") {
		t.Errorf("the mail that waited reads:\n%s", first.Text)
	}

	// The password stays for the same server and user, and for no other.
	g.want(303, "POST", "/settings/sender", h.senderForm("1", "Jonas", ""))
	other := h.senderForm("2", "Jonas", "")
	other.Set("host", "elsewhere.example")
	g.want(422, "POST", "/settings/sender", other, "It is needed again")
	g.want(409, "POST", "/settings/sender", h.senderForm("1", "Eve", ""), "meanwhile")
	await(t, "another mailer has taken over", func() bool { return strings.Count(h.log.String(), "another sender holds") > 1 })
	h.call("POST", "/interactions", interaction("t-2", "helpdesk", "northgate", "tom@northgate.example"), nil)
	if second := h.awaitLetter("tom@northgate.example"); !strings.Contains(second.Text, "Jonas") {
		t.Errorf("the mail after the change reads:\n%s", second.Text)
	}
	if n := h.mails.Count(); n != 2 {
		t.Errorf("%d mails left, want 2", n)
	}
}

// TestSettingsWinOverTheBrowser: what is given with the server is shown as such
// and cannot be set in the browser.
func TestSettingsWinOverTheBrowser(t *testing.T) {
	h := newcomers(t, "BAROMETER_FROM=Jonas Weber at Acme <jonas@acme.example>")
	h.env = append(h.env, "BAROMETER_SMTP=smtp://jonas:open%20sesame%204711@"+h.mails.Addr+"?tls=none")
	h.serve()
	g := h.guest()
	g.want(303, "POST", h.setUpPath(), url.Values{"name": {"Marta"}, "email": {h.email}, "password": {h.password}})
	page := g.want(200, "GET", "/settings/sender", nil, "BAROMETER_SMTP", "BAROMETER_FROM", "Jonas Weber at Acme jonas@acme.example", h.mails.Addr)
	if strings.Contains(page, `name="host"`) || strings.Contains(page, "sesame") {
		t.Error("the page offers to set what is given, or shows the password")
	}
	g.want(200, "GET", "/start", nil, "2 of 5 done")
	g.want(303, "POST", "/start/test", url.Values{})
	h.awaitLetter(h.email)
}
