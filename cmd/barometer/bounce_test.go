package main

import (
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"barometer/surveys/store/redistest"
)

// A mail that comes back to the running program changes its invitation and
// keeps the contact from being asked again.
func TestMailComesBackToTheRunningServer(t *testing.T) {
	addr := redistest.FreeAddr(t)
	h := newHouse(t, nil, "BAROMETER_BOUNCE_DOMAIN=bounce.house.example", "BAROMETER_BOUNCE_ADDR="+addr)
	h.serve()
	var answer struct {
		Invitation struct{ ID, Mail, Reason string }
	}
	h.call("POST", "/interactions", `{"id":"T-1","contact":{"email":"anna@northwind.example"}}`, &answer)
	sent := h.mails.Await(1)[0]
	c, err := smtp.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	notification := "From: mailer-daemon@northwind.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
	if err := c.SendMail("", []string{sent.From}, strings.NewReader(notification)); err != nil {
		t.Fatal(err)
	}
	await(t, "the mail counts as bounced", func() bool {
		var got struct{ Mail, Reason string }
		h.call("GET", "/invitations/"+answer.Invitation.ID, "", &got)
		return got.Mail == "bounced" && strings.HasPrefix(got.Reason, "5.1.1")
	})
	h.call("POST", "/interactions", `{"id":"T-2","contact":{"email":"anna@northwind.example"}}`, &answer)
	if answer.Invitation.Mail != "skipped" || answer.Invitation.Reason != "bounced" {
		t.Errorf("asked again: %+v", answer.Invitation)
	}
}
