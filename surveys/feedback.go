package surveys

import "strings"

// Feedback is what is said about a mail of ours after it has left: by the
// recipient's server, by the reader, or by a mail provider for either of them.
type Feedback struct {
	Kind  FeedbackKind
	Words string // codes and text, as a server would have said them: "550 5.1.1 No such user"
}

// FeedbackKind is what became of the mail.
type FeedbackKind int

// The kinds.
const (
	FeedbackNone      FeedbackKind = iota // an automatic answer, or something that says nothing about the mail
	FeedbackFailure                       // not delivered, for good
	FeedbackDelay                         // not delivered yet, or not this time
	FeedbackDelivery                      // arrived, or handed on
	FeedbackComplaint                     // the reader marked it as spam
	FeedbackStop                          // the reader does not want to be asked
)

// maxWords bounds what is kept of a server's words, in runes.
const maxWords = 300

// StatusWords writes status and diagnostic code of a delivery report (RFC 3464,
// 2.3.4 and 2.3.6), such as "5.1.1" and "smtp; 550 No such user", as the server
// would have said both: codes first.
func StatusWords(status, diagnostic string) string {
	kind, words, found := strings.Cut(diagnostic, ";")
	if !found || strings.Contains(strings.TrimSpace(kind), " ") { // without a type
		kind, words = "", diagnostic
	}
	words = onceCoded(strings.TrimSpace(legible(words)))
	status = strings.TrimSpace(status)
	if end := strings.IndexAny(status, " \t("); end >= 0 {
		status = status[:end]
	}
	said, coded := ReadRefusal(words)
	switch {
	case status == "" || coded && (said.Subject != 0 || said.Detail != 0):
	case coded && strings.EqualFold(strings.TrimSpace(kind), "smtp") && said.Code != 0 && len(words) > 3:
		words = words[:3] + " " + status + words[3:]
	default:
		words = status + " " + words
	}
	return OneLine(strings.TrimSpace(words), maxWords)
}

// messageOfInvitation begins the Message-ID of an invitation's mail.
const messageOfInvitation = "i."

// MessageOf returns the Message-ID of an invitation's mail, without brackets.
func MessageOf(id InvitationID, domain string) string {
	return messageOfInvitation + string(id) + "@" + domain
}

// InvitationOf reads the invitation out of a Message-ID, with brackets or
// without. ok is false for any but that of an invitation's mail.
func InvitationOf(messageID string) (id InvitationID, ok bool) {
	text, ok := ParseMessageID(messageID)
	if !ok {
		return "", false
	}
	left, _, _ := strings.Cut(text, "@")
	left, ok = strings.CutPrefix(left, messageOfInvitation)
	if !ok {
		return "", false
	}
	return ParseInvitationID(left)
}

// PostmarkMetadata is the name under which a mail that goes out by Postmark says
// which invitation it is of, and Postmark's events about it.
const PostmarkMetadata = "invitation"
