package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/hostiletest"
	"barometer/surveys/store/storetest"

	mime "github.com/emersion/go-message"
	gomail "github.com/emersion/go-message/mail"
	"github.com/emersion/go-msgauth/dkim"
)

func withBounces(o *mailer.Options) { o.Bounces = bounceDomain }

func TestEnvelopeIsTheInvitationsOwn(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, withBounces)
	storetest.Ask(t, h.store)
	storetest.Ask(t, h.store, storetest.ID("T-2"), storetest.To(storetest.Ben, ""))
	seen := map[string]bool{}
	for _, m := range sink.Await(2) {
		local, domain, _ := strings.Cut(m.From, "@")
		if !strings.HasPrefix(local, "b+") || len(local) > 64 || domain != bounceDomain || strings.ToLower(m.From) != m.From {
			t.Errorf("envelope is %s", m.From)
		}
		seen[m.From] = true
	}
	if len(seen) != 2 {
		t.Error("two mails come back to one address")
	}
}

func TestMailFollowsTheTicketsThread(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	ask := func(id, to, name, value string) {
		storetest.Ask(t, h.store, storetest.ID(id), storetest.To(to, ""), func(in *surveys.Interaction) {
			in.Properties = map[string]string{name: value}
		})
	}
	ask("T-1", storetest.Anna, "message_id", "<ticket-1@help.example>")
	ask("T-2", storetest.Ben, "reference", "ticket-2@help.example")
	ask("T-3", storetest.Carla, "message_id", "<a@b> Bcc: eve@evil.example")
	want := map[string]string{storetest.Anna: "<ticket-1@help.example>", storetest.Ben: "<ticket-2@help.example>", storetest.Carla: ""}
	for _, m := range sink.Await(3) {
		e, err := mime.Read(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if e.Header.Get("In-Reply-To") != want[m.To] || e.Header.Get("References") != want[m.To] || e.Header.Get("Bcc") != "" {
			t.Errorf("to %s: In-Reply-To %s, References %s", m.To, e.Header.Get("In-Reply-To"), e.Header.Get("References"))
		}
	}
}

// An address in letters beyond ASCII is written to where the mail server offers
// it, in the envelope and the header; else the mail ends and says why.
func TestAddressesOfAllAlphabetsAreMailedToWhereOffered(t *testing.T) {
	const address = "josé.用户@xn--bcher-kva.example"
	sink := smtptest.Start(t, smtptest.UTF8())
	h := open(t, sink, nil)
	storetest.Ask(t, h.store, storetest.To(address, "José"))
	m := sink.Await(1)[0]
	e, err := mime.Read(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	head := gomail.Header{Header: e.Header}
	to, err := head.AddressList("To")
	if m.To != address || err != nil || len(to) != 1 || to[0].Address != address || to[0].Name != "José" {
		t.Errorf("to %s, header %v, %v", m.To, to, err)
	}
	plain := smtptest.Start(t)
	h = open(t, plain, nil)
	inv := h.await(storetest.Ask(t, h.store, storetest.To(address, "José")).ID, surveys.MailFailed)
	if !strings.Contains(inv.Reason, "SMTPUTF8") || surveys.Advice(inv.Reason) == "" || plain.Count() != 0 {
		t.Errorf("failed with %q, the server has %d", inv.Reason, plain.Count())
	}
	to2, err := h.store.Contact(context.Background(), inv.Contact)
	if err != nil || !to2.BouncedAt.IsZero() {
		t.Errorf("contact %+v, %v", to2, err)
	}
}

// Every bad address, name, subject and header value is refused with its field
// named, or sent as one mail to one recipient with our fields, signed, and
// without a line that any server would refuse.
func TestBadInputIsRefusedOrHarmless(t *testing.T) {
	r, e := dkimKeys(t)
	keys := []mailer.DKIMKey{r, e}
	sink := smtptest.Start(t, smtptest.UTF8())
	h := open(t, sink, func(o *mailer.Options) { o.Bounces, o.DKIM = bounceDomain, keys })
	sent := 0
	for _, field := range []string{"recipient.email", "recipient.name", "survey.subject", "request.header", "comment"} {
		for _, bad := range hostiletest.Inputs(t, field) {
			if bad.Value == nil || *bad.Value == "" {
				continue // what is not plain text
			}
			id, value := bad.ID, *bad.Value
			in := storetest.Interaction(storetest.ID(id), storetest.To(strings.ToLower(id)+"@northwind.example", "Anna"))
			path := "properties.subject"
			switch field {
			case "recipient.email":
				in.Contact.Address, path = value, "contact.email"
			case "recipient.name":
				in.Contact.Name, path = value, "contact.name"
			default:
				in.Properties = map[string]string{"subject": value, "message_id": value, "reference": value}
			}
			if err := in.Validate(surveys.NewCatalogue(nil, "")); err != nil {
				checkNamed(t, id, err, path)
				continue
			}
			if _, _, err := h.store.Ask(context.Background(), in); err != nil {
				t.Fatalf("%s: %v", id, err)
			}
			sent++
			all := sink.Await(sent)
			checkHarmless(t, id, all[len(all)-1], in.Contact.Address, keys)
		}
	}
	if sent < 30 {
		t.Errorf("only %d mails were sent", sent)
	}
	h.settled()
	if got := sink.Count(); got != sent {
		t.Errorf("%d mails, want %d", got, sent)
	}
}

func checkNamed(t *testing.T, id string, err error, path string) {
	t.Helper()
	var wrong *surveys.Error
	if !errors.As(err, &wrong) || len(wrong.Fields) == 0 || !strings.HasPrefix(wrong.Fields[0].Field, strings.TrimSuffix(path, "subject")) {
		t.Errorf("%s: refused with %v, which does not name %s", id, err, path)
	}
}

func checkHarmless(t *testing.T, id string, m smtptest.Message, to string, keys []mailer.DKIMKey) {
	t.Helper()
	e, err := mime.Read(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	var names []string
	for fields := e.Header.Fields(); fields.Next(); {
		names = append(names, fields.Key())
	}
	want := []string{"Dkim-Signature", "Dkim-Signature", "From", "Auto-Submitted", "X-Auto-Response-Suppress", "Mime-Version", "To", "Reply-To",
		"Subject", "Date", "Message-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-Id", "Content-Type"}
	if !slices.Equal(names, want) {
		t.Errorf("%s: fields are %v", id, names)
	}
	head := gomail.Header{Header: e.Header}
	if all, err := head.AddressList("To"); err != nil || len(all) != 1 || !strings.EqualFold(all[0].Address, to) || m.To != to {
		t.Errorf("%s: to %v and %s, want %s (%v)", id, all, m.To, to, err)
	}
	for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Errorf("%s: a line of %d octets: %.80q", id, len(line), line)
		}
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(m.Raw), &dkim.VerifyOptions{LookupTXT: published(keys)})
	if err != nil || len(found) != 2 {
		t.Fatalf("%s: %d signatures, %v", id, len(found), err)
	}
	for _, v := range found {
		if v.Err != nil {
			t.Errorf("%s: %v", id, v.Err)
		}
	}
}

func published(keys []mailer.DKIMKey) func(string) ([]string, error) {
	return func(name string) ([]string, error) {
		for _, k := range keys {
			if name == k.Selector+"._domainkey.lindqvist.example" {
				record, err := k.Record()
				return []string{record}, err
			}
		}
		return nil, errors.New("no record at " + name)
	}
}
