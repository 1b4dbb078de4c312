package mailer

import (
	"bufio"
	"errors"
	"net/textproto"
	"strconv"
	"strings"
)

// maxNonsense bounds what is told of an answer that is none, in bytes.
const maxNonsense = 80

// nonsense says what a server said that is no answer, whoever read it; ok is
// false for other errors.
func nonsense(err error) (words string, ok bool) {
	var said textproto.ProtocolError
	if !errors.As(err, &said) {
		return "", false
	}
	_, quoted, _ := strings.Cut(string(said), ": ") // as textproto writes it, too
	line, err := strconv.Unquote(quoted)
	if err != nil {
		line = quoted
	}
	return "it said " + strconv.Quote(line[:min(len(line), maxNonsense)]) + ", which is no answer of a mail server", true
}

// answerLines bounds what a server may say to one command.
const answerLines = 200

// readAnswer reads the answer to a command, its lines joined. The text may be
// missing, with the blank before it (RFC 5321, 4.2), which textproto takes for
// damage; and what is longer than the buffer is cut, since nobody reads it.
func readAnswer(in *bufio.Reader) (code int, text string, err error) {
	var words []string
	for range answerLines {
		line, err := readLine(in)
		if err != nil {
			return 0, "", err
		}
		said, more, rest, ok := parseAnswer(line)
		switch {
		case !ok && code == 0:
			return 0, "", textproto.ProtocolError("no answer: " + strconv.Quote(line))
		case !ok || code != 0 && said != code: // in the middle of a long one
			words = append(words, line)
			continue
		}
		code, words = said, append(words, rest)
		if !more {
			return code, strings.Join(words, "\n"), nil
		}
	}
	return 0, "", textproto.ProtocolError("no answer: " + strconv.Quote(words[0]+" … and so on"))
}

// parseAnswer reads one line; more says that others follow.
func parseAnswer(line string) (code int, more bool, text string, ok bool) {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, false, "", false
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || code < 100 {
		return 0, false, "", false
	}
	if len(line) == 3 {
		return code, false, "", true
	}
	return code, line[3] == '-', line[4:], true
}

// readLine reads a line, and as much of it as the buffer holds.
func readLine(in *bufio.Reader) (string, error) {
	part, err := in.ReadSlice('\n')
	line := strings.TrimRight(string(part), "\r\n")
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	return line, err
}
