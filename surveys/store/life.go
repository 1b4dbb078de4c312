package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// keptLife is a life as it lies in Redis; days since 1970-01-01.
type keptLife struct {
	Stage      surveys.Stage      `json:"s,omitempty"`
	Spells     [][2]int           `json:"p,omitempty"` // won, lost
	Attributes surveys.Attributes `json:"a,omitempty"`
}

// keptStep is one step of it.
type keptStep struct {
	Number int            `json:"n"`
	Day    int            `json:"d"`
	Stage  surveys.Stage  `json:"s"`
	Reason string         `json:"r,omitempty"`
	By     surveys.UserID `json:"b,omitempty"`
	At     int64          `json:"t"`
}

func writeLife(l surveys.Life) (life, steps string, err error) {
	k := keptLife{Stage: l.Stage, Attributes: l.Attributes}
	for _, s := range l.Spells {
		k.Spells = append(k.Spells, [2]int{int(s.Won), int(s.Lost)})
	}
	all := make([]keptStep, len(l.Changes))
	for i, c := range l.Changes {
		all[i] = keptStep{c.Number, int(c.Day), c.Stage, c.Reason, c.By, c.At}
	}
	first, err := json.Marshal(k)
	if err != nil {
		return "", "", fmt.Errorf("life of a customer: %w", err)
	}
	second, err := json.Marshal(all)
	if err != nil {
		return "", "", fmt.Errorf("steps of a customer: %w", err)
	}
	return string(first), string(second), nil
}

// readLife reads a life; steps may be empty where nobody asks for them.
func readLife(life, steps string) (l surveys.Life, err error) {
	if life != "" {
		var k keptLife
		if err := json.Unmarshal([]byte(life), &k); err != nil {
			return l, fmt.Errorf("life of a customer: %w", err)
		}
		l.Stage, l.Attributes = k.Stage, k.Attributes
		for _, s := range k.Spells {
			l.Spells = append(l.Spells, surveys.Spell{Won: surveys.Day(s[0]), Lost: surveys.Day(s[1])})
		}
	}
	if steps == "" {
		return l, nil
	}
	var all []keptStep
	if err := json.Unmarshal([]byte(steps), &all); err != nil {
		return l, fmt.Errorf("steps of a customer: %w", err)
	}
	for _, s := range all {
		l.Changes = append(l.Changes, surveys.StageChange{Number: s.Number, Day: surveys.Day(s.Day), Stage: s.Stage, Reason: s.Reason, By: s.By, At: s.At})
	}
	return l, nil
}

// lifeRead is a life with the texts that a change is checked against.
type lifeRead struct {
	surveys.Life
	life, steps string
}

func (s *Store) readLifeOf(ctx context.Context, id surveys.CustomerID) (l lifeRead, err error) {
	pipe := s.rdb.Pipeline()
	life, steps := pipe.HGet(ctx, livesKey(), string(id)), pipe.HGet(ctx, lifeStepsKey(), string(id))
	if err := exec(ctx, pipe); err != nil {
		return l, fmt.Errorf("life of a customer: %w", err)
	}
	l.life, l.steps = life.Val(), steps.Val()
	l.Life, err = readLife(l.life, l.steps)
	return l, err
}

// Life returns what is known of a customer's way with us; nothing where nobody
// has said anything.
func (s *Store) Life(ctx context.Context, id surveys.CustomerID) (surveys.Life, error) {
	id, err := s.Canonical(ctx, id)
	if err != nil {
		return surveys.Life{}, err
	}
	l, err := s.readLifeOf(ctx, id)
	return l.Life, err
}

// lifeTries is how often a change is tried while others change the same life.
const lifeTries = 20

