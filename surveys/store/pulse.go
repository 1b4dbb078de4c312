package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// A pulse asks every few weeks, in rounds. The work of a round is one member of
// the schedule, pulse:<survey>: it goes through the customers in steps, and the
// hash of the pulse says how far it came. A step that is done twice finds its
// own invitations.

// Fields of a pulse's hash: round (number of the one that is next, or under
// way), monday (day), weeks, at (place of the walk, empty: not begun).
type pulse struct {
	round  int // 0: never planned
	monday surveys.Day
	weeks  int
	at     string
}

func (s *Store) readPulse(ctx context.Context, id surveys.SurveyID) (p pulse, err error) {
	v, err := s.rdb.HGetAll(ctx, pulseKey(id)).Result()
	if err != nil {
		return p, fmt.Errorf("read the pulse: %w", err)
	}
	return pulse{atoi(v["round"]), surveys.Day(atoi(v["monday"])), atoi(v["weeks"]), v["at"]}, nil
}

// begins returns when the work of a round begins: a day before its Monday, so
// that it is Monday nowhere yet.
func (s *Store) begins(monday surveys.Day) time.Time { return (monday - 1).Start(s.zone) }

// SchedulePulses plans the pulses of all surveys: at the start, for those that
// were saved by a program that died right after.
func (s *Store) SchedulePulses(ctx context.Context) error {
	all, err := s.Surveys(ctx)
	if err != nil {
		return err
	}
	for _, survey := range all.All() {
		if err := s.SchedulePulse(ctx, survey); err != nil {
			return err
		}
	}
	return nil
}

// SchedulePulse plans the rounds of a survey's pulse after it was saved, the
// first in the week that begins on the coming Monday; without a pulse it takes
// them off the schedule. Another distance between rounds counts from the last
// one. Safe to repeat.
func (s *Store) SchedulePulse(ctx context.Context, survey surveys.Survey) error {
	shard, member := survey.ID.Shard(), dueMember(surveys.DuePulse, string(survey.ID))
	if !survey.Pulses() {
		if err := s.rdb.ZRem(ctx, dueKey(shard), member).Err(); err != nil {
			return fmt.Errorf("end the pulse: %w", err)
		}
		return nil
	}
	p, err := s.readPulse(ctx, survey.ID)
	if err != nil {
		return err
	}
	round, due := any(""), s.now()
	if p.round > 0 {
		round = p.round
	}
	monday := p.monday
	if p.at == "" {
		monday = p.next(survey.Pulse, s.Today())
		due = s.begins(monday)
	}
	keys := []string{pulseKey(survey.ID), dueKey(shard)}
	err = s.run(ctx, "plan_pulse", keys, member, round, p.at, int(monday), survey.Pulse, due.UnixMilli()).Err()
	if err != nil {
		return fmt.Errorf("plan the pulse: %w", err)
	}
	return nil
}

// next is the Monday of the next round, where so many weeks lie between two.
func (p pulse) next(weeks int, today surveys.Day) surveys.Day {
	if p.round <= 1 {
		return today.NextMonday()
	}
	last := p.monday - surveys.Day(7*p.weeks)
	return max(today.NextMonday(), last+surveys.Day(7*weeks))
}

// Pulse does a part of a round whose time has come, and puts the rest, or the
// next round, on the schedule. asked counts the contacts that now have an
// invitation or a skip of the round. A round that could not begin on its Monday
// waits for the next one, so that nobody is asked in a heap.
func (s *Store) Pulse(ctx context.Context, d surveys.Due) (asked int, err error) {
	all, err := s.Surveys(ctx)
	if err != nil {
		return 0, err
	}
	survey, _ := all.Get(surveys.SurveyID(d.ID))
	if !survey.Pulses() {
		return 0, s.Finish(ctx, d)
	}
	p, err := s.readPulse(ctx, survey.ID)
	if err != nil {
		return 0, err
	}
	if p.round == 0 {
		p.round = 1
	}
	if p.at == "" && s.Today() > p.monday {
		p.monday = s.Today().NextMonday()
		return 0, s.movePulse(ctx, d, survey, p, s.begins(p.monday))
	}
	part, err := s.walkPulse(ctx, survey, p.at)
	if err != nil {
		return 0, err
	}
	if asked, err = s.askPulse(ctx, survey, p, part.contacts); err != nil {
		return 0, err
	}
	if p.at = part.next; p.at == "" {
		p.round, p.monday = p.round+1, p.monday+surveys.Day(7*survey.Pulse)
		return asked, s.movePulse(ctx, d, survey, p, s.begins(p.monday))
	}
	return asked, s.movePulse(ctx, d, survey, p, s.now())
}

func (s *Store) movePulse(ctx context.Context, d surveys.Due, survey surveys.Survey, p pulse, due time.Time) error {
	keys := []string{pulseKey(survey.ID), dueKey(d.Shard), attemptsKey(d.Shard)}
	err := s.run(ctx, "pulse", keys, dueMember(d.Kind, d.ID), d.Attempt, p.round, int(p.monday), survey.Pulse, p.at, due.UnixMilli()).Err()
	if err != nil {
		return fmt.Errorf("move the pulse: %w", err)
	}
	return nil
}
