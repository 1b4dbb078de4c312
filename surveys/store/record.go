package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// Confirmation is what a served page sent back.
type Confirmation struct {
	Nonce  surveys.Nonce
	Step   int // of the page, from 1
	Act    surveys.Act
	Choice int
	Known  bool // the browser brought the keepsake of an answer that counted

	Declined bool // "I did not mean to rate"
	Words    surveys.Words
	Showed   bool // the page showed the words before, so empty ones take them back
}

// Recorded is what became of it.
type Recorded struct {
	State    surveys.VisitState // empty: a replay, Answer and Choice say how things stand
	Seen     int
	Doubts   surveys.Doubts
	Answer   surveys.AnswerState
	Choice   int // that counts; only with an answer
	Conflict bool
}

// Codes that record.lua answers.
const (
	recordAgain    = 0
	recordReplay   = 6
	recordConflict = 7
	recordRefused  = 8
	recordNeedCase = 9
)

// record is one run of record.lua.
type record struct {
	id          surveys.InvitationID
	scale       surveys.ScaleID
	visit, step int
	seen        int
	wanted      string // a letter, see the script
	by          surveys.Evidence
	choice      int
	replaces    bool
	client      surveys.Client
	tapped      time.Time
	settleAt    time.Time
	words       surveys.Words
	showed      bool
	story       story // the case that it belongs to, once the script has asked for it
}

// recordOutcome is what the script answered.
type recordOutcome struct {
	code, seen, choice int
	answer             surveys.AnswerState
	caseID             surveys.CaseID
}

// Confirm weighs what a page sent back and records it: an answer by
// precedence, a tap that is held back, or only a note. All or nothing; a
// repeat changes nothing. Conflict: nothing can be answered any more.
func (s *Store) Confirm(ctx context.Context, c Confirmation) (Recorded, error) {
	doubts, r := c.Nonce.Doubts, newRecord(c, s.now())
	for range 20 {
		ruling := surveys.Rule(c.Act, doubts, c.Known)
		if c.Declined {
			ruling = surveys.Ruling{State: surveys.VisitDeclined, By: surveys.ByButton}
		}
		r.wanted, r.by = visitLetters()[ruling.State], ruling.By
		if ruling.State == surveys.VisitHeld && r.settleAt.IsZero() {
			_, visits, err := s.visitsOf(ctx, r.id)
			if err != nil {
				return Recorded{}, err
			}
			r.settleAt = visits.Window.SettleAt(visits.Delivered, s.now())
		}
		out, err := s.record(ctx, r)
		if err != nil {
			return Recorded{}, err
		}
		if out.code != recordAgain {
			return s.recorded(ctx, c, out, doubts)
		}
		visits, err := s.Visits(ctx, r.id)
		if err != nil {
			return Recorded{}, err
		}
		doubts, r.seen = reweigh(c, visits), visits.Seen
	}
	return Recorded{}, surveys.Errorf(surveys.Unavailable, "too much is happening at once; please try again")
}

func newRecord(c Confirmation, now time.Time) record {
	return record{
		id: c.Nonce.Invitation, scale: c.Nonce.Scale, visit: c.Nonce.Visit, step: c.Step, seen: c.Nonce.Seen,
		choice: c.Choice, replaces: c.Act == surveys.ActButton || c.Known, client: c.Nonce.Client,
		tapped: now, words: c.Words, showed: c.Showed,
	}
}

// reweigh judges the visit again with all that came since. A visit that a
// storm pushed out is judged by what its nonce holds.
func reweigh(c Confirmation, all surveys.Visits) surveys.Doubts {
	visit, ok := all.Visit(c.Nonce.Visit)
	if !ok {
		visit = surveys.Visit{Number: c.Nonce.Visit, At: c.Nonce.OpenedAt, Choice: c.Nonce.Choice, Client: c.Nonce.Client}
		return c.Nonce.Doubts | surveys.Weigh(all, visit)
	}
	return surveys.Weigh(all, visit)
}

