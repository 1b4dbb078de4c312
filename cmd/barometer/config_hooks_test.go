package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
)

func TestHookSettings(t *testing.T) {
	for _, c := range []struct{ topic, password, wrong string }{
		{"", "", ""},
		{"arn:aws:sns:eu-west-1:123456789012:barometer", "correct-horse-battery_9", ""},
		{"https://sns.eu-west-1.amazonaws.com", "", "BAROMETER_SES_TOPIC must be the ARN"},
		{"", "short", "BAROMETER_POSTMARK_SECRET must have 16 characters"},
		{"", "sixteen letters and @", "BAROMETER_POSTMARK_SECRET must have 16 characters"},
	} {
		var p surveys.Problems
		parseTopic(&p, c.topic)
		parsePostmark(&p, c.password)
		said := ""
		for _, f := range p {
			said += f.Field + " " + f.Message
		}
		if !strings.HasPrefix(said, c.wrong) || (said == "") != (c.wrong == "") {
			t.Errorf("%+v: %q", c, said)
		}
	}
}

// writePair puts a new certificate and its key into files.
func writePair(t *testing.T, certFile, keyFile string) tls.Certificate {
	t.Helper()
	pair, _ := smtptest.Certificate(t)
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, keyFile: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return pair
}

func TestBounceTLSSettings(t *testing.T) {
	dir := t.TempDir()
	cert, key, broken := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "broken.pem")
	writePair(t, cert, key)
	if err := os.WriteFile(broken, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ addr, cert, key, wrong string }{
		{":25", cert, key, ""}, {"", "", "", ""}, {":25", "", "", ""},
		{":25", cert, "", "BAROMETER_BOUNCE_KEY_FILE is needed"}, {":25", "", key, "BAROMETER_BOUNCE_CERT_FILE is needed"},
		{"", cert, key, "BAROMETER_BOUNCE_CERT_FILE is for the listener"},
		{":25", broken, key, "BAROMETER_BOUNCE_CERT_FILE cannot be used"}, {":25", cert, filepath.Join(dir, "none"), "BAROMETER_BOUNCE_CERT_FILE cannot be used"},
	} {
		var p surveys.Problems
		got := parseBounceTLS(&p, c.addr, c.cert, c.key)
		said := ""
		for _, f := range p {
			said += f.Field + " " + f.Message
		}
		if !strings.HasPrefix(said, c.wrong) || (said == "") != (c.wrong == "") || c.wrong == "" && (got != nil) != (c.cert != "") {
			t.Errorf("%+v: %q, %v", c, said, got)
		}
	}
}

// A renewed certificate is offered without a restart; while its files do not fit
// each other, the one before is.
func TestCertificateIsRenewed(t *testing.T) {
	dir := t.TempDir()
	c := &certificate{certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem")}
	offered := func() string {
		t.Helper()
		pair, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(pair.Certificate[0])
	}
	first := writePair(t, c.certFile, c.keyFile)
	if offered() != string(first.Certificate[0]) {
		t.Error("another certificate is offered")
	}
	for n, spoil := range []bool{true, false} {
		next := writePair(t, c.certFile, c.keyFile)
		if spoil {
			if err := os.Remove(c.keyFile); err != nil {
				t.Fatal(err)
			}
		}
		later := time.Now().Add(time.Duration(n+1) * time.Hour)
		if err := os.Chtimes(c.certFile, later, later); err != nil {
			t.Fatal(err)
		}
		if got := offered(); (got == string(next.Certificate[0])) == spoil {
			t.Errorf("without its key %v: the renewed one is offered %v", spoil, !spoil)
		}
	}
}

// What Postmark tells the running program ends an invitation and silences its
// contact.
func TestPostmarkTellsTheRunningServer(t *testing.T) {
	const password = "correct-horse-battery"
	h := newHouse(t, nil, "BAROMETER_POSTMARK_SECRET="+password)
	h.serve()
	var answer struct {
		Invitation struct{ ID, Mail, Reason string }
	}
	h.call("POST", "/interactions", `{"id":"T-1","contact":{"email":"anna@northwind.example"}}`, &answer)
	h.mails.Await(1)
	event := `{"RecordType":"Bounce","ID":42,"Type":"HardBounce","MessageID":"x","Metadata":{"invitation":"` + answer.Invitation.ID +
		`"},"Details":"smtp;550 5.1.1 No such user","BouncedAt":"` + time.Now().Format(time.RFC3339) + `"}`
	for _, c := range []struct {
		secret string
		want   int
	}{{"wrong", http.StatusUnauthorized}, {password, http.StatusNoContent}} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://postmark:"+c.secret+"@"+h.addr+"/hooks/postmark", strings.NewReader(event))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("with %q: %s", c.secret, res.Status)
		}
	}
	var got struct{ Mail, Reason string }
	h.call("GET", "/invitations/"+answer.Invitation.ID, "", &got)
	if got.Mail != "bounced" || got.Reason != "550 5.1.1 No such user" {
		t.Errorf("the invitation is %+v", got)
	}
	h.call("POST", "/interactions", `{"id":"T-2","contact":{"email":"anna@northwind.example"}}`, &answer)
	if answer.Invitation.Mail != "skipped" || answer.Invitation.Reason != "bounced" {
		t.Errorf("asked again: %+v", answer.Invitation)
	}
}
