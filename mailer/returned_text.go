package mailer

import (
	"cmp"
	"net/mail"
	"regexp"
	"strings"

	"barometer/surveys"
)

// fromDaemon reports that a mail program wrote it, and not a person's.
func fromDaemon(from string) bool {
	address := from
	if a, err := mail.ParseAddress(from); err == nil {
		address = a.Address
	}
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	return strings.Contains(local, "mailer-daemon") || strings.Contains(local, "postmaster") || strings.Contains(local, "mail-daemon")
}

// Shapes of what a server said. Three numbers may also be the middle of an
// address such as 10.5.1.1, or a version; three digits a phone number.
const (
	enhancedShape = `#?[245]\.\d{1,3}\.\d{1,3}(?:[^\d.\n][^\n]*|\.(?:[^\d\n][^\n]*)?)?$`
	bothShape     = `(?m)(?:^|[^\d.])([245]\d\d[ -]+` + enhancedShape + `)`
	aloneShape    = `(?m)(?:^|[^\d.])(` + enhancedShape + `)`
	replyShape    = `(?m)(?:^|[^\d.])((?:421|45[0-2]|55[0-46])[ -][^\d\s][^\n]*)$`
)

// readText finds out what a notification says that has no status for programs.
// Where it gives up, an answer for now is one for good.
func readText(text string) surveys.Feedback {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if copied := regexp.MustCompile(`(?im)^[ \t]*-{3,}.*(?:copy|original|below)`).FindStringIndex(text); copied != nil {
		text = text[:copied[0]] // our own mail, which may quote what it likes
	}
	about := aboutRecipient(text)
	words := cmp.Or(shaped(about, bothShape, aloneShape, replyShape), shaped(text, bothShape))
	givenUp := regexp.MustCompile(`(?i)permanent (?:fatal )?error`).MatchString(text)
	switch refusal, _ := surveys.ReadRefusal(words); {
	case refusal.Class == 5, givenUp:
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: cmp.Or(words, surveys.OneLine(about, maxWords))}
	case refusal.Class == 4:
		return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: words}
	}
	return surveys.Feedback{}
}

// shaped returns the first words of one of the shapes, in their order.
func shaped(text string, shapes ...string) string {
	for _, shape := range shapes {
		if found := regexp.MustCompile(shape).FindStringSubmatch(text); found != nil {
			return surveys.OneLine(strings.Trim(strings.Replace(found[1], "#", "", 1), " ()"), maxWords)
		}
	}
	return ""
}

// aboutRecipient returns what stands below the first address with a line of its
// own, as qmail, Exim and sendmail write it; else everything.
func aboutRecipient(text string) string {
	at := regexp.MustCompile(`(?m)^[ \t]*(?:<[^\s<>]+@[^\s<>]+>:?|[^\s<>]+@[^\s<>]+[ \t]*$)`).FindStringIndex(text)
	if at == nil {
		return text
	}
	about := strings.TrimLeft(text[at[1]:], " \t\n")
	if end := regexp.MustCompile(`\n[ \t]*(?:\n|---)`).FindStringIndex(about); end != nil {
		about = about[:end[0]]
	}
	return about
}
