package surveys_test

import (
	"testing"

	"barometer/surveys"
)

// The link of a trial is none of an invitation, and the other way round.
func TestATrialLinkIsOfItsOwnKind(t *testing.T) {
	signer := surveys.NewSigner(make([]byte, 32))
	for _, language := range surveys.Languages() {
		token := signer.Trial("nps11", language, 10)
		link, ok := signer.ParseTrial(token)
		if !ok || !link.IsOf("nps11") || link.IsOf("csat5") || link.Language != language || link.Choice != 10 {
			t.Errorf("%s: %+v, %v", language, link, ok)
		}
		if _, _, ok := signer.ParseRate(token); ok {
			t.Error("a trial would be counted")
		}
		if _, ok := signer.ParseUnsubscribe(token); ok {
			t.Error("a trial would opt somebody out")
		}
	}
	id := surveys.NewInvitationID("portal", "4711", "nps11", 0)
	for _, token := range []string{signer.Rate(id, 3), signer.Unsubscribe(id), "", surveys.NewSigner(make([]byte, 33)).Trial("nps11", "en", 1)} {
		if _, ok := signer.ParseTrial(token); ok {
			t.Errorf("%q passes for a trial", token)
		}
	}
}
