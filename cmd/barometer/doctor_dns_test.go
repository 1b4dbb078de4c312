package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"
)

// What a domain says in ways that are rarer, each told from the others.
func TestDoctorReadsWhatDomainsSay(t *testing.T) {
	const spfOf, keyOf, policyOf, bounces = "TXT bounce.acme.example", "TXT b1._domainkey.acme.example", "TXT _dmarc.acme.example", "MX bounce.acme.example"
	many := "v=spf1"
	for i := range 11 {
		many += fmt.Sprintf(" include:s%d.example", i)
	}
	for name, c := range map[string]struct {
		spoil func(*patient)
		want  string
	}{
		"SPF for anybody": {func(p *patient) { p.names[spfOf] = []string{"v=spf1 +all"} }, "warn  SPF of bounce.acme.example: lets anybody send"},
		"SPF led on": {func(p *patient) {
			p.elsewhere()
			p.names[spfOf], p.names["TXT spf.acme.example"] = []string{"v=spf1 redirect=spf.acme.example"}, []string{"v=spf1 ip4:198.51.100.0/24 -all"}
		}, "ok    SPF of bounce.acme.example: lets 198.51.100.7 send"},
		"SPF led to somebody silent": {func(p *patient) {
			p.elsewhere()
			p.names[spfOf], p.names["TXT slow.example"] = []string{"v=spf1 include:slow.example -all"}, nil
		}, "warn  SPF of bounce.acme.example: could not be asked"},
		"SPF led too far": {func(p *patient) {
			p.names[spfOf] = []string{many + " -all"}
			for i := range 11 {
				p.names[fmt.Sprintf("TXT s%d.example", i)] = []string{"v=spf1 ?all"}
			}
		}, "fail  SPF of bounce.acme.example: the record cannot be followed"},
		"SPF of another version": {func(p *patient) { p.names[spfOf] = []string{"v=spf10 -all"} }, "fail  SPF of bounce.acme.example: there is no record"},
		"SPF without IPv6": {func(p *patient) {
			p.elsewhere()
			p.names["A mail.acme.example"] = []string{"198.51.100.7", "2001:db8::7"}
		}, "warn  SPF of bounce.acme.example: lets 198.51.100.7 send, but not 2001:db8::7"},
		"DKIM withdrawn":       {func(p *patient) { p.names[keyOf] = []string{"v=DKIM1; k=ed25519; p="} }, "fail  DKIM b1._domainkey.acme.example: the published key was withdrawn"},
		"DKIM twice":           {func(p *patient) { p.names[keyOf] = append(p.names[keyOf], "v=DKIM1; p=") }, "there are several records"},
		"DMARC twice":          {func(p *patient) { p.names[policyOf] = append(p.names[policyOf], "v=DMARC1; p=none") }, "fail  DMARC of acme.example: there are several records"},
		"DMARC beside another": {func(p *patient) { p.names[policyOf] = append(p.names[policyOf], "verify=1") }, "ok    DMARC of acme.example: p=quarantine"},
		"DMARC silent":         {func(p *patient) { p.names[policyOf] = nil }, "warn  DMARC of acme.example: could not be asked"},
		"DMARC strict, unsigned": {func(p *patient) {
			p.conf.dkim = nil
			p.names[policyOf] = []string{"v=DMARC1; p=reject; aspf=s"}
		}, "(aspf=s), mail goes out from bounce.acme.example"},
		"DMARC strict, signed": {func(p *patient) { p.names[policyOf] = []string{"v=DMARC1; p=reject; aspf=s; adkim=s"} }, "ok    DMARC of acme.example: p=reject"},
		"PTR silent":           {func(p *patient) { p.elsewhere(); p.names["PTR 198.51.100.7"] = nil }, "warn  PTR of the mail server: could not be asked about 198.51.100.7"},
		"null MX":              {func(p *patient) { p.names[bounces] = []string{"."} }, "fail  Bounce domain bounce.acme.example: says that it takes no mail"},
		"MX silent":            {func(p *patient) { p.names[bounces] = nil }, "warn  Bounce domain bounce.acme.example: could not be asked"},
		"MX nowhere":           {func(p *patient) { p.names[bounces] = []string{"gone.acme.example."} }, "fail  Bounce domain bounce.acme.example: its MX record names gone.acme.example, which has no address"},
		"address without MX": {func(p *patient) {
			delete(p.names, bounces)
			p.names["A bounce.acme.example"] = []string{"198.51.100.7"}
		}, "warn  Bounce domain bounce.acme.example: has an address and no MX record"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t)
			c.spoil(p)
			said, _ := p.tell()
			if !strings.Contains(said, c.want) {
				t.Errorf("want %q in\n%s", c.want, said)
			}
		})
	}
}

// Who answers at the public URL may be somebody else.
func TestDoctorKnowsWhoAnswers(t *testing.T) {
	for _, c := range []struct{ answer, want string }{
		{`{"status":"ok"}`, "warn  Public URL URL: answers, but over plain http"},
		{"<h1>Parked</h1>", "fail  Public URL URL: another program answers there"},
		{"https://elsewhere.example", "fail  Public URL URL: leads on to https://elsewhere.example"},
	} {
		p := newPatient(t)
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(c.answer, "https://") {
				http.Redirect(w, r, c.answer+r.URL.Path, http.StatusMovedPermanently)
				return
			}
			fmt.Fprint(w, c.answer)
		}))
		t.Cleanup(web.Close)
		p.web = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		p.conf.publicURL, _ = url.Parse(web.URL)
		said, _ := p.tell()
		if c.want = strings.Replace(c.want, "URL URL", "URL "+web.URL, 1); !strings.Contains(said, c.want) {
			t.Errorf("%s: want %q in\n%s", c.answer, c.want, said)
		}
	}
}

// What Redis promises can change while it runs.
func TestDoctorSeesWhatRedisPromises(t *testing.T) {
	rdb := redistest.Start(t, "--appendonly", "yes")
	p := newPatient(t)
	p.store = storetest.OpenWith(t, rdb.Client(), store.Options{})
	for _, c := range []struct{ name, value, want string }{
		{"appendfsync", "always", "ok    Redis: keeps what it is given (appendfsync always)"},
		{"appendfsync", "no", "warn  Redis: leaves it to the system"},
		{"maxmemory-policy", "volatile-ttl", "fail  Redis: throws data away"},
		{"replicaof", "127.0.0.1 1", "fail  Redis: is a replica"},
	} {
		args := []any{"CONFIG", "SET", c.name, c.value}
		if c.name == "replicaof" {
			args = []any{"REPLICAOF", "127.0.0.1", "1"}
		}
		if err := rdb.Client().Do(t.Context(), args...).Err(); err != nil {
			t.Fatal(err)
		}
		if said, _ := p.tell(); !strings.Contains(said, c.want) {
			t.Errorf("%s %s: want %q in\n%s", c.name, c.value, c.want, said)
		}
	}
}
