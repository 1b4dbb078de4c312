package mailer

import (
	"bytes"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"

	mime "github.com/emersion/go-message"
)

// bouncingWriter is testWriter with a bounce domain.
func bouncingWriter(t testing.TB) *writer {
	t.Helper()
	w := testWriter(t)
	w.returns.domain = "bounce.lindqvist.example"
	return w
}

func headerOf(t testing.TB, lines []byte) mime.Header {
	t.Helper()
	e, err := mime.Read(bytes.NewReader(append(lines, "\r\n"...)))
	if err != nil {
		t.Fatal(err)
	}
	return e.Header
}

func TestMailComesBackToASignedAddress(t *testing.T) {
	w := bouncingWriter(t)
	inv, _ := testInvitation()
	from := w.returns.envelope(inv.ID, "jonas@lindqvist.example")
	if from != "b+"+w.signer.Bounce(inv.ID)+"@bounce.lindqvist.example" || surveys.CheckAddress(from) != "" {
		t.Errorf("envelope is %s", from)
	}
	if got := testWriter(t).returns.envelope(inv.ID, "jonas@lindqvist.example"); got != "jonas@lindqvist.example" {
		t.Errorf("without a bounce domain the envelope is %s", got)
	}
	stop := strings.TrimPrefix(w.returns.stop(inv.ID, "x@y.example"), "mailto:")
	for _, c := range []struct {
		address  string
		stop, ok bool
	}{
		{from, false, true}, {strings.ToUpper(from), false, true}, {stop, true, true},
		{"b+" + w.signer.Stop(inv.ID) + "@bounce.lindqvist.example", false, false},
		{"u+" + w.signer.Bounce(inv.ID) + "@bounce.lindqvist.example", false, false},
		{"b+" + w.signer.Bounce(inv.ID) + "@lindqvist.example", false, false},
		{"x+" + w.signer.Bounce(inv.ID) + "@bounce.lindqvist.example", false, false},
		{"b+@bounce.lindqvist.example", false, false}, {"", false, false}, {"b", false, false},
	} {
		if id, isStop, ok := w.returns.parse(c.address); ok != c.ok || isStop != (c.stop && ok) || ok && id != inv.ID {
			t.Errorf("%s: %s, %v, %v", c.address, id, isStop, ok)
		}
	}
	if _, _, ok := testWriter(t).returns.parse("b+" + w.signer.Bounce(inv.ID) + "@"); ok {
		t.Error("without a bounce domain an address is taken")
	}
}

func TestEachMailHasTwoWaysToOptOut(t *testing.T) {
	inv, to := testInvitation()
	for name, w := range map[string]*writer{"to the sender": testWriter(t), "to the bounce domain": bouncingWriter(t)} {
		m := w.messageOf(inv, surveys.DefaultSurvey(), to, testTime())
		raw, err := m.appendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		h := headerOf(t, raw)
		ways := strings.Split(h.Get("List-Unsubscribe"), ", ")
		if len(ways) != 2 || ways[0] != "<https://rate.example.com/u/"+w.signer.Unsubscribe(inv.ID)+">" {
			t.Fatalf("%s: ways are %q", name, ways)
		}
		if !slices.Equal(h.Values("List-Unsubscribe-Post"), []string{"List-Unsubscribe=One-Click"}) || len(h.Values("List-Unsubscribe")) != 1 {
			t.Errorf("%s: List-Unsubscribe-Post is %q", name, h.Values("List-Unsubscribe-Post"))
		}
		u, err := url.Parse(strings.Trim(ways[1], "<>"))
		if err != nil || u.Scheme != "mailto" {
			t.Fatalf("%s: %s, %v", name, ways[1], err)
		}
		if id, stop, ok := w.returns.parse(u.Opaque); w.returns.domain != "" && (!ok || !stop || id != inv.ID) {
			t.Errorf("%s: it writes to %s", name, u.Opaque)
		}
		if w.returns.domain == "" && (u.Opaque != "jonas@lindqvist.example" || u.Query().Get("subject") != "unsubscribe "+string(inv.ID)) {
			t.Errorf("%s: it writes %s about %q", name, u.Opaque, u.Query().Get("subject"))
		}
	}
	if got := testWriter(t).returns.stop(inv.ID, "a?b&c%d/e@x.example"); got != "mailto:a%3Fb%26c%25d%2Fe@x.example?subject=unsubscribe%20"+string(inv.ID) {
		t.Errorf("odd address: %s", got)
	}
}

