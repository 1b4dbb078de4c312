package mailer

import (
	"bytes"
	"context"
	"strings"

	"barometer/surveys"

	mime "github.com/emersion/go-message"
)

// Boxes that every domain with a mail server has, for those who want to tell
// its owner something (RFC 5321, 4.5.1; RFC 2142).
const (
	postmasterBox = "postmaster"
	abuseBox      = "abuse"
)

// boxOf returns the box of the owner that an address means.
func (m *Mailer) boxOf(address string) (box string, ok bool) {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return local, domain == strings.ToLower(m.Bounces) && (local == postmasterBox || local == abuseBox)
}

// takeLetter keeps a letter for the team to see.
func (m *Mailer) takeLetter(ctx context.Context, box, from string, raw []byte) error {
	l := readLetter(raw)
	l.Box, l.From, l.At = box, surveys.OneLine(from, 254), m.Now()
	if err := m.Store.KeepLetter(ctx, l); err != nil {
		return err
	}
	m.Log.Info("a letter to who runs the bounce domain; see the outbox", "box", box)
	return nil
}

// letterRunes is how much of a letter is kept; whoever wants more asks the
// sender.
const letterRunes = 600

// readLetter reads what a person would look at first.
func readLetter(raw []byte) surveys.Letter {
	e, _ := mime.Read(bytes.NewReader(raw))
	if e == nil {
		return surveys.Letter{}
	}
	subject, err := e.Header.Text("Subject")
	if err != nil {
		subject = e.Header.Get("Subject")
	}
	var found report
	found.walk(e, 0)
	return surveys.Letter{Subject: surveys.OneLine(subject, maxSubject), Text: surveys.OneLine(found.text, letterRunes)}
}
