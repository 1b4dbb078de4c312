package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// A secret that cannot be read hides no other mistake, and is told once.
func TestAnUnreadableSecretHidesNothing(t *testing.T) {
	for _, c := range []struct {
		args, env, wrong []string
	}{
		{[]string{"serve"}, []string{"BAROMETER_SMTP_FILE=/nowhere", "BAROMETER_SECRET_FILE=/nowhere", "BAROMETER_FROM=nobody"},
			[]string{"SMTP_FILE", "SECRET_FILE", "FROM"}},
		{[]string{"serve"}, append(needed(), "BAROMETER_REDIS_FILE=/nowhere"), []string{"REDIS_FILE"}},
		{[]string{"token", "create", "x", "--scope", "read"}, []string{"BAROMETER_REDIS_FILE=/nowhere", "BAROMETER_TIMEZONE=Mars"},
			[]string{"REDIS_FILE", "TIMEZONE"}},
	} {
		var out bytes.Buffer
		err := run(context.Background(), c.args, c.env, &out, &out)
		var e *surveys.Error
		if !errors.As(err, &e) {
			t.Fatalf("%v ended with %v", c.args, err)
		}
		var wrong []string
		for _, f := range e.Fields {
			wrong = append(wrong, strings.TrimPrefix(f.Field, "BAROMETER_"))
		}
		slices.Sort(wrong)
		slices.Sort(c.wrong)
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%v: wrong are %v, want %v", c.args, wrong, c.wrong)
		}
	}
}

// Days are whole: who writes a length of time is told so.
func TestQuietDaysAreWholeDays(t *testing.T) {
	for days, want := range map[string]int{"14": 14, "0": 0, "7d": 7, "2h": -1, "1.5": -1, "-1": -1, "many": -1, "99999999": -1, " 7 ": 7} {
		var p surveys.Problems
		got := parseDays(&p, "BAROMETER_QUIET_DAYS", days)
		if want < 0 && (len(p) != 1 || !strings.Contains(p[0].Message, "whole days")) {
			t.Errorf("%q: told %v, want that it takes whole days", days, p)
		}
		if want >= 0 && (len(p) > 0 || got != time.Duration(want)*24*time.Hour) {
			t.Errorf("%q is %v (%v), want %d days", days, got, p, want)
		}
	}
}
