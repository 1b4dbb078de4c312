package main

import (
	"net/netip"
	"reflect"
	"testing"
	"time"

	"barometer/surveys"
)

func TestHoursOfTheTeam(t *testing.T) {
	week := []time.Weekday{1, 2, 3, 4, 5}
	for _, tt := range []struct {
		text string
		want surveys.Hours
		ok   bool
	}{
		{"", surveys.Hours{}, true},
		{"08:00-18:00", surveys.Hours{From: 480, To: 1080}, true},
		{"mon-fri 08:00-18:00", surveys.Hours{From: 480, To: 1080, Days: week}, true},
		{"sat-sun 10:00-24:00", surveys.Hours{From: 600, To: 1440, Days: []time.Weekday{6, 0}}, true},
		{"tue 09:30-10:00", surveys.Hours{From: 570, To: 600, Days: []time.Weekday{2}}, true},
		{"18:00-08:00", surveys.Hours{}, false},
		{"08:00", surveys.Hours{}, false},
		{"mon-xyz 08:00-18:00", surveys.Hours{}, false},
		{"always", surveys.Hours{}, false},
	} {
		var p surveys.Problems
		got := parseHours(&p, "BAROMETER_ALARM_HOURS", tt.text)
		if (len(p) == 0) != tt.ok || tt.ok && !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %+v, %v", tt.text, got, p)
		}
	}
}

func TestWhenTheDigestGoesOut(t *testing.T) {
	for text, want := range map[string]int{"": 480, "08:00": 480, "00:00": 0, "23:59": 1439, "off": -1} {
		var p surveys.Problems
		if got := parseDigest(&p, text); got != want || len(p) > 0 {
			t.Errorf("%q: %d, %v", text, got, p)
		}
	}
	for _, text := range []string{"8", "24:01", "monday"} {
		var p surveys.Problems
		if parseDigest(&p, text); len(p) != 1 {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestNetworksOfTheHouse(t *testing.T) {
	var p surveys.Problems
	got := parseNetworkList(&p, "X", "10.1.2.3/8, ::1,192.168.0.7")
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("192.168.0.7/32")}
	if !reflect.DeepEqual(got, want) || len(p) > 0 {
		t.Errorf("%v, %v", got, p)
	}
	if parseNetworkList(&p, "X", "10.0.0.0/99"); len(p) != 1 {
		t.Error("a network that is none is taken")
	}
}

// What is wrong with a chat is told by its place: the address holds a password.
func TestChatsAreCheckedWithoutBeingTold(t *testing.T) {
	var p surveys.Problems
	if got := parseChats(&p, " generic://example.com/x  nonsense "); len(got) != 2 || len(p) != 1 {
		t.Fatalf("%v, %v", got, p)
	}
	if want := "number 2 must be an address as shoutrrr knows them, such as slack://token@channel"; p[0].Message != want {
		t.Errorf("told %q", p[0].Message)
	}
}
