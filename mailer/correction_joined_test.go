package mailer_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// Two people of one customer complain, and the team is told of both in one
// case. Whoever of them thinks better of it, the team hears of it.
func TestAChangeOfAnyAnswerOfTheCaseIsTold(t *testing.T) {
	for name, who := range map[string][]int{"the first": {0}, "the second": {1}, "both": {0, 1}, "both, the second before": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			h, first := alerted(t, "ada@house.example")
			second := h.await(storetest.Ask(h, h.store, storetest.ID("T-joined"), storetest.To("zoe@northwind.example", "Zoe")).ID, surveys.MailSent)
			h.presses(second, 2)
			h.relay()
			h.mails(h.sink, "ada@house.example", 2)
			h.later(time.Minute)
			both := []surveys.Invitation{first, second}
			want := []string{"Anna Berg changed the rating from 1 of 5 to 4 of 5", "Zoe changed the rating from 2 of 5 to 5 of 5"}
			for _, i := range who {
				h.presses(both[i], 4+i)
				h.later(time.Second)
			}
			h.corrected()
			h.dueAgain("correct:" + strconv.Itoa(int(first.Case)))
			h.corrected()
			var got []string
			for _, raw := range h.follows("ada@house.example") {
				for _, w := range want {
					if strings.Contains(strings.ReplaceAll(raw, "=\r\n", ""), w) {
						got = append(got, w)
					}
				}
			}
			var wanted []string
			for _, i := range who {
				wanted = append(wanted, want[i])
			}
			if !slices.Equal(got, wanted) {
				t.Errorf("told %q, want %q", got, wanted)
			}
		})
	}
}
