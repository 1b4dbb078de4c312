package mailer

import (
	"testing"

	"barometer/surveys"
)

// BenchmarkInvitation writes one mail from what was composed once.
func BenchmarkInvitation(b *testing.B) {
	w := testWriter(b)
	inv, to := testInvitation()
	for b.Loop() {
		if _, err := w.invitation(nil, inv, to, "Support", testTime()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompose renders and composes the same mail for itself.
func BenchmarkCompose(b *testing.B) {
	w := testWriter(b)
	inv, to := testInvitation()
	survey := surveys.DefaultSurvey()
	for b.Loop() {
		values := w.values(survey, inv, to, "Support", w.signer.Unsubscribe(inv.ID))
		t, err := w.page(survey, values).Render(w.mails)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := compose(t); err != nil {
			b.Fatal(err)
		}
	}
}
