package templates_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/BurntSushi/toml"
)

// foundCodes are all codes of findings, of the file that names them.
func foundCodes(t *testing.T) (codes []surveys.Found) {
	t.Helper()
	raw, err := os.ReadFile("../surveys/finding_found.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`Found = "(\w+[a-z])"`).FindAllStringSubmatch(string(raw), -1) {
		codes = append(codes, surveys.Found(m[1]))
	}
	for _, step := range surveys.WaySteps() {
		codes = append(codes, surveys.ServerEnds(step))
	}
	return codes
}

// Each code has its sentence, and no sentence is without its code.
func TestEveryFindingHasItsWords(t *testing.T) {
	var texts map[string]any
	if _, err := toml.DecodeFile("locales/team_doctor.en.toml", &texts); err != nil {
		t.Fatal(err)
	}
	codes := foundCodes(t)
	for _, code := range codes {
		if texts["doctor_found_"+string(code)] == nil {
			t.Errorf("nothing is said about %s", code)
		}
	}
	for id := range texts {
		for _, kind := range []string{"doctor_found_", "doctor_do_"} {
			if code, ok := strings.CutPrefix(id, kind); ok && !slices.Contains(codes, surveys.Found(code)) {
				t.Errorf("%s is never said", id)
			}
		}
	}
}

func TestFindingsInWords(t *testing.T) {
	clock := templates.Clock{Now: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), Zone: time.UTC, Words: english()}
	for _, c := range []struct {
		f              surveys.Finding
		about, says    string
		do             []string
		grade, classes string
	}{
		{surveys.Finding{Check: surveys.CheckRedis, Found: surveys.RedisKeepsHow}, "Redis",
			"keeps what it is given (it does not say how often it writes to disk)", nil, "ok", ""},
		{surveys.Finding{Check: surveys.CheckServer, Found: surveys.ServerTakes, Ways: []surveys.Way{surveys.WayNoLogIn, surveys.WayPrivate}, Values: []string{"Server", "smtp://a:25"}},
			"Mail server smtp://a:25", "takes our mail: no log-in set, TLS with a valid certificate", nil, "ok", ""},
		{surveys.Finding{Grade: surveys.Fail, Check: surveys.CheckServer, Found: surveys.ServerEnds(surveys.WayGreet), Values: []string{"Server", "smtp://a:25", "Words", "554 Listed"}},
			"Mail server smtp://a:25", "does not greet: 554 Listed", []string{"Ask whoever runs the mail server; its words say what it misses."}, "fails", "due"},
		{surveys.Finding{Grade: surveys.Fail, Check: surveys.CheckClock, Found: surveys.ClockRedis, Apart: 61 * time.Minute},
			"Clock", "is 1\u00a0hour apart from that of Redis", []string{"Let the machines keep time by NTP; sending times, quiet periods and the scan window go by the clock."}, "fails", "due"},
		{surveys.Finding{Grade: surveys.Warn, Check: surveys.CheckMails, Found: surveys.MailsPaused, At: clock.Now.Add(time.Hour)}, "Mails",
			"asking pauses until today 10:00, because too many were refused, came back or were complained about",
			[]string{"Read the reasons in the outbox, mend their cause, then let it go on there."}, "could be better", ""},
		{surveys.Finding{Grade: surveys.Fail, Check: surveys.CheckDKIM, Found: surveys.DKIMSeveral, Values: []string{"Name", "b1._domainkey.a.example"}, Record: "v=DKIM1"},
			"DKIM b1._domainkey.a.example", "there are several records", []string{"Leave one TXT record at b1._domainkey.a.example, this one:", "v=DKIM1"}, "fails", "due"},
		{surveys.Finding{Grade: surveys.Warn, Check: surveys.CheckDKIM, Found: surveys.DKIMOff, Values: []string{"Domain", "a.example"}}, "DKIM",
			"mails are not signed here", []string{"Where your mail server does not sign for a.example, set BAROMETER_DKIM_KEY_FILE and BAROMETER_DKIM_SELECTOR."}, "could be better", ""},
	} {
		got := clock.Finding(c.f)
		var do []string
		for _, advice := range got.Do {
			do = append(do, advice.Text)
		}
		if got.About != c.about || got.Found != c.says || !slices.Equal(do, c.do) || got.Grade != c.grade || got.Class != c.classes {
			t.Errorf("%s: %+v", c.f.Found, got)
		}
	}
}
