package store

import (
	"strconv"
	"time"

	"barometer/surveys"
)

// A tally hash covers a month or a quarter. Its fields are numbers, because
// Redis packs a number into half the bytes of a word: the day, counted from 1
// in the span, times 100, and the code of what is counted. A code is the number
// of choices of the scale and the choice: 1754 is 4 on csat5 on the 17th, 1731
// the frown of faces3. nps11 takes 80 to 90, the counts of mails 1 to 3. A mail
// is counted once, as silent or as answered: the answer moves it from one to the
// other, and a field that has come to 0 is removed.
const (
	codeSilent   = 1 // sent on the day and not answered
	codeBounced  = 2 // sent on the day and come back
	codeAnswered = 3 // sent on the day and answered, whenever
	codes        = 100
)

// codeOf returns the code of a choice, 0 for one of an unknown scale.
func codeOf(scale surveys.ScaleID, choice int) int {
	s, ok := surveys.ScaleByID(scale)
	if !ok || !s.Has(choice) {
		return 0
	}
	if scale == surveys.NPS11 {
		return 80 + choice
	}
	return 10*len(s.Badness) + choice
}

// choiceOf is the inverse of codeOf; ok is false for other codes. It is asked for
// every field of every tally, so it makes no scale.
func choiceOf(code int) (scale surveys.ScaleID, choice int, ok bool) {
	choice = code % 10
	switch code / 10 {
	case 2:
		scale = surveys.Thumbs
	case 3:
		scale = surveys.Faces3
	case 4:
		scale = surveys.Thermometer4
	case 5:
		scale = surveys.CSAT5
	case 7:
		scale = surveys.CES7
	case 8, 9:
		return surveys.NPS11, code - 80, code <= 90
	default:
		return "", choice, false
	}
	return scale, choice, choice >= 1 && choice <= code/10
}

// count is one thing counted on a day.
type count struct {
	day  surveys.Day
	code int
	by   int // how far the count moves
}

// field returns the count's field in the hash of the span that begins on first.
func (c count) field(first surveys.Day) string {
	return strconv.Itoa((int(c.day-first)+1)*codes + c.code)
}

// isAnswer tells answers from mails.
func (c count) isAnswer() bool { return c.code > codeAnswered }

// move moves the tally by the count.
func (c count) move(t *surveys.Tally) {
	switch c.code {
	case codeSilent:
		t.Sent += c.by
	case codeBounced:
		t.Bounced += c.by
	case codeAnswered:
		t.Sent += c.by
		t.Answered += c.by
	default:
		if scale, choice, ok := choiceOf(c.code); ok {
			t.Count(scale, choice, c.by)
		}
	}
}

// countsOf returns how an outbox entry moves every tally that it belongs to.
func countsOf(e surveys.Entry) []count {
	answer := func(choice, by int) count { return count{e.Day, codeOf(e.Scale, choice), by} }
	switch e.Kind {
	case surveys.EntrySent, surveys.EntryTaken:
		if e.By != "" { // answered before the sending was noted
			return mailCount(e, codeAnswered, 1)
		}
		return mailCount(e, codeSilent, 1)
	case surveys.EntryBounced:
		return mailCount(e, codeBounced, 1)
	case surveys.EntryArrived:
		return mailCount(e, codeBounced, -1)
	}
	if codeOf(e.Scale, e.Choice) == 0 {
		return nil
	}
	switch e.Kind {
	case surveys.EntryAnswered, surveys.EntryRestored, surveys.EntryImported:
		return append(silenceBroken(e, 1), answer(e.Choice, 1))
	case surveys.EntryVoided:
		return append(silenceBroken(e, -1), answer(e.Choice, -1))
	case surveys.EntryChanged:
		return []count{answer(e.Was, -1), answer(e.Choice, 1)}
	}
	return nil
}

// silenceBroken moves the mail of an answer to those that are answered, or, by
// -1, back.
func silenceBroken(e surveys.Entry, by int) []count {
	return append(mailCount(e, codeSilent, -by), mailCount(e, codeAnswered, by)...)
}

// mailCount counts on the day of sending; nothing where no mail was sent.
func mailCount(e surveys.Entry, code, by int) []count {
	if e.SentDay == 0 {
		return nil
	}
	return []count{{e.SentDay, code, by}}
}

// monthStart returns the first day of a month such as 202603.
func monthStart(month int) surveys.Day {
	return surveys.DayFromDate(month/100, time.Month(month%100), 1)
}

// quarterStart returns the first day of a quarter such as 20261.
func quarterStart(quarter int) surveys.Day {
	return surveys.DayFromDate(quarter/10, time.Month(quarter%10*3-2), 1)
}

// readTally calls do for each count in the hash of the span that begins on
// first.
func readTally(h map[string]string, first surveys.Day, do func(count)) {
	for field, value := range h {
		n, by := atoi(field), atoi(value)
		if n >= codes && by != 0 {
			do(count{first + surveys.Day(n/codes) - 1, n % codes, by})
		}
	}
}
