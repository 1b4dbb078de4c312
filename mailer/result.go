package mailer

import (
	"errors"
	"net/textproto"
	"time"

	"barometer/surveys"
)

// verdict is what became of one mail on one connection.
type verdict int

const (
	taken     verdict = iota // 250 after the body: the next server has it
	temporary                // surely not taken; may be tried again
	final                    // refused for good
	open                     // the final dot went out, no answer came: nobody knows
	untouched                // not begun: somebody else holds it, or we are closing
)

// result is the verdict on one mail with the words that explain it.
type result struct {
	verdict verdict
	words   string // of the server where it spoke, else ours
	badBox  bool   // the mailbox does not exist or takes no mail: do not ask again
	refused bool   // a server spoke against this mail, not the connection

	atRecipient bool      // it was said about this recipient, not about us or the connection
	rests       time.Time // all mail to the domain waits until then; zero: it does not
}

// maxWords bounds what is kept of a server's words, in runes.
const maxWords = 300

// judge turns a refusal into a result: 4yz may be tried again, 5yz not
// (RFC 5321, 4.2.1).
func judge(r *textproto.Error) result {
	out := result{verdict: final, refused: true, words: surveys.AnswerWords(r.Code, r.Msg)}
	if r.Code/100 != 5 {
		out.verdict = temporary
	}
	return out
}

// lost says that the connection broke before the final dot.
func lost(err error) result {
	return result{verdict: temporary, words: surveys.OneLine(plain(err), maxWords)}
}

// refusal is what the server's codes say; the zero value where it said none.
func (r result) refusal() surveys.Refusal {
	said, _ := surveys.ReadRefusal(r.words)
	return said
}

// isDeadBox reports a refusal of the recipient that will not change.
func isDeadBox(r result) bool { return r.verdict == final && surveys.IsDeadBox(r.words) }

// plain says an error of the connection in words that people can read.
func plain(err error) string {
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "the mail server did not answer in time"
	}
	var refused *connectError
	if errors.As(err, &refused) {
		return refused.Error()
	}
	if words, ok := nonsense(err); ok {
		return "no answer from the mail server: " + words
	}
	return "the connection to the mail server was lost"
}
