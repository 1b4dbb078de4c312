package mailer

import (
	"bytes"
	"cmp"
	"io"
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
	from     string
	subject  string
	status   []fields // of a delivery status: about the mail, then one for each recipient
	feedback []fields
	text     string // the first plain text
	enclosed []byte // the mails, or headers of them, that it is about
	parts    int
}

// openReturned reads what came back, as far as it can be read.
func openReturned(raw []byte) (found report) {
	e, err := mime.Read(bytes.NewReader(raw))
	if isMalformed(e, err) {
		e, err = mime.Read(bytes.NewReader(mendHeader(raw)))
	}
	if !isMalformed(e, err) {
		found.from, found.subject = e.Header.Get("From"), e.Header.Get("Subject")
		found.walk(e, 0)
	}
	return found
}

func isMalformed(e *mime.Entity, err error) bool {
	return e == nil || err != nil && !mime.IsUnknownCharset(err) && !mime.IsUnknownEncoding(err)
}

// mendHeader leaves lines out of a header that are none, such as the "From " of
// a mailbox file: a gateway's mistake must not hide what a server said.
func mendHeader(raw []byte) []byte {
	line := regexp.MustCompile(`^(?:[!-9;-~]+[ \t]*:|[ \t])`)
	var out []byte
	for len(raw) > 0 {
		end := bytes.IndexByte(raw, '\n') + 1
		if end == 0 {
			end = len(raw)
		}
		if len(bytes.TrimSpace(raw[:end])) == 0 {
			break
		}
		if line.Match(raw[:end]) {
			out = append(out, raw[:end]...)
		}
		raw = raw[end:]
	}
	return append(out, raw...)
}

// readReturned reads a notification (RFC 3464), a complaint (RFC 5965), or what
// old servers write instead. empty says that it came with the null return path.
// Whatever else it is, an out-of-office note for one, counts as nothing.
func readReturned(raw []byte, empty bool) surveys.Feedback { return openReturned(raw).said(empty) }

func (f report) said(empty bool) surveys.Feedback {
	switch {
	case len(f.feedback) > 0:
		return readFeedback(f.feedback[0])
	case len(f.status) > 0:
		return readStatus(f.status)
	case fromOutlook(f.from) && regexp.MustCompile(`(?im)^x-hmxmroriginalrecipient:`).Match(f.enclosed):
		// Outlook.com hands a mail on without a report, with this field in it, which
		// stands in whatever its users hand on, too.
		return surveys.Feedback{Kind: surveys.FeedbackComplaint}
	case empty && (fromDaemon(f.from) || fromPostmaster(f.from) && speaksOfReturn(f.subject+"\n"+f.text)):
		return readText(f.subject, f.text)
	}
	return surveys.Feedback{}
}

// walk reads the parts, but not those of the mail that the report is about.
func (f *report) walk(e *mime.Entity, depth int) {
	if f.parts++; f.parts > returnedParts || depth > returnedDepth {
		return
	}
	kind, how, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	if parts := e.MultipartReader(); parts != nil && how["boundary"] != "" {
		for f.parts <= returnedParts {
			part, err := parts.NextPart()
			if part == nil || err != nil && !mime.IsUnknownCharset(err) && !mime.IsUnknownEncoding(err) {
				return
			}
			f.walk(part, depth+1)
		}
		return
	}
	body := func() []byte {
		b, _ := io.ReadAll(io.LimitReader(e.Body, returnedPart))
		return b
	}
	switch kind = strings.ToLower(kind); kind {
	case "message/delivery-status", "message/global-delivery-status":
		f.status = append(f.status, readGroups(string(body()))...)
	case "message/feedback-report":
		part := body()
		f.feedback = append(f.feedback, readGroups(string(part))...)
		f.enclosed = append(f.enclosed, part...)
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers":
		f.enclosed = append(append(f.enclosed, '\n'), body()...)
	default:
		if kind == "text/plain" || strings.HasPrefix(kind, "multipart/") { // without a boundary
			f.text = cmp.Or(f.text, string(body()))
		}
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
	case "opt-out", "opt-out-list":
		return surveys.Feedback{Kind: surveys.FeedbackStop}
	}
	return surveys.Feedback{Kind: surveys.FeedbackComplaint}
}

// readStatus reads what became of the recipient; our mails have one. Where a
// server on the way made several of it, that the mail arrived at one outweighs
// the others, and a fault of the way that of a mailbox: who is a list or has
// moved in part is not gone.
func readStatus(groups []fields) (out surveys.Feedback) {
	for _, g := range groups {
		if one := readRecipient(g); weight(one) > weight(out) {
			out = one
		}
	}
	return out
}

func weight(f surveys.Feedback) int {
	switch f.Kind {
	case surveys.FeedbackDelivery:
		return 4
	case surveys.FeedbackFailure:
		if surveys.IsDeadBox(f.Words) {
			return 2
		}
		return 3
	case surveys.FeedbackDelay:
		return 1
	}
	return 0
}

// readRecipient reads the fields of one recipient (RFC 3464, 2.3).
func readRecipient(g fields) surveys.Feedback {
	out := surveys.Feedback{Words: surveys.StatusWords(g["status"], g["diagnostic-code"])}
	refusal, _ := surveys.ReadRefusal(out.Words)
	action := regexp.MustCompile(`^[a-z]*`).FindString(strings.ToLower(g["action"])) // a comment may follow
	switch {
	case action == "failed", action == "" && refusal.Class == 5:
		out.Kind = surveys.FeedbackFailure
	case action == "delayed", action == "" && refusal.Class == 4:
		out.Kind = surveys.FeedbackDelay
	case action == "delivered", action == "relayed", action == "expanded":
		out.Kind = surveys.FeedbackDelivery
	}
	return out
}
