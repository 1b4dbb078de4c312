package surveys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Code says in a word of the domain what went wrong. The edge (server, cmd)
// turns it into a status; nothing below the edge knows of HTTP.
type Code string

// The codes. Everything that is not one of them is Internal.
const (
	Invalid      Code = "invalid"      // the input is wrong; Fields says where
	NotFound     Code = "not_found"    // no such thing
	Conflict     Code = "conflict"     // the state does not allow it
	Unauthorized Code = "unauthorized" // who are you?
	Forbidden    Code = "forbidden"    // you may not
	Expired      Code = "expired"      // it was possible once
	TooMany      Code = "too_many"     // slow down
	Unavailable  Code = "unavailable"  // try again later
	Internal     Code = "internal"     // our fault; the text is for the log only
)

// FieldError names one wrong field and what would be right.
type FieldError struct {
	Field   string  // path in the input, such as contact.email
	Message string  // what is wrong and what would be right, for a person
	Phrase  *Phrase // the message, for other languages; nil: English only
}

// Error is every error that the domain and the store return on purpose.
type Error struct {
	Code    Code
	Message string  // for a person; empty for Internal
	Phrase  *Phrase // the message, for other languages; nil: English only
	Fields  []FieldError
	Err     error // cause, for the log
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Message)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of the code with a message for a person.
func Errorf(code Code, format string, args ...any) *Error {
	said := Phrasef(format, args...)
	return &Error{Code: code, Message: said.String(), Phrase: said}
}

// InvalidField makes an Invalid error about one field.
func InvalidField(field, format string, args ...any) *Error {
	return invalid([]FieldError{newFieldError(field, Phrasef(format, args...))})
}

func newFieldError(field string, said *Phrase) FieldError {
	return FieldError{Field: field, Message: said.String(), Phrase: said}
}

func invalid(fields []FieldError) *Error {
	err := Errorf(Invalid, "the input is not valid")
	err.Fields = fields
	return err
}

// CodeOf returns the code of err: Internal for foreign errors, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Problems gathers wrong fields so that all are reported at once.
type Problems []FieldError

// Add notes one wrong field.
func (p *Problems) Add(field, format string, args ...any) {
	*p = append(*p, newFieldError(field, Phrasef(format, args...)))
}

// Err returns nil where nothing was added, else one Invalid error with all.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return invalid(p)
}

// JoinProblems makes one Invalid error of several, so that all wrong fields
// are told at once; an error of another kind wins over them.
func JoinProblems(errs ...error) error {
	var all Problems
	for _, err := range errs {
		var e *Error
		if !errors.As(err, &e) || e.Code != Invalid {
			if err != nil {
				return err
			}
			continue
		}
		before := all
		for _, f := range e.Fields {
			if !slices.ContainsFunc(before, func(known FieldError) bool { return known.Field == f.Field }) {
				all = append(all, f)
			}
		}
	}
	return all.Err()
}

// PrefixFields puts a path before the fields of an Invalid error, such as
// items[3]. for one of many; other errors and nil stay.
func PrefixFields(err error, prefix string) error {
	var e *Error
	if !errors.As(err, &e) || e.Code != Invalid {
		return err
	}
	out := *e
	out.Fields = make([]FieldError, len(e.Fields))
	for i, f := range e.Fields {
		out.Fields[i] = FieldError{Field: prefix + f.Field, Message: f.Message, Phrase: f.Phrase}
	}
	return &out
}
