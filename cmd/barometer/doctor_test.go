package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
	"barometer/templates"
)

// zone is the DNS of a test: records by kind and name, such as "TXT acme.example".
type zone map[string][]string

func (z zone) find(kind, name string) ([]string, error) {
	records, ok := z[kind+" "+strings.TrimSuffix(name, ".")]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	if records == nil {
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	return records, nil
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) { return z.find("TXT", name) }
func (z zone) LookupAddr(_ context.Context, addr string) ([]string, error) {
	return z.find("PTR", addr)
}

func (z zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	hosts, err := z.find("MX", name)
	var out []*net.MX
	for _, h := range hosts {
		out = append(out, &net.MX{Host: h, Pref: 10})
	}
	return out, err
}

func (z zone) LookupIPAddr(_ context.Context, host string) ([]net.IPAddr, error) {
	addrs, err := z.find("A", host)
	var out []net.IPAddr
	for _, a := range addrs {
		out = append(out, net.IPAddr{IP: net.ParseIP(a)})
	}
	return out, err
}

// patient is a set-up in which all is well, but that the mail server is on this
// machine; a test spoils one part of it.
type patient struct {
	doctor
	names zone
	clock *storetest.Clock
	words *templates.Locale
}

// spoken are all words, read once for all patients.
var spoken = sync.OnceValues(templates.NewLocales)

func newPatient(t *testing.T) *patient {
	t.Helper()
	p := &patient{}
	p.store, p.clock = storetest.Open(t)
	p.redis, p.now = p.store.Redis(), time.Now
	locales, err := spoken()
	if err != nil {
		t.Fatal(err)
	}
	p.words = locales.In()
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `{"status":"ok","version":"1"}`)
	}))
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.StartTLS()
	t.Cleanup(web.Close)
	p.web = web.Client()
	p.conf.publicURL, _ = url.Parse(web.URL)
	p.conf.from = &mail.Address{Address: "jonas@acme.example"}
	p.conf.bounces.domain = "bounce.acme.example"
	cert, trusted := smtptest.Certificate(t)
	sink := smtptest.Start(t, smtptest.StartTLS(cert), smtptest.LogIn("barometer", "secret"))
	server, err := mailer.ParseSMTP("smtp://barometer:secret@" + sink.Addr)
	if err != nil {
		t.Fatal(err)
	}
	server.Config = trusted
	p.conf.smtp = server
	p.conf.dkim = []mailer.DKIMKey{{Selector: "b1", Private: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))}}
	record, err := p.conf.dkim[0].Record()
	if err != nil {
		t.Fatal(err)
	}
	p.names = zone{
		"TXT b1._domainkey.acme.example": {record},
		"TXT bounce.acme.example":        {"v=spf1 ip4:198.51.100.7 -all"},
		"TXT acme.example":               {"some-site-verification=1"},
		"TXT _dmarc.acme.example":        {"v=DMARC1; p=quarantine"},
		"MX bounce.acme.example":         {"mail.acme.example."},
		"A mail.acme.example":            {"198.51.100.7"},
		"PTR 198.51.100.7":               {"mail.acme.example."},
	}
	return p
}

// tell returns what the doctor says, and the error.
func (p *patient) tell() (string, error) {
	p.doctor.names = p.names
	var out bytes.Buffer
	err := p.doctor.tell(context.Background(), &out, p.words)
	return out.String(), err
}

// elsewhere makes the mail server one with a public address, which is not
// reached; other checks ask about its name.
func (p *patient) elsewhere() { p.conf.smtp.Host = "mail.acme.example" }

