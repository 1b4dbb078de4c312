package mailer

import (
	"cmp"
	"io"
	"net/mail"
	"regexp"
	"strings"

	"barometer/surveys"

	mime "github.com/emersion/go-message"
)

// Limits of reading somebody else's structure.
const (
	returnedParts = 40
	returnedDepth = 5
	returnedPart  = 64 << 10 // bytes of a part that is read
)

// report gathers the parts of a mail that say something.
type report struct {
	status   []fields // of a delivery status: about the mail, then one for each recipient
	feedback []fields
	text     string // the first plain text
	parts    int
}

// readReturned reads a notification (RFC 3464), a complaint (RFC 5965), or what
// old servers write instead. empty says that it came with the null return path.
// Whatever else it is, an out-of-office note for one, counts as nothing.
func readReturned(r io.Reader, empty bool) surveys.Feedback {
	e, err := mime.Read(r)
	if e == nil || err != nil && !mime.IsUnknownCharset(err) && !mime.IsUnknownEncoding(err) {
		return surveys.Feedback{}
	}
	var found report
	found.walk(e, 0)
	switch {
	case len(found.feedback) > 0:
		return readFeedback(found.feedback[0])
	case len(found.status) > 0:
		return readStatus(found.status)
	case empty && fromDaemon(e.Header.Get("From")):
		return readText(found.text)
	}
	return surveys.Feedback{}
}

// walk reads the parts, but not those of the mail that the report is about.
func (f *report) walk(e *mime.Entity, depth int) {
	if f.parts++; f.parts > returnedParts || depth > returnedDepth {
		return
	}
	kind, _, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	if parts := e.MultipartReader(); parts != nil {
		for f.parts <= returnedParts {
			part, err := parts.NextPart()
			if part == nil || err != nil && !mime.IsUnknownCharset(err) && !mime.IsUnknownEncoding(err) {
				return
			}
			f.walk(part, depth+1)
		}
		return
	}
	body := func() string {
		b, _ := io.ReadAll(io.LimitReader(e.Body, returnedPart))
		return strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	switch strings.ToLower(kind) {
	case "message/delivery-status", "message/global-delivery-status":
		f.status = append(f.status, readGroups(body())...)
	case "message/feedback-report":
		f.feedback = append(f.feedback, readGroups(body())...)
	case "text/plain":
		f.text = cmp.Or(f.text, body())
	}
}

// fields are those of one group, names in lower case; the first of a name stays.
type fields map[string]string

// readGroups reads groups of header fields with empty lines between them. It
// takes what it understands: programs that write these are many.
func readGroups(text string) []fields {
	var out []fields
	var group fields
	last := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		name, value, found := strings.Cut(line, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case strings.TrimSpace(line) == "":
			group, last = nil, ""
		case line[0] == ' ' || line[0] == '\t':
			if last != "" {
				group[last] += " " + strings.TrimSpace(line)
			}
		case found:
			if group == nil {
				group = fields{}
				out = append(out, group)
			}
			if _, twice := group[name]; twice {
				last = ""
				continue
			}
			group[name], last = strings.TrimSpace(value), name
		}
	}
	return out
}

// readFeedback reads a complaint. Some reports say the contrary, or speak about
// signatures.
func readFeedback(f fields) surveys.Feedback {
	switch strings.ToLower(f["feedback-type"]) {
	case "", "not-spam", "auth-failure", "dmarc":
		return surveys.Feedback{}
	}
	return surveys.Feedback{Kind: surveys.FeedbackComplaint}
}

// readStatus reads what became of the recipient; our mails have one. Where a
// server on the way made several of it, a failure outweighs the others.
func readStatus(groups []fields) surveys.Feedback {
	var out surveys.Feedback
	for _, g := range groups {
		one := surveys.Feedback{Words: surveys.StatusWords(g["status"], g["diagnostic-code"])}
		refusal, _ := surveys.ReadRefusal(one.Words)
		action, _, _ := strings.Cut(strings.ToLower(g["action"]), " ")
		switch {
		case action == "failed", action == "" && refusal.Class == 5:
			one.Kind = surveys.FeedbackFailure
		case action == "delayed", action == "" && refusal.Class == 4:
			one.Kind = surveys.FeedbackDelay
		case action == "delivered", action == "relayed", action == "expanded":
			one.Kind = surveys.FeedbackDelivery
		}
		if out.Kind == surveys.FeedbackNone || one.Kind == surveys.FeedbackFailure && out.Kind != surveys.FeedbackFailure {
			out = one
		}
	}
	return out
}

// fromDaemon reports that a mail program wrote it, and not a person's.
func fromDaemon(from string) bool {
	address := from
	if a, err := mail.ParseAddress(from); err == nil {
		address = a.Address
	}
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	return strings.Contains(local, "mailer-daemon") || strings.Contains(local, "postmaster") || strings.Contains(local, "mail-daemon")
}

// readText finds the code in a notification without a status that programs can
// read: the first line with an enhanced code, else with a reply code.
func readText(text string) surveys.Feedback {
	for _, shape := range []string{`(?:\b[245]\d\d[ -]+)?#?\b[245]\.\d{1,3}\.\d{1,3}\b[^\n]*`, `\b[45]\d\d[ -][^\n]*`} {
		words := regexp.MustCompile(shape).FindString(text)
		words = surveys.OneLine(strings.Trim(strings.Replace(words, "#", "", 1), " ()"), maxWords)
		switch refusal, _ := surveys.ReadRefusal(words); refusal.Class {
		case 5:
			return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
		case 4:
			return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: words}
		}
	}
	return surveys.Feedback{}
}
