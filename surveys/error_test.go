package surveys_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"barometer/surveys"
)

func TestCodeOf(t *testing.T) {
	missing := surveys.Errorf(surveys.NotFound, "there is no project %q", "atlas")
	for _, c := range []struct {
		story string
		err   error
		want  surveys.Code
	}{
		{"nothing went wrong", nil, ""},
		{"an error of ours", missing, surveys.NotFound},
		{"wrapped on the way up", fmt.Errorf("page: %w", missing), surveys.NotFound},
		{"joined with another", errors.Join(io.EOF, missing), surveys.NotFound},
		{"somebody else's error", io.EOF, surveys.Internal},
	} {
		if got := surveys.CodeOf(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", c.story, got, c.want)
		}
	}
}

func TestErrorSaysAll(t *testing.T) {
	err := &surveys.Error{
		Code: surveys.Unavailable, Message: "try again later",
		Fields: []surveys.FieldError{{Field: "contact.email", Message: "is empty"}}, Err: io.ErrUnexpectedEOF,
	}
	if want := "unavailable: try again later; contact.email: is empty: unexpected EOF"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
}

func TestProblemsAreToldAtOnce(t *testing.T) {
	var p surveys.Problems
	if err := p.Err(); err != nil {
		t.Errorf("no problem is an error: %v", err)
	}
	p.Add("delay", "must lie between %d and %d days", 0, 90)
	p.Add("type", "is not known")
	var e *surveys.Error
	if !errors.As(p.Err(), &e) || e.Code != surveys.Invalid {
		t.Fatalf("two problems give %v", p.Err())
	}
	want := []surveys.FieldError{{Field: "delay", Message: "must lie between 0 and 90 days"}, {Field: "type", Message: "is not known"}}
	same := func(got, want surveys.FieldError) bool { return got.Field == want.Field && got.Message == want.Message }
	if !slices.EqualFunc(e.Fields, want, same) {
		t.Errorf("%v, want %v", e.Fields, want)
	}
	if said := e.Fields[0].Phrase; said.Format != "must lie between %d and %d days" || !slices.Equal(said.Args, []any{0, 90}) {
		t.Errorf("other languages are given %+v", said)
	}
}