func TestDoctorFindsAllWell(t *testing.T) {
	p := newPatient(t)
	said, err := p.tell()
	if err != nil || strings.Contains(said, "fail") || strings.Count(said, "ok ") < 9 {
		t.Errorf("%v\n%s", err, said)
	}
	for _, want := range []string{"log-in accepted, TLS with a valid certificate", "is the key that signs", "p=quarantine", "certificate is accepted", "agrees with the others", "none is left open", "mail goes to mail.acme.example"} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "secret") {
		t.Errorf("says the password:\n%s", said)
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	record := func(p *patient) string { text, _ := p.conf.dkim[0].Record(); return text }
	for name, c := range map[string]struct {
		spoil func(*patient)
		want  string // in a line
		fails bool
	}{
		"wrong password":      {func(p *patient) { p.conf.smtp.Password = "wrong" }, "fail  Mail server smtp://127.0.0.1:", true},
		"foreign certificate": {func(p *patient) { p.conf.smtp.Config = nil }, "no TLS comes about: ", true},
		"no mail server":      {func(p *patient) { p.conf.smtp.Port = "1" }, "cannot be reached", true},
		"no SPF":              {func(p *patient) { delete(p.names, "TXT bounce.acme.example") }, "fail  SPF of bounce.acme.example: there is no record", true},
		"two SPF records":     {func(p *patient) { p.names["TXT bounce.acme.example"] = []string{"v=spf1 -all", "v=spf1 ?all"} }, "there are 2 records", true},
		"broken SPF":          {func(p *patient) { p.names["TXT bounce.acme.example"] = []string{"v=spf1 include:loop.example -all"} }, "cannot be followed", true},
		"SPF without server":  {func(p *patient) { p.elsewhere(); p.names["TXT bounce.acme.example"] = []string{"v=spf1 -all"} }, "warn  SPF of bounce.acme.example: does not name the mail server (198.51.100.7)", true},
		"SPF with server":     {func(p *patient) { p.elsewhere() }, "lets 198.51.100.7 send", true},
		"DNS does not answer": {func(p *patient) { p.names["TXT bounce.acme.example"] = nil }, "warn  SPF of bounce.acme.example: could not be asked", false},
		"no DKIM record":      {func(p *patient) { delete(p.names, "TXT b1._domainkey.acme.example") }, "fail  DKIM b1._domainkey.acme.example: there is no record", true},
		"another DKIM key":    {func(p *patient) { p.names["TXT b1._domainkey.acme.example"] = []string{"v=DKIM1; k=ed25519; p=AAAA"} }, "the published key is not the one that signs", true},
		"DKIM for tests":      {func(p *patient) { p.names["TXT b1._domainkey.acme.example"] = []string{record(p) + "; t=y"} }, "warn  DKIM", false},
		"DKIM with blanks": {func(p *patient) {
			p.names["TXT b1._domainkey.acme.example"] = []string{strings.Replace(record(p), "p=", "p= ", 1)}
		}, "is the key that signs", false},
		"no DKIM":              {func(p *patient) { p.conf.dkim = nil }, "warn  DKIM: mails are not signed here", false},
		"no DMARC":             {func(p *patient) { delete(p.names, "TXT _dmarc.acme.example") }, "fail  DMARC of acme.example: there is no policy", true},
		"DMARC watches":        {func(p *patient) { p.names["TXT _dmarc.acme.example"] = []string{"v=DMARC1; p=none"} }, "warn  DMARC", false},
		"DMARC of the parent":  {func(p *patient) { p.conf.from.Address = "jonas@mail.acme.example" }, "ok    DMARC of mail.acme.example: p=quarantine", true},
		"broken DMARC":         {func(p *patient) { p.names["TXT _dmarc.acme.example"] = []string{"v=DMARC1; p=perhaps"} }, "cannot be read", true},
		"PTR":                  {func(p *patient) { p.elsewhere() }, "ok    PTR of the mail server: 198.51.100.7 is mail.acme.example", true},
		"no PTR":               {func(p *patient) { p.elsewhere(); delete(p.names, "PTR 198.51.100.7") }, "warn  PTR of the mail server", true},
		"PTR of somebody else": {func(p *patient) { p.elsewhere(); p.names["PTR 198.51.100.7"] = []string{"other.example."} }, "warn  PTR of the mail server", true},
		"no MX":                {func(p *patient) { delete(p.names, "MX bounce.acme.example") }, "has no MX record", true},
		"foreign bounces": {func(p *patient) {
			p.conf.bounces.domain = "bounce.other.example"
			p.names["MX bounce.other.example"], p.names["TXT bounce.other.example"] = []string{"mail.acme.example."}, []string{"v=spf1 -all"}
		}, "is not below the sender's domain", false},
		"no bounce domain":     {func(p *patient) { p.conf.bounces.domain = ""; p.names["TXT acme.example"] = []string{"v=spf1 -all"} }, "go to jonas@acme.example", false},
		"public URL elsewhere": {func(p *patient) { p.conf.publicURL = p.conf.publicURL.JoinPath("wrong") }, "answers 404", true},
		"public URL away":      {func(p *patient) { p.conf.publicURL = &url.URL{Scheme: "https", Host: "127.0.0.1:1"} }, "fail  Public URL https://127.0.0.1:1: cannot be reached", true},
		"strange certificate":  {func(p *patient) { p.web = &http.Client{} }, "its certificate is not accepted", true},
		"certificate ends": {func(p *patient) {
			p.now = func() time.Time { return time.Date(2084, time.January, 20, 0, 0, 0, 0, time.UTC) }
		}, "answers; its certificate ends on 29 Jan 2084", true},
		"clock slow":      {func(p *patient) { p.now = func() time.Time { return time.Now().Add(-75 * time.Minute) } }, "fail  Clock: is 1 hour apart from that of ", true},
		"clock a bit off": {func(p *patient) { p.now = func() time.Time { return time.Now().Add(38 * time.Second) } }, "warn  Clock: is 3", false}, // 38 seconds, less what the answer takes
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t)
			c.spoil(p)
			said, err := p.tell()
			if !strings.Contains(said, c.want) || (err != nil) != c.fails {
				t.Errorf("error %v, want %q in\n%s", err, c.want, said)
			}
			for line := range strings.SplitSeq(said, "\n") {
				if (strings.HasPrefix(line, "fail") || strings.HasPrefix(line, "warn")) && !strings.Contains(said, line+"\n      → ") {
					t.Errorf("says nothing about what to do: %s", line)
				}
			}
		})
	}
}

func TestDoctorCountsOpenEndsAndSeesAPause(t *testing.T) {
	p := newPatient(t)
	ctx := context.Background()
	for i := range 3 {
		inv := storetest.Ask(t, p.store, storetest.ID(fmt.Sprint(i)), storetest.To(fmt.Sprintf("c%d@northwind.example", i), ""))
		claimed, _, err := p.store.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
		if err == nil {
			err = p.store.MailsToData(ctx, claimed)
		}
		if err == nil {
			err = p.store.MailUnknown(ctx, inv.ID, "lost")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p.clock.Set(time.Now())
	if _, err := p.store.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 20}); err != nil {
		t.Fatal(err)
	}
	said, err := p.tell()
	if err != nil || !strings.Contains(said, "nobody knows whether 3 of them arrived") || !strings.Contains(said, "asking pauses until ") {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestDoctorIsACommand(t *testing.T) {
	var out, errs bytes.Buffer
	if err := run(context.Background(), []string{"doctor", "--help"}, nil, &out, &errs); err != nil || !strings.Contains(out.String(), "sends no mail") {
		t.Errorf("%v\n%s%s", err, out.String(), errs.String())
	}
	err := run(context.Background(), []string{"doctor"}, []string{"BAROMETER_FROM=noreply@acme.example"}, &out, &errs)
	if surveys.CodeOf(err) != surveys.Invalid {
		t.Errorf("without settings: %v", err)
	}
}