func TestAnswersGoToThePersonWhoAsks(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	house := "\"Jonas Weber at Lindqvist & Rao\" <jonas@lindqvist.example>"
	for _, c := range []struct{ sender, replyTo, wantFrom, wantReply string }{
		{"", "", house, house},
		{"", "marta@lindqvist.example", house, "\"Jonas Weber at Lindqvist & Rao\" <marta@lindqvist.example>"},
		{"Marta Rao", "", "\"Marta Rao\" <jonas@lindqvist.example>", "\"Marta Rao\" <jonas@lindqvist.example>"},
		{"Marta Rao", "marta@rao.example", "\"Marta Rao\" <jonas@lindqvist.example>", "\"Marta Rao\" <marta@rao.example>"},
		{"", "no-reply@lindqvist.example", house, house},
		{"", "a@b\r\nBcc: eve@evil.example", house, house},
		{"Eve\r\nBcc: eve@evil.example", "", "\"Eve Bcc: eve@evil.example\" <jonas@lindqvist.example>", "\"Eve Bcc: eve@evil.example\" <jonas@lindqvist.example>"},
	} {
		survey := surveys.DefaultSurvey()
		survey.Sender, survey.ReplyTo = c.sender, c.replyTo
		raw, err := w.messageOf(inv, survey, to, testTime()).appendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		h := headerOf(t, raw)
		if h.Get("From") != c.wantFrom || h.Get("Reply-To") != c.wantReply || h.Get("Bcc") != "" {
			t.Errorf("%q %q: from %s, answers to %s", c.sender, c.replyTo, h.Get("From"), h.Get("Reply-To"))
		}
	}
}

func TestMailStandsInTheThreadThatTheCallerNames(t *testing.T) {
	w := testWriter(t)
	first := surveys.NewInvitationID("support", "T-1001", "csat5", 0)
	ours := "<i." + string(first) + "@lindqvist.example>"
	for _, c := range []struct {
		reference  string
		reminds    surveys.InvitationID
		answers    string
		references string
	}{
		{"", "", "", ""},
		{"<4127.ab@tickets.example>", "", "<4127.ab@tickets.example>", "<4127.ab@tickets.example>"},
		{"", first, ours, ours},
		{"4127.ab@tickets.example", first, ours, "<4127.ab@tickets.example> " + ours},
		{"<a@b>\r\nBcc: eve@evil.example", "", "", ""},
		{"<a@b> <c@d>", "", "", ""},
		{strings.Repeat("x", 2000) + "@y", "", "", ""},
	} {
		inv, to := testInvitation()
		inv.Reference, inv.Reminds = c.reference, c.reminds
		raw, err := w.messageOf(inv, surveys.DefaultSurvey(), to, testTime()).appendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		h := headerOf(t, raw)
		if h.Get("In-Reply-To") != c.answers || h.Get("References") != c.references || h.Get("Bcc") != "" {
			t.Errorf("%.40q: In-Reply-To %s, References %s", c.reference, h.Get("In-Reply-To"), h.Get("References"))
		}
		if c.reminds != "" && !strings.Contains(h.Get("List-Unsubscribe"), w.signer.Unsubscribe(first)) {
			t.Error("a reminder opts out of something else")
		}
	}
}

func TestNobodyIsAskedToAnswerAnAddressThatOurHeaderCannotHold(t *testing.T) {
	c := testComplaint(t)
	c.contact.Address = "josé@northwind.example"
	raw, err := testWriter(t).alert(c, mail.Address{Address: "marta@lindqvist.example"}, testTime())
	if err != nil {
		t.Fatal(err)
	}
	if got := parse(t, raw).header.Get("Reply-To"); got != "" {
		t.Errorf("the alert is answered to %s", got)
	}
}
