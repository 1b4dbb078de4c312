package mailer

import (
	"bufio"
	"errors"
	"net/textproto"
	"strconv"
	"strings"
)

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
	return 0, "", textproto.ProtocolError("an answer without end")
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
