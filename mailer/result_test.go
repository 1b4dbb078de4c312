package mailer

import (
	"net/textproto"
	"testing"

	"barometer/surveys"
)

// What a server said over several lines is one sentence for people, with its
// codes once and in front, and its own letters.
func TestAnswersOfServersAreWords(t *testing.T) {
	for _, c := range []struct {
		code       int
		said, want string
		dead       bool
	}{
		{550, "5.1.1 The account does not exist.\n5.1.1 Please look for typos\n5.1.1 x1si2", "550 5.1.1 The account does not exist. Please look for typos x1si2", true},
		{550, "Sorry\n5.1.1 it has gone", "550 5.1.1 Sorry it has gone", true},
		{452, "4.2.2 Full\n4.7.1 and more", "452 4.2.2 Full 4.7.1 and more", false},
		{550, "4.7.1 odd", "550 4.7.1 odd", false},
		{550, "see server 10.5.1.1", "550 see server 10.5.1.1", false},
		{550, "5.1.1 Bo\xeete inconnue", "550 5.1.1 Boîte inconnue", true},
		{550, "5.1.1 Boîte inconnue „été“", "550 5.1.1 Boîte inconnue „été“", true},
		{550, "", "550", false},
	} {
		got := judge(&textproto.Error{Code: c.code, Msg: c.said})
		if got.words != c.want || isDeadBox(got) != c.dead {
			t.Errorf("%q is written as %q, dead %v", c.said, got.words, isDeadBox(got))
		}
	}
	got := surveys.StatusWords("5.1.1", "smtp; 550-5.1.1 The account does not exist. 550-5.1.1 Please look 550 5.1.1 x1si2 \xe9")
	if want := "550-5.1.1 The account does not exist. Please look x1si2 é"; got != want {
		t.Errorf("a report says %q, want %q", got, want)
	}
}