// recorded reads the outcome; different buttons of one page at once speak
// against the client and take its answer back.
func (s *Store) recorded(ctx context.Context, c Confirmation, out recordOutcome, d surveys.Doubts) (Recorded, error) {
	rec := Recorded{Seen: out.seen, Doubts: d, Answer: out.answer, Choice: out.choice}
	switch out.code {
	case recordRefused:
		return Recorded{}, surveys.Errorf(surveys.Conflict, "this question can no longer be answered")
	case recordReplay:
		return rec, nil
	case recordConflict:
		rec.Conflict = true
		voided, err := s.flag(ctx, c.Nonce.Invitation, c.Nonce.Client, surveys.DoubtPresses, untouched+"bfg")
		if voided {
			rec.Answer = surveys.AnswerVoid
		}
		rec.Doubts |= surveys.DoubtPresses
		return rec, err
	}
	rec.State = [...]surveys.VisitState{1: surveys.VisitCounted, 2: surveys.VisitHeld, 3: surveys.VisitNoted,
		4: surveys.VisitKept, 5: surveys.VisitDeclined}[out.code]
	return rec, nil
}

// record runs the script, with the keys of a case where it asks for them.
func (s *Store) record(ctx context.Context, r record) (recordOutcome, error) {
	for range storyTries {
		out, err := s.runRecord(ctx, r)
		if err != nil || out.code != recordNeedCase {
			return out, err
		}
		inv, err := s.Invitation(ctx, r.id)
		if err != nil {
			return recordOutcome{}, err
		}
		if r.story, err = s.storyOf(ctx, inv, out.caseID); err != nil {
			return recordOutcome{}, err
		}
	}
	return recordOutcome{}, fmt.Errorf("record: asks for the case again and again")
}

func (s *Store) runRecord(ctx context.Context, r record) (recordOutcome, error) {
	shard := r.id.Shard()
	scale, _ := surveys.ScaleByID(r.scale)
	keys := []string{
		invitationKey(r.id), visitsKey(r.id), wordsKey(r.id), outboxKey(shard), dueKey(shard), saidKey(shard),
		storiesKey(shard), historyKey(r.id), troubleKey(shard),
		attemptsKey(shard), unconfirmedKey(shard), saidLogKey(shard),
	}
	args := []any{
		string(r.id), s.now().UnixMilli(), r.visit, r.step, r.seen, r.wanted, evidenceLetter(r.by), r.choice,
		flagOf(r.replaces), moodOf(scale, r.choice), r.client.String(), r.tapped.UnixMilli(),
		r.settleAt.UnixMilli(), int(visitsTTL.Seconds()), r.words.Comment, strings.Join(r.words.Reasons, ","),
		flagOf(r.words.ContactWanted), flagOf(r.showed),
	}
	if r.story.id != 0 {
		keys = append(keys, storyKeys(r.story.id)...)
		args = append(args, int(r.story.id), flagOf(r.story.fresh()), r.story.escalate)
		args = append(args, r.story.fields...)
	}
	out, err := s.run(ctx, "record", keys, args...).Int64Slice()
	if err != nil {
		return recordOutcome{}, fmt.Errorf("record: %w", err)
	}
	states := [...]surveys.AnswerState{surveys.AnswerNone, surveys.AnswerPending, surveys.Answered, surveys.AnswerVoid, surveys.AnswerExpired}
	return recordOutcome{
		code: int(out[0]), seen: int(out[1]), answer: states[out[2]], choice: int(out[3]), caseID: surveys.CaseID(out[4]),
	}, nil
}

// moodOf says to a script what a choice means: 1 a complaint, 2 satisfied.
func moodOf(scale surveys.Scale, choice int) string {
	switch {
	case scale.IsComplaint(choice):
		return "1"
	case scale.IsSatisfied(choice):
		return "2"
	}
	return ""
}