// PutCustomer changes a customer, and makes it where it is new. Safe to
// repeat: the same again changes nothing. Invalid for a patch that is wrong by
// itself or contradicts what is known.
func (s *Store) PutCustomer(ctx context.Context, id surveys.CustomerID, p surveys.CustomerPatch) (life surveys.Life, err error) {
	if err := p.Check(s.Today()); err != nil {
		return life, err
	}
	if id, err = s.Canonical(ctx, id); err != nil {
		return life, err
	}
	for range lifeTries {
		before, err := s.readLifeOf(ctx, id)
		if err != nil {
			return life, err
		}
		if life, err = before.With(p, s.Today(), s.now().Unix()); err != nil {
			return life, err
		}
		if err := s.nameCustomer(ctx, id, p.Name); err != nil {
			return life, err
		}
		if done, err := s.saveLife(ctx, id, before, life); done || err != nil {
			return life, err
		}
	}
	return life, surveys.Errorf(surveys.Conflict, "others change this customer at the same time; please try again")
}

// nameCustomer makes the customer where it is not there, and names it.
func (s *Store) nameCustomer(ctx context.Context, id surveys.CustomerID, name *string) error {
	fields := []any{customerID, string(id)}
	if name != nil {
		fields = append(fields, customerName, *name)
	}
	if err := s.rdb.HSet(ctx, customerKey(id), fields...).Err(); err != nil {
		return fmt.Errorf("name a customer: %w", err)
	}
	if name == nil {
		return nil
	}
	return s.NameCustomer(ctx, id, *name)
}

// saveLife writes the life; done is false where somebody else was quicker. What is
// told of a new step is on the schedule before it is written, so that neither
// is without the other: who looks and finds no such step says nothing.
func (s *Store) saveLife(ctx context.Context, id surveys.CustomerID, before lifeRead, after surveys.Life) (done bool, err error) {
	life, steps, err := writeLife(after)
	if err != nil {
		return false, err
	}
	if life == before.life && (steps == before.steps || len(after.Changes) == 0) {
		return true, nil
	}
	note := surveys.CustomerNote{}
	if step, isNew := newStep(before.Life, after); isNew {
		if err := s.announceStep(ctx, id, step); err != nil {
			return false, err
		}
		note = s.stepNote(id, step)
	}
	owed, err := s.owe(livesOwedKey(), note)
	if err != nil {
		return false, err
	}
	keys := []string{livesKey(), livesVersionKey(), lifeStepsKey(), owed.key}
	done, err = s.run(ctx, "live", keys, string(id), before.life, before.steps, life, steps, owed.field, owed.text).Bool()
	if err != nil {
		return false, fmt.Errorf("change a customer's life: %w", err)
	}
	if done {
		s.pay(ctx, owed)
	}
	return done, nil
}

// newStep is the step that the change has added.
func newStep(before, after surveys.Life) (surveys.StageChange, bool) {
	n, m := len(before.Changes), len(after.Changes)
	if m == 0 || n > 0 && before.Changes[n-1].Number >= after.Changes[m-1].Number {
		return surveys.StageChange{}, false
	}
	return after.Changes[m-1], true
}

// stepSoon is how long a step may take to be written after it was announced.
const stepSoon = 3 * time.Second

// announceStep puts a step on the schedule for those who are told of events.
func (s *Store) announceStep(ctx context.Context, id surveys.CustomerID, step surveys.StageChange) error {
	heard, err := s.hasListeners(ctx)
	if err != nil || !heard {
		return err
	}
	member := dueMember(surveys.DueEvent, fmt.Sprintf("%s.%d.%s", surveys.EntryStage, step.Number, id))
	at := s.now().Add(stepSoon).UnixMilli()
	if err := s.rdb.ZAdd(ctx, dueKey(lifeShard(id)), redis.Z{Score: float64(at), Member: member}).Err(); err != nil {
		return fmt.Errorf("announce a step: %w", err)
	}
	return nil
}

// stepNote is a step on the customer's timeline, on its day where that is past.
func (s *Store) stepNote(id surveys.CustomerID, step surveys.StageChange) surveys.CustomerNote {
	at := s.now()
	if step.Day != 0 && step.Day < s.Today() {
		at = step.Day.Start(s.zone)
	}
	return surveys.CustomerNote{ID: step.NoteID(), Customer: id,
		Kind: surveys.NoteStage, Text: step.Text(), By: step.By, At: at}
}
