package mailer

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths of a line without its end (RFC 5322, 2.1.1): what it must not
// and what it should not pass.
const (
	maxLine  = 998
	wantLine = 78
	wordLine = 76 // where it has an encoded word (RFC 2047, 2)
)

// header builds the header block of a mail. It is ours and not the library's:
// that one writes values that do not parse as they are, never folds a line and
// shuffles the order. The first error stays.
type header struct {
	lines []byte
	err   error
}

// add appends a field whose value is ASCII with a grammar of its own.
func (h *header) add(name, value string) {
	if h.err == nil {
		h.err = checkValue(name, value)
	}
	if h.err == nil {
		h.lines, h.err = appendField(h.lines, name, value)
	}
}

// text appends a field of free text, encoded where it is not ASCII (RFC 2047).
func (h *header) text(name, value string) {
	if h.err == nil {
		h.err = checkValue(name, value)
	}
	if mustEncode(value) {
		value = encodeWords(value)
	}
	h.add(name, value)
}

// address appends a field with one address and its name.
func (h *header) address(name string, a mail.Address) {
	if h.err == nil {
		h.err = checkValue(name, a.Name+a.Address)
	}
	value := (&mail.Address{Address: a.Address}).String()
	switch {
	case a.Name == "":
	case mustEncode(a.Name):
		value = encodeWords(a.Name) + " " + value
	default:
		value = a.String()
	}
	h.add(name, value)
}

// checkValue refuses whatever could end a line in any program on the way:
// controls (so CR, LF and NUL), the Unicode line ends, broken UTF-8.
func checkValue(name, value string) error {
	if !utf8.ValidString(value) {
		return fmt.Errorf("header %s: not valid UTF-8", name)
	}
	bad := func(r rune) bool { return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 }
	if strings.ContainsFunc(value, bad) {
		return fmt.Errorf("header %s: holds a control character", name)
	}
	return nil
}

// appendField writes "name: value", broken before blanks so that lines stay
// within 78 characters where they can (RFC 5322, 2.2.3).
func appendField(dst []byte, name, value string) ([]byte, error) {
	want := wantLine
	if strings.Contains(value, "=?utf-8?") {
		want = wordLine
	}
	dst = append(append(dst, name...), ':')
	column := len(name) + 1
	for i := 0; ; i++ {
		word, rest, more := strings.Cut(value, " ")
		// A line of blanks only would end the header for some programs.
		if i > 0 && word != "" && column+1+len(word) > want {
			dst = append(dst, '\r', '\n')
			column = 0
		}
		dst = append(append(dst, ' '), word...)
		if column += 1 + len(word); column > maxLine {
			return dst, fmt.Errorf("header %s: longer than a line may be", name)
		}
		if !more {
			return append(dst, '\r', '\n'), nil
		}
		value = rest
	}
}

// checkLines makes sure of a whole mail: every line ends in CRLF and none is
// too long. A bare CR or LF means different ends of the mail to different
// servers, which is how one mail is smuggled inside another.
func checkLines(raw []byte) error {
	lines := bytes.Count(raw, []byte{'\n'})
	for ; len(raw) > 0; lines-- {
		i := bytes.IndexByte(raw, '\r')
		if i < 0 || i+1 == len(raw) || raw[i+1] != '\n' {
			return errors.New("a line does not end in CRLF")
		}
		if i > maxLine {
			return fmt.Errorf("a line is longer than %d octets", maxLine)
		}
		raw = raw[i+2:]
	}
	if lines != 0 {
		return errors.New("a line does not end in CRLF")
	}
	return nil
}
