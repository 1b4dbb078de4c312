package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/server"
	"barometer/surveys"
)

// examined is a set-up in which one thing is wrong.
func examined() []surveys.Finding {
	return []surveys.Finding{
		{Grade: surveys.Good, Check: surveys.CheckRedis, Found: surveys.RedisKeeps, Values: []string{"Fsync", "everysec"}},
		{Grade: surveys.Warn, Check: surveys.CheckDMARC, Found: surveys.DMARCWatches, Values: []string{"Domain", "acme.example"}},
		{Grade: surveys.Warn, Check: surveys.CheckMails, Found: surveys.MailsOpen, Count: 3},
		{Grade: surveys.Fail, Check: surveys.CheckDKIM, Found: surveys.DKIMMissing, Values: []string{"Name", "<b>b1</b>._domainkey.acme.example"}, Record: "v=DKIM1; k=rsa; p=MIIB"},
	}
}

func withDoctor(look server.Doctor) func(*server.Options) {
	return func(o *server.Options) { o.Doctor = look }
}

func TestDoctorLooksWhenAsked(t *testing.T) {
	looks := 0
	o := openOffice(t, localOffice, withDoctor(func(context.Context) []surveys.Finding { looks++; return examined() }))
	b := o.signedIn(martaEmail)
	says(t, b.get("/settings"), "Check of the set-up")
	says(t, b.get("/settings/doctor"), "Check the set-up", "Look now")
	if looks != 0 {
		t.Error("looks unasked")
	}
	answer := b.post("/settings/doctor")
	says(t, answer, "1 check fails", "Redis Keeps what it is given (appendfsync everysec). ok", "DMARC of acme.example There is a policy, which only watches (p=none). → Once the reports",
		"Nobody knows whether 3 of them arrived. → Look at them in the outbox", "could be better",
		"→ Publish this TXT record at &lt;b&gt;b1&lt;/b&gt;._domainkey.acme.example: v=DKIM1; k=rsa; p=MIIB fails", "Look again")
	if looks != 1 || strings.Contains(answer.Body.String(), "<b>b1</b>") {
		t.Errorf("%d looks\n%s", looks, answer.Body)
	}
}

func TestDoctorIsForAdmins(t *testing.T) {
	o := openOffice(t, localOffice, withDoctor(func(context.Context) []surveys.Finding { t.Error("looks"); return nil }))
	o.hire("ben@house.example", "Ben", surveys.Member)
	b := o.signedIn("ben@house.example")
	for _, answer := range []int{b.get("/settings/doctor").Code, b.post("/settings/doctor").Code} {
		if answer != http.StatusForbidden {
			t.Errorf("a member: %d", answer)
		}
	}
	if strings.Contains(b.get("/settings").Body.String(), "/settings/doctor") {
		t.Error("is offered to a member")
	}
	stranger := o.signedIn(martaEmail)
	stranger.headers["Sec-Fetch-Site"] = "cross-site"
	if answer := stranger.post("/settings/doctor"); answer.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", answer.Code)
	}
	without := openOffice(t, localOffice).signedIn(martaEmail)
	if a, b := without.get("/settings/doctor").Code, without.post("/settings/doctor").Code; a != http.StatusNotFound || b != http.StatusNotFound {
		t.Errorf("without a doctor: %d, %d", a, b)
	}
}

// Two presses at once look once.
func TestDoctorLooksOnceAtATime(t *testing.T) {
	began, goOn := make(chan struct{}), make(chan struct{})
	o := openOffice(t, localOffice, withDoctor(func(context.Context) []surveys.Finding {
		close(began)
		<-goOn
		return examined()
	}))
	first, second := o.signedIn(martaEmail), o.signedIn(martaEmail)
	done := make(chan int)
	go func() { done <- first.post("/settings/doctor").Code }()
	<-began
	if code := second.post("/settings/doctor").Code; code != http.StatusTooManyRequests {
		t.Errorf("the second press: %d", code)
	}
	close(goOn)
	if code := <-done; code != http.StatusOK {
		t.Errorf("the first press: %d", code)
	}
}

func TestOutboxShowsLettersToThePostmaster(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	if strings.Contains(b.get("/outbox").Body.String(), "postmaster") {
		t.Error("shows letters where there are none")
	}
	for _, l := range []surveys.Letter{{Box: "abuse", At: o.clock.Now()}, {Box: "postmaster", From: "tom@isp.example", Subject: "Your <mails>", Text: "Please sign them.", At: o.clock.Now()}} {
		if err := o.store.KeepLetter(context.Background(), l); err != nil {
			t.Fatal(err)
		}
	}
	says(t, b.get("/outbox"), "Letters to the postmaster", "Your &lt;mails&gt; from tom@isp.example to postmaster", "Please sign them.", "No subject from a program to abuse")
}
