package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// needed are the settings of a house that asks customers.
func needed() []string {
	return []string{
		"BAROMETER_PUBLIC_URL=https://ask.example/",
		"BAROMETER_SMTP=smtp://user:pass@mail.example:587",
		"BAROMETER_FROM=Acme <feedback@acme.example>",
	}
}

func TestEveryMistakeIsToldAtOnce(t *testing.T) {
	tests := []struct {
		name  string
		env   []string
		wrong []string
	}{
		{"everything wrong", []string{
			"BAROMETER_ADDR=8080", "BAROMETER_PUBLIC_URL=ask.example", "BAROMETER_REDIS=http://x", "BAROMETER_SMTP=http://user:topsecret@x",
			"BAROMETER_FROM=nobody", "BAROMETER_SECRET=topsecret", "BAROMETER_TIMEZONE=../../etc/passwd", "BAROMETER_QUIET_DAYS=-1",
			"BAROMETER_SCAN_WINDOW=soon", "BAROMETER_LOG=loud", "BAROMETER_ALERT_TO=a@acme.example, b", "BAROMETER_PROXIES=10.0.0.0/99",
			"BAROMETER_NETWORKS=/nowhere", "BAROMETER_DKIM_KEY_FILE=/nowhere", "BAROMETER_DKIM_SELECTOR=b_1",
		}, []string{"REDIS", "TIMEZONE", "ADDR", "PUBLIC_URL", "SMTP", "FROM", "DKIM_KEY_FILE", "DKIM_SELECTOR", "ALERT_TO", "SECRET", "QUIET_DAYS", "SCAN_WINDOW", "NETWORKS", "PROXIES", "LOG"}},
		{"a path in the public address", append(needed(), "BAROMETER_PUBLIC_URL=https://ask.example/barometer"), []string{"PUBLIC_URL"}},
		{"ports beyond the last", append(needed(), "BAROMETER_ADDR=:99999", "BAROMETER_SMTP=smtp://mail.example:99999"), []string{"ADDR", "SMTP"}},
		{"a sender who injects", append(needed(), "BAROMETER_FROM=a@acme.example\r\nBcc: b@acme.example"), []string{"FROM"}},
		{"three secrets", append(needed(), "BAROMETER_SECRET="+strings.Repeat(strings.Repeat("x", 32)+",", 3)), []string{"SECRET"}},
		{"a sentinel without name", append(needed(), "BAROMETER_REDIS=redis+sentinel://a:1,b:2"), []string{"REDIS"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			err := run(context.Background(), []string{"serve"}, tt.env, &out, &errs)
			var e *surveys.Error
			if !errors.As(err, &e) {
				t.Fatalf("serve ended with %v", err)
			}
			var wrong []string
			for _, f := range e.Fields {
				wrong = append(wrong, strings.TrimPrefix(f.Field, "BAROMETER_"))
			}
			if !reflect.DeepEqual(wrong, tt.wrong) {
				t.Errorf("wrong: %v, want %v", wrong, tt.wrong)
			}
			var told bytes.Buffer
			tell(&told, err)
			if strings.Contains(told.String(), "topsecret") {
				t.Errorf("a secret is told: %s", told.String())
			}
		})
	}
}

func TestSettingsAreRead(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("s", 40)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveSettings{Addr: "127.0.0.1:0", PublicURL: "https://ask.example/", SMTP: "smtps://mail.example", From: "Jonas at Acme <j@acme.example>",
		AlertTo: "a@acme.example, b@acme.example", Secret: strings.Repeat("n", 32) + "," + strings.Repeat("o", 32),
		QuietDays: "7", ScanWindow: "0", Log: "debug", Proxies: "10.0.0.0/8, ::1"}
	c, err := s.parse()
	if err != nil {
		t.Fatal(err)
	}
	if c.publicURL.String() != "https://ask.example" || c.quiet != 7*24*time.Hour || c.scanWindow != 0 || len(c.alertTo) != 2 || len(c.proxies) != 2 {
		t.Errorf("config: %+v", c)
	}
	if len(c.secret) != 32 || len(c.oldSecret) != 32 || bytes.Equal(c.secret, c.oldSecret) {
		t.Errorf("secrets: %x %x", c.secret, c.oldSecret)
	}
	want := surveys.Sender{Name: "Jonas at Acme", Address: "j@acme.example", Host: "mail.example", Port: 465, Privacy: surveys.TLS}
	if c.given() != want {
		t.Errorf("the settings give the sender %+v, want %+v", c.given(), want)
	}
}

// Nothing has to be said for a first look: links lead to this machine, and the
// sender is for the browser to set.
func TestNothingHasToBeSet(t *testing.T) {
	c, err := serveSettings{Addr: ":8090", QuietDays: "14", ScanWindow: "10m", Log: "info"}.parse()
	if err != nil {
		t.Fatal(err)
	}
	if c.publicURL.String() != "http://localhost:8090" || c.given() != (surveys.Sender{}) {
		t.Errorf("reached at %s, sender %+v", c.publicURL, c.given())
	}
}

// A flag wins over its variable, a variable over its file; unknown variables
// of ours are told.
func TestWhereSettingsComeFrom(t *testing.T) {
	file := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(file, []byte("file://x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		env  []string
		want string
	}{
		{"file", nil, []string{"BAROMETER_REDIS_FILE=" + file}, "invalid URL scheme: file"},
		{"variable", nil, []string{"BAROMETER_REDIS_FILE=" + file, "BAROMETER_REDIS=variable://x"}, "invalid URL scheme: variable"},
		{"flag", []string{"--redis", "flag://x"}, []string{"BAROMETER_REDIS=variable://x"}, "invalid URL scheme: flag"},
		{"a file that is not there", nil, []string{"BAROMETER_REDIS_FILE=/nowhere"}, "BAROMETER_REDIS_FILE"},
		{"no file for what is no secret", nil, []string{"BAROMETER_REDIS=x", "BAROMETER_DATA_DIR_FILE=/nowhere"}, "BAROMETER_REDIS"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(context.Background(), append([]string{"token", "create", "x", "--scope", "read"}, tt.args...), tt.env, &out, &out)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ended with %v, want %s", err, tt.want)
			}
		})
	}
	unknown := unknownSettings(environment([]string{"BAROMETER_PUBLIC_ULR=x", "BAROMETER_LOG=x", "BAROMETER_SMTP_FILE=x", "BAROMETER_LOG_FILE=x", "HOME=x"}))
	if want := []string{"BAROMETER_LOG_FILE", "BAROMETER_PUBLIC_ULR"}; !reflect.DeepEqual(unknown, want) {
		t.Errorf("unknown: %v, want %v", unknown, want)
	}
}

func TestHelpListsEverySetting(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"serve", "--help"}, nil, &out, &out); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, name := range []string{"ADDR", "PUBLIC_URL", "REDIS", "DATA_DIR", "SMTP", "FROM", "DKIM_KEY_FILE", "DKIM_SELECTOR", "ALERT_TO", "SECRET", "TIMEZONE", "QUIET_DAYS", "SCAN_WINDOW", "NETWORKS", "PROXIES", "LOG"} {
		if !strings.Contains(text, "BAROMETER_"+name) {
			t.Errorf("help lacks BAROMETER_%s", name)
		}
	}
	if !strings.Contains(text, "default 10m") {
		t.Error("help lacks the defaults")
	}
}
