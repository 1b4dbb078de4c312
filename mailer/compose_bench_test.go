package mailer

import "testing"

// BenchmarkInvitation writes one mail from what was composed once.
func BenchmarkInvitation(b *testing.B) {
	w := testWriter(b)
	inv, to := testInvitation()
	paper := make([]byte, 0, paperSize)
	for b.Loop() {
		if _, err := w.invitation(paper, askingOf(inv, to, "Support"), testTime()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompose renders and composes the same mail for itself.
func BenchmarkCompose(b *testing.B) {
	w := testWriter(b)
	inv, to := testInvitation()
	a := askingOf(inv, to, "Support")
	for b.Loop() {
		words := w.wordsFor(a)
		t, err := w.page(a, words, w.values(a, words, nil, w.signer.Unsubscribe(inv.ID))).Render(w.mails)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := compose(t); err != nil {
			b.Fatal(err)
		}
	}
}
