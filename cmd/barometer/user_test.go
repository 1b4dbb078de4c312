package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// people runs the commands about people against a Redis of their own.
type people struct {
	*testing.T
	env []string
}

// command runs one; err is what it ended with.
func (p people) command(args ...string) (said string, err error) {
	p.Helper()
	var out, errs bytes.Buffer
	err = run(context.Background(), append([]string{"user"}, args...), p.env, &out, &errs)
	return out.String(), err
}

// The whole team by command line: for houses whose only admin is locked out.
func TestPeopleByCommandLine(t *testing.T) {
	p := people{t, []string{"BAROMETER_REDIS=" + emptyRedis(t)}}
	for _, step := range []struct {
		args  []string
		says  string // of what is printed
		fails string // of the error; empty: none
	}{
		{[]string{"add", "boss@house.example", "--role", "admin", "--money", "--name", "The Boss"}, "boss@house.example may sign in as admin.\nPassword, shown this once: ", ""},
		{[]string{"add", "alf@house.example"}, "may sign in as member", ""},
		{[]string{"add", "ALF@house.example"}, "", "there is somebody with this address already"},
		{[]string{"list"}, "boss@house.example  The Boss  admin   yes    no             never", ""},
		{[]string{"list"}, "alf@house.example   -         member  no     no             never", ""},
		{[]string{"password", "Alf@HOUSE.example", "--no-factor"}, "alf@house.example has another password and is signed out everywhere.\nPassword, shown this once: ", ""},
		{[]string{"password", "nobody@house.example"}, "", "no such person"},
		{[]string{"remove", "boss@house.example"}, "", "nobody else is an admin"},
		{[]string{"remove", "alf@house.example"}, "alf@house.example is not on the team any more.", ""},
		{[]string{"remove", "alf@house.example"}, "", "no such person"},
	} {
		said, err := p.command(step.args...)
		if (err != nil) != (step.fails != "") || err != nil && !strings.Contains(err.Error(), step.fails) {
			t.Errorf("%v: %v, want %q", step.args, err, step.fails)
		}
		if !strings.Contains(said, step.says) {
			t.Errorf("%v says:\n%s", step.args, said)
		}
	}
}
