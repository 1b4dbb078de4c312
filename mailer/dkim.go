package mailer

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"

	"github.com/emersion/go-msgauth/dkim"
)

// dkimSigner signs whole mails; a nil one leaves them as they are. Safe for
// concurrent use.
type dkimSigner struct {
	domain string
	keys   []DKIMKey // RSA first: that is the one everybody can verify (RFC 8463, 3)
}

// newDKIMSigner returns nil for no keys. It signs once, so that what is wrong
// with a key shows at the start.
func newDKIMSigner(domain string, keys []DKIMKey) (*dkimSigner, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	s := &dkimSigner{domain: domain, keys: slices.Clone(keys)}
	slices.SortStableFunc(s.keys, func(a, b DKIMKey) int { return rank(a) - rank(b) })
	_, err := s.sign([]byte("From: nobody@" + domain + "\r\n\r\n"))
	return s, err
}

func rank(k DKIMKey) int {
	if k.Algorithm() == "rsa" {
		return 0
	}
	return 1
}

// tell logs what has to be published for receivers to verify the signatures.
func (s *dkimSigner) tell(log *slog.Logger) error {
	if s == nil {
		return nil
	}
	for _, k := range s.keys {
		record, err := k.Record()
		if err != nil {
			return err
		}
		log.Info("mails are signed (DKIM); this TXT record must be published", "name", k.Selector+"._domainkey."+s.domain, "record", record)
	}
	if s.keys[0].Algorithm() != "rsa" {
		log.Warn("many mail servers verify no Ed25519 signature: give an RSA key, too")
	}
	return nil
}

// twice are the fields that are listed once more than they are there, so that
// a second one, which some programs would show instead, breaks the signature
// (RFC 6376, 8.15).
func twice() []string { return []string{"From", "Subject"} }

// onceEach are the other fields that are signed where a mail has them: what a
// reader sees and what programs act on (RFC 6376, 5.4.1; RFC 8058, 4).
func onceEach() []string {
	return []string{
		"To", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "MIME-Version", "Content-Type",
		"List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted",
	}
}

// sign puts a signature by each key before a mail that will not change any
// more. It may write on the mail's own array.
func (s *dkimSigner) sign(raw []byte) ([]byte, error) {
	if s == nil {
		return raw, nil
	}
	fields := signedFields(raw)
	var signatures []byte
	for _, k := range s.keys {
		one, err := s.signature(raw, fields, k)
		if err != nil {
			return nil, fmt.Errorf("signing with DKIM: %w", err)
		}
		signatures = append(signatures, one...)
	}
	return slices.Insert(raw, 0, signatures...), nil
}

// signature returns the whole DKIM-Signature field of one key. Relaxed forms
// survive what servers on the way do to blanks and line ends.
func (s *dkimSigner) signature(raw []byte, fields []string, k DKIMKey) (string, error) {
	signer, err := dkim.NewSigner(&dkim.SignOptions{
		Domain: s.domain, Selector: k.Selector, Signer: k.Private, HeaderKeys: fields,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return "", err
	}
	_, wrong := signer.Write(raw)
	if err := signer.Close(); err != nil {
		return "", err
	}
	return signer.Signature(), wrong
}

// signedFields lists what is signed of a mail.
func signedFields(raw []byte) []string {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	var fields []string
	for _, name := range twice() {
		if hasField(head, name) {
			fields = append(fields, name)
		}
		fields = append(fields, name)
	}
	for _, name := range onceEach() {
		if hasField(head, name) {
			fields = append(fields, name)
		}
	}
	return fields
}

func hasField(head []byte, name string) bool {
	line := []byte("\r\n" + name + ":")
	return bytes.HasPrefix(head, line[2:]) || bytes.Contains(head, line)
}
