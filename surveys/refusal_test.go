package surveys_test

import (
	"testing"

	"barometer/surveys"
)

func TestRefusalsAreReadByTheirCodes(t *testing.T) {
	for words, want := range map[string]surveys.Refusal{
		"550 5.1.1 No such user":            {Code: 550, Class: 5, Subject: 1, Detail: 1},
		"550-5.1.1 The email account":       {Code: 550, Class: 5, Subject: 1, Detail: 1},
		"5.1.10":                            {Class: 5, Subject: 1, Detail: 10},
		"452 full":                          {Code: 452, Class: 4},
		"550 5.7.515 Access denied":         {Code: 550, Class: 5, Subject: 7, Detail: 515},
		"421":                               {Code: 421, Class: 4},
		"No such user":                      {},
		"":                                  {},
		"5500 rabbits":                      {},
		"the server said 550 5.1.1 to that": {},
		"550 5.1.1234 odd":                  {Code: 550, Class: 5},
	} {
		if got, ok := surveys.ReadRefusal(words); got != want || ok != (want.Class != 0) {
			t.Errorf("%q is read as %+v, %v; want %+v", words, got, ok, want)
		}
	}
}

// Only the mailbox's own end silences a person; what may be our fault never does.
func TestWhatRefusalsMean(t *testing.T) {
	type meaning struct{ dead, grey, full, crowded bool }
	for words, want := range map[string]meaning{
		"550 5.1.1 x": {dead: true}, "550 5.1.2 x": {dead: true}, "551 5.1.6 x": {dead: true},
		"556 5.1.10 x": {dead: true}, "550 5.2.1 x": {dead: true}, "5.1.1": {dead: true},
		"550 5.1.8 x": {}, "550 5.7.1 x": {}, "550 5.7.26 x": {}, "554 5.4.4 x": {}, "554 5.3.4 x": {}, "550 x": {}, "550 5.1.0 x": {}, "550 5.0.0 x": {},
		"450 4.1.1 x": {}, "550 5.1.11 x": {}, "450 4.7.1 x": {grey: true}, "451 4.7.0 x": {grey: true}, "450 x": {grey: true}, "451 x": {grey: true},
		"452 4.2.2 x": {full: true}, "552 5.2.2 x": {full: true},
		"421 4.7.28 x": {crowded: true}, "421 x": {crowded: true}, "450 4.7.28 x": {crowded: true}, "451 4.3.2 x": {crowded: true},
		"421 4.7.0 x": {grey: true, crowded: true}, "452 4.3.1 x": {},
	} {
		r, _ := surveys.ReadRefusal(words)
		if got := (meaning{r.DeadBox(), r.Greylisted(), r.Full(), r.Crowded()}); got != want {
			t.Errorf("%s: %+v, want %+v", words, got, want)
		}
	}
}
