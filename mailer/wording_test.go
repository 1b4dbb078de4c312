package mailer_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"

	mime "github.com/emersion/go-message"
)

// What the owner saves is in the next mail, in the language that the house
// speaks, with what is known of the customer; a change is in the one after.
func TestOwnersWordsReachTheCustomer(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	ctx := context.Background()
	if err := h.store.SavePreferences(ctx, surveys.Preferences{Language: "de"}); err != nil {
		t.Fatal(err)
	}
	survey := surveys.DefaultSurvey()
	for i, question := range []string{"Was sagt {customer}?", "Und heute, {first_name}?"} {
		survey.Wording = map[string]surveys.Wording{"de": {Question: question}}
		saved, _, err := h.store.SaveSurvey(ctx, survey, survey.Revision)
		if err != nil {
			t.Fatal(err)
		}
		survey = saved
		storetest.Ask(t, h.store, storetest.ID([]string{"T-1", "T-2"}[i]), storetest.To([]string{"a", "b"}[i]+"@northwind.example", "Anna Berg"),
			func(in *surveys.Interaction) { in.Contact.Language = "" })
		text := textOf(t, sink.Await(i + 1)[i].Raw)
		want := []string{"Was sagt Northwind Ltd?", "Und heute, Anna?"}[i]
		if !strings.Contains(text, want) || !strings.Contains(text, "Guten Tag Anna Berg!") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// textOf is the text twin of a mail.
func textOf(t *testing.T, raw []byte) string {
	t.Helper()
	e, err := mime.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	part, err := e.MultipartReader().NextPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
