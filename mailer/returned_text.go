package mailer

import (
	"cmp"
	"net/mail"
	"regexp"
	"strings"

	"barometer/surveys"
)

// localOf is the part of an address before the "@", and the rest, in small letters.
func localOf(from string) (local, domain string) {
	address := from
	if a, err := mail.ParseAddress(from); err == nil {
		address = a.Address
	}
	local, domain, _ = strings.Cut(strings.ToLower(strings.Trim(address, "<> ")), "@")
	return local, domain
}

// fromDaemon reports that a mail program wrote it, and not a person's.
func fromDaemon(from string) bool {
	local, _ := localOf(from)
	return strings.Contains(local, "mailer-daemon") || strings.Contains(local, "mail-daemon")
}

// fromPostmaster reports that a program wrote it, or a person who runs one.
func fromPostmaster(from string) bool {
	local, _ := localOf(from)
	return strings.Contains(local, "postmaster")
}

// fromOutlook reports the sender of the complaints of Outlook.com.
func fromOutlook(from string) bool {
	local, domain := localOf(from)
	return local == "staff" && (domain == "hotmail.com" || domain == "outlook.com")
}

// speaksOfReturn reports a text about a mail that was not delivered.
func speaksOfReturn(text string) bool {
	return regexp.MustCompile(`(?i)undeliver|not (?:be )?delivered|deliver(?:y|ed)? (?:status|fail|has failed)|failure notice|return(?:ed|ing) (?:mail|message|to sender)|permanent (?:fatal )?error|unzustellbar`).MatchString(text)
}

// Shapes of what a server said. Three numbers may also be the middle of an
// address such as 10.5.1.1, or a version; three digits a phone number.
const (
	enhancedShape = `#?[245]\.\d{1,3}\.\d{1,3}(?:[^\d.\n][^\n]*|\.(?:[^\d\n][^\n]*)?)?$`
	bothShape     = `(?m)(?:^|[^\d.])([245]\d\d[ -]+` + enhancedShape + `)`
	aloneShape    = `(?m)(?:^|[^\d.])(` + enhancedShape + `)`
	replyShape    = `(?m)(?:^|[^\d.])((?:421|45[0-2]|55[0-46])[ -][^\d\s][^\n]*)$`
)

// givesUp reports a notification that says so in words, without a code.
func givesUp(text string) bool {
	return regexp.MustCompile(`(?i)unable to deliver|(?:can|could )not be delivered|delivery (?:has )?failed`).MatchString(text) &&
		!regexp.MustCompile(`(?i)\bwarning\b|not yet|delayed|will (?:continue|keep|be retried)|still trying|temporar`).MatchString(text)
}

// readText finds out what a notification says that has no status for programs.
// Where it gives up, an answer for now is one for good.
func readText(subject, text string) surveys.Feedback {
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
	case givesUp(subject + "\n" + text):
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: surveys.OneLine(about, maxWords)}
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
