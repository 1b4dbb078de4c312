package surveys_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

func TestWebhookAddress(t *testing.T) {
	inside := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("127.0.0.0/8")}
	for _, tt := range []struct {
		url    string
		inside []netip.Prefix
		ok     bool
	}{
		{"https://example.com/hooks/1", nil, true},
		{"https://example.com:443/hooks?x=1", nil, true},
		{"https://8.8.8.8/", nil, true},
		{"https://[2606:4700::1111]/", nil, true},
		{"http://example.com/", nil, false},
		{"https://example.com:22/", nil, false},
		{"https://user:pass@example.com/", nil, false},
		{"https://example.com/#x", nil, false},
		{"https://example.com/a b", nil, false},
		{"https://localhost/", nil, false},
		{"https://2130706433/", nil, false},
		{"https://0177.0.0.1/", nil, false},
		{"https://0/", nil, false},
		{"https://127.0.0.1/", nil, false},
		{"https://[::ffff:127.0.0.1]/", nil, false},
		{"https://169.254.169.254/latest", nil, false},
		{"https://100.64.0.1/", nil, false},
		{"https://[64:ff9b::a00:1]/", nil, false},
		{"https://[fd00::1]/", nil, false},
		{"file:///etc/passwd", nil, false},
		{"ftp://example.com/", nil, false},
		{"https:example.com", nil, false},
		{"", nil, false},
		{"https://example.com/" + strings.Repeat("x", 2000), nil, false},
		{"http://10.1.2.3:8080/hook", inside, true},
		{"http://127.0.0.1:9999/", inside, true},
		{"http://10.2.0.1/", inside, false},
		{"http://tickets.internal.example/", inside, true},
		{"ftp://10.1.2.3/", inside, false},
	} {
		if problem := surveys.CheckWebhookURL(tt.url, tt.inside); (problem == "") != tt.ok {
			t.Errorf("%s with %v: %q, want ok %v", tt.url, tt.inside, problem, tt.ok)
		}
	}
}

func TestWebhookNamesEveryWrongField(t *testing.T) {
	w := surveys.Webhook{Name: "a\nb", URL: "http://example.com", Events: []surveys.WebhookEvent{"all"}, Secret: "whsec_c2hvcnQ="}
	if got := fieldsOf(w.Validate(nil)); got != "name url events secret" {
		t.Errorf("wrong: %s", got)
	}
	secret, err := surveys.NewWebhookSecret(strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	w = surveys.Webhook{URL: "https://example.com/", Events: surveys.WebhookEvents(), Secret: secret}
	if err := w.Validate(nil); err != nil {
		t.Error(err)
	}
}

func TestWebhookWantsWhatItChose(t *testing.T) {
	all, some := surveys.Webhook{}, surveys.Webhook{Events: []surveys.WebhookEvent{surveys.OnCaseOpened}}
	paused := surveys.Webhook{Paused: true}
	for _, tt := range []struct {
		hook  surveys.Webhook
		event surveys.WebhookEvent
		want  bool
	}{
		{all, surveys.OnAlarmRaised, true}, {some, surveys.OnCaseOpened, true}, {some, surveys.OnAlarmRaised, false},
		{some, surveys.OnTest, true}, {paused, surveys.OnCaseOpened, false}, {paused, surveys.OnTest, false},
	} {
		if got := tt.hook.Wants(tt.event); got != tt.want {
			t.Errorf("%+v wants %s: %v", tt.hook, tt.event, got)
		}
	}
}

func TestDeliveryIsTriedForThreeDaysAndGivenUp(t *testing.T) {
	begin := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	at, tries := begin, 1
	for ; ; tries++ {
		next, ok := surveys.NextTry(tries, at)
		if !ok {
			break
		}
		if !next.After(at) {
			t.Fatalf("try %d is not later", tries+1)
		}
		at = next
	}
	if tries != surveys.MaxTries || at.Sub(begin) < 48*time.Hour || at.Sub(begin) > 72*time.Hour {
		t.Errorf("%d tries in %s", tries, at.Sub(begin))
	}
	if _, ok := surveys.NextTry(0, begin); ok {
		t.Error("what was never tried has a next try")
	}
}

func TestDeliveryIDIsDerived(t *testing.T) {
	a, b := surveys.NewDeliveryID("3-1", "hook"), surveys.NewDeliveryID("3-1", "hook")
	if a != b || a == surveys.NewDeliveryID("3-2", "hook") || a == surveys.NewDeliveryID("3-1", "hool") {
		t.Error("one event and webhook have one id")
	}
}
