package mailer

import (
	"net/mail"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// writer writes mails. Safe for concurrent use.
type writer struct {
	mails    *templates.Mails
	locales  *templates.Locales
	signer   *surveys.Signer
	dkim     *dkimSigner // nil: none
	from     mail.Address
	fixed    []byte // of every header
	domain   string // of our Message-IDs
	public   string // address of the house, without a slash at its end
	quiet    time.Duration
	returns  returns // where programs answer
	postmark bool    // mails go out by it
	masters  masters
}

// newWriter composes the default survey's mail, so that what is wrong with it
// shows at the start.
func newWriter(library *templates.Library, from mail.Address, signer *surveys.Signer, public string, quiet time.Duration) (*writer, error) {
	w := &writer{
		mails: library.Mails, locales: library.Locales,
		signer: signer, from: from, domain: surveys.DomainOf(from.Address), public: strings.TrimSuffix(public, "/"),
		quiet: quiet, returns: returns{signer: signer}, masters: masters{all: map[edition]*master{}},
	}
	var err error
	if w.fixed, err = fixed(from); err != nil {
		return nil, err
	}
	_, err = w.master(asking{survey: surveys.DefaultSurvey()}, w.locales.In())
	return w, err
}

// put writes a whole mail, signed.
func (w *writer) put(m message, twins templates.Twins) ([]byte, error) {
	body, err := compose(twins)
	if err != nil {
		return nil, err
	}
	head, err := m.appendTo(nil)
	if err != nil {
		return nil, err
	}
	return w.finish(append(head, body...))
}

// finish makes sure of a whole mail and signs it: nothing may change it after.
func (w *writer) finish(raw []byte) ([]byte, error) {
	if err := checkLines(raw); err != nil {
		return nil, err
	}
	return w.dkim.sign(raw)
}

// clock says times to the team as they are now.
func (m *Mailer) clock() templates.Clock {
	return templates.Clock{Now: m.Now(), Zone: m.Store.Zone(), Words: m.writer.english()}
}

// english is the language of what the team reads.
func (w *writer) english() *templates.Locale { return w.locales.In() }
