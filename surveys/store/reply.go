package store

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"barometer/surveys"
)

// Fields of replyKey; reply.lua and alert.lua know state.
const (
	replyBy    = "by"
	replyName  = "name"
	replyFrom  = "from"
	replyTo    = "to"
	replyAbout = "about"
	replyText  = "text"
	replyAt    = "at"    // ms
	replyState = "state" // a letter, then the reason
)

// NewReply is what a person writes to the customer of a case.
type NewReply struct {
	Case surveys.CaseID
	By   surveys.User
	Text string
}

// WriteReply keeps a mail to the customer and puts it on the schedule; an open
// case is contacted by that, and has an owner. It goes to those, too, who want
// no more surveys or are paused: a person answers what they said. The same words from the same
// person as in the mail before are that mail: written is false. Invalid;
// Conflict where no address is known.
func (s *Store) WriteReply(ctx context.Context, n NewReply) (r surveys.Reply, written bool, err error) {
	text, err := replyWords(n.Text)
	if err != nil {
		return r, false, err
	}
	for range storyTries {
		c, err := s.Case(ctx, n.Case)
		if err != nil {
			return r, false, err
		}
		if c.Contact, err = s.correspondent(ctx, c); err != nil {
			return r, false, err
		}
		r = surveys.Reply{Case: c.ID, Number: c.Replies + 1, By: n.By.ID, Name: n.By.Called(), From: n.By.Email,
			To: c.Contact, About: c.Latest, Text: text, At: s.now(), State: surveys.MailScheduled}
		code, err := s.runReply(ctx, c, r)
		if err != nil {
			return r, false, err
		}
		if code != replyAgain {
			r.Number -= 1 - min(code, 1)
			r, err = s.Reply(ctx, c.ID, r.Number)
			return r, code == 1, err
		}
	}
	return r, false, surveys.Errorf(surveys.Unavailable, "too much is happening at once; please try again")
}

// replyAgain is what reply.lua answers when another reply was faster; 0 is a
// repeat, 1 a new one.
const replyAgain = 9

func (s *Store) runReply(ctx context.Context, c surveys.Case, r surveys.Reply) (int, error) {
	shard := c.ID.Shard()
	keys := append(storyKeys(c.ID), outboxKey(shard), dueKey(shard), replyKey(c.ID, r.Number),
		replyKey(c.ID, max(1, r.Number-1)))
	code, err := s.run(ctx, "reply", keys, s.now().UnixMilli(), int(c.ID), r.Number, string(r.By), r.Name,
		replyBy, string(r.By), replyName, r.Name, replyFrom, r.From, replyTo, string(r.To),
		replyAbout, string(r.About), replyText, r.Text, replyAt, r.At.UnixMilli()).Int()
	if err != nil {
		return 0, fmt.Errorf("write a reply: %w", err)
	}
	return code, nil
}

// replyWords makes the lines of a text plain, without what turns its direction.
func replyWords(text string) (string, error) {
	out := plainLines(text)
	if n := utf8.RuneCountInString(out); n == 0 || n > surveys.MaxReply {
		return "", surveys.InvalidField("text", "must be 1 to %d characters", surveys.MaxReply)
	}
	return out, nil
}

// plainLines is a text of several lines without anything that could pass for
// more than text: no controls, no marks that turn its direction.
func plainLines(text string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "")), "\n")
	for i, line := range lines {
		lines[i] = strings.Map(func(r rune) rune {
			if r == '\t' {
				return ' '
			}
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				return -1
			}
			return r
		}, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// correspondent is who a reply goes to: whoever said what the case is about now.
// Conflict where no mail would arrive.
func (s *Store) correspondent(ctx context.Context, c surveys.Case) (surveys.ContactID, error) {
	to := c.Contact
	if c.Latest != "" {
		inv, err := s.Invitation(ctx, c.Latest)
		if err != nil {
			return "", err
		}
		to = inv.Contact
	}
	found, err := s.Contacts(ctx, []surveys.ContactID{to})
	if err != nil {
		return "", err
	}
	if surveys.CheckAddress(found[to].Address) != "" {
		return "", surveys.Errorf(surveys.Conflict, "no address is known that a reply could be sent to")
	}
	return to, nil
}

// Reply reads a mail to the customer of a case. NotFound.
func (s *Store) Reply(ctx context.Context, id surveys.CaseID, number int) (surveys.Reply, error) {
	h, err := s.rdb.HGetAll(ctx, replyKey(id, number)).Result()
	if err != nil {
		return surveys.Reply{}, fmt.Errorf("read a reply: %w", err)
	}
	r, ok := readReply(id, number, h)
	if !ok {
		return r, surveys.Errorf(surveys.NotFound, "there is no such reply")
	}
	return r, nil
}

func readReply(id surveys.CaseID, number int, h map[string]string) (surveys.Reply, bool) {
	r := surveys.Reply{
		Case: id, Number: number, By: surveys.UserID(h[replyBy]), Name: h[replyName], From: h[replyFrom],
		To: surveys.ContactID(h[replyTo]), About: surveys.InvitationID(h[replyAbout]), Text: h[replyText],
		At: readMillis(h[replyAt]), State: surveys.MailScheduled,
	}
	if v := h[replyState]; v != "" {
		r.State, r.Reason = keyOf(alertLetters(), v[:1]), v[1:]
		if r.State == surveys.MailData {
			r.Holder, r.Reason = r.Reason, ""
		}
	}
	return r, h[replyBy] != ""
}

// MoveReply moves a mail to a customer from one state to another; false when it
// is in a third one.
func (s *Store) MoveReply(ctx context.Context, id surveys.CaseID, number int, m AlertMove) (bool, error) {
	return s.moveMail(ctx, replyKey(id, number), replyState, m, 0)
}
