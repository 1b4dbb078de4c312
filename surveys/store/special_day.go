package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// keptDay is a special day as it lies in Redis.
type keptDay struct {
	Customer surveys.CustomerID `json:"c"`
	Kind     surveys.DayKind    `json:"k"`
	Date     surveys.Day        `json:"d"`
	Yearly   bool               `json:"y,omitempty"`
	Note     string             `json:"n,omitempty"`
	Before   int                `json:"r,omitempty"`
	By       surveys.UserID     `json:"b,omitempty"`
	Told     surveys.Day        `json:"t,omitempty"`
}

func (k keptDay) day(id string) surveys.SpecialDay {
	return surveys.SpecialDay{ID: id, Customer: k.Customer, Kind: k.Kind, Date: k.Date, Yearly: k.Yearly,
		Note: k.Note, Before: k.Before, By: k.By, Told: k.Told}
}

// dayText is the inverse of keptDay.day; the same day always gives the same text.
func dayText(d surveys.SpecialDay) (string, error) {
	text, err := json.Marshal(keptDay{d.Customer, d.Kind, d.Date, d.Yearly, d.Note, d.Before, d.By, d.Told})
	return string(text), err
}

// AddSpecialDay keeps a special day of a customer, with what the customer's
// timeline says of it, empty for nothing, and puts the reminder on the schedule.
// The same day once more is that one. Invalid, NotFound.
func (s *Store) AddSpecialDay(ctx context.Context, d surveys.SpecialDay, told surveys.Telling) (surveys.SpecialDay, error) {
	if err := d.Check(); err != nil {
		return d, err
	}
	if _, err := s.Customer(ctx, d.Customer); err != nil {
		return d, err
	}
	all, err := s.SpecialDays(ctx, d.Customer)
	if err != nil {
		return d, err
	}
	for _, u := range all {
		if d.ID, d.Told = u.ID, u.Told; d == u.SpecialDay {
			return d, nil // whoever sent it saw an error, or pressed twice
		}
	}
	d.ID, d.Told = strings.ToLower(rand.Text()[:12]), 0
	note := surveys.CustomerNote{}
	if !told.IsZero() {
		note = surveys.CustomerNote{ID: dayNote(d.ID), Customer: d.Customer, Kind: surveys.NoteDay, By: d.By}.Told(told)
	}
	return d, s.putDay(ctx, d, nil, note)
}

// dayNote is the id of the line of the timeline that tells of a new day.
func dayNote(id string) string { return "day-" + id }

// ChangeSpecialDay changes one that is there; the customer stays. Invalid,
// NotFound, Conflict where somebody else changes it at the same time.
func (s *Store) ChangeSpecialDay(ctx context.Context, d surveys.SpecialDay) error {
	if err := d.Check(); err != nil {
		return err
	}
	before, err := s.SpecialDay(ctx, d.Customer.Key(), d.ID)
	if err != nil {
		return err
	}
	if d.Told = before.Told; d.Date != before.Date || d.Yearly != before.Yearly {
		d.Told = 0 // another day, of which nobody was reminded
	}
	return s.putDay(ctx, d, &before, surveys.CustomerNote{})
}

// RemoveSpecialDay removes it, with what the timeline said of it; that first,
// because of a day that is gone nobody knows what was said. NotFound.
func (s *Store) RemoveSpecialDay(ctx context.Context, customer surveys.CustomerID, id string) error {
	before, err := s.SpecialDay(ctx, customer.Key(), id)
	if err != nil {
		return err
	}
	if err := s.ForgetNote(ctx, customer, dayNote(id)); err != nil {
		return err
	}
	return s.putDay(ctx, surveys.SpecialDay{ID: id, Customer: customer}, &before, surveys.CustomerNote{})
}

// DayTold notes that somebody was reminded of an occurrence, and puts the next
// one on the schedule.
func (s *Store) DayTold(ctx context.Context, d surveys.SpecialDay, on surveys.Day) error {
	next := d
	next.Told = on
	return s.putDay(ctx, next, &d, surveys.CustomerNote{})
}

// putDay writes a day in the place of the one before; one without a kind is
// removed.
func (s *Store) putDay(ctx context.Context, d surveys.SpecialDay, before *surveys.SpecialDay, note surveys.CustomerNote) error {
	key := d.Customer.Key()
	shard, member := specialShard(key), key+"."+d.ID
	var was, is string
	var next, at any = "", ""
	var err error
	if before != nil {
		if was, err = dayText(*before); err != nil {
			return err
		}
	}
	if d.Kind != "" {
		if is, err = dayText(d); err != nil {
			return err
		}
		if on, ok := d.Next(s.Today()); ok {
			next = int(on)
		}
		if _, when, ok := d.Reminder(s.now(), s.zone); ok {
			at = when.UnixMilli()
		}
	}
	owed, err := s.owe(owedKey(shard), note)
	if err != nil {
		return err
	}
	code, err := s.run(ctx, "put_day", []string{specialDaysKey(key), upcomingKey(shard), dueKey(shard), attemptsKey(shard), owed.key},
		d.ID, was, is, member, next, dueMember(surveys.DueDay, member), at, surveys.MaxSpecialDays, owedField(d.Customer, dayNote(d.ID)), owed.text).Int()
	switch {
	case err != nil:
		return fmt.Errorf("keep a special day: %w", err)
	case code == 2:
		return surveys.InvalidField("date", "a customer has at most %d special days", surveys.MaxSpecialDays)
	case code == 0:
		return surveys.Errorf(surveys.Conflict, "somebody else changed this day at the same time")
	}
	s.pay(ctx, owed)
	return nil
}

// moveDays lets the special days of the old customer be those of the new one,
// with their reminders. Safe to repeat. Where the new one has no place left,
// a day stays where it is: whoever is reminded is told the new customer.
func (s *Store) moveDays(ctx context.Context, old, into surveys.CustomerID) error {
	all, err := s.SpecialDays(ctx, old)
	if err != nil {
		return err
	}
	for _, u := range all {
		moved := u.SpecialDay
		moved.Customer = into
		err := s.putDay(ctx, moved, nil, surveys.CustomerNote{})
		if code := surveys.CodeOf(err); code == surveys.Invalid {
			continue
		} else if err != nil && code != surveys.Conflict { // there already, from a try before
			return err
		}
		if err := s.RemoveSpecialDay(ctx, old, u.ID); err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
	}
	return nil
}

// SpecialDay reads one day by the key of its customer. NotFound.
func (s *Store) SpecialDay(ctx context.Context, key, id string) (surveys.SpecialDay, error) {
	text, err := s.rdb.HGet(ctx, specialDaysKey(key), id).Result()
	if isNil(err) {
		return surveys.SpecialDay{}, surveys.Errorf(surveys.NotFound, "there is no such day")
	}
	if err != nil {
		return surveys.SpecialDay{}, fmt.Errorf("read a special day: %w", err)
	}
	return readDay(id, text)
}

func readDay(id, text string) (surveys.SpecialDay, error) {
	var k keptDay
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return surveys.SpecialDay{}, fmt.Errorf("special day %s: %w", id, err)
	}
	return k.day(id), nil
}

// SpecialDays returns the days of a customer with their next occurrences, the
// soonest first; those that are over come last, the newest of them first.
func (s *Store) SpecialDays(ctx context.Context, customer surveys.CustomerID) ([]surveys.Upcoming, error) {
	all, err := s.rdb.HGetAll(ctx, specialDaysKey(customer.Key())).Result()
	if err != nil {
		return nil, fmt.Errorf("special days: %w", err)
	}
	today := s.Today()
	var ahead, over []surveys.Upcoming
	for id, text := range all {
		d, err := readDay(id, text)
		if err != nil {
			return nil, err
		}
		if on, ok := d.Next(today); ok {
			ahead = append(ahead, surveys.Upcoming{SpecialDay: d, On: on})
		} else {
			over = append(over, surveys.Upcoming{SpecialDay: d, On: d.Date})
		}
	}
	surveys.SortUpcoming(ahead)
	surveys.SortUpcoming(over)
	for i := len(over) - 1; i >= 0; i-- {
		ahead = append(ahead, over[i])
	}
	return ahead, nil
}

// UpcomingDays returns the special days of all customers in a period that does
// not begin before today, the soonest first.
func (s *Store) UpcomingDays(ctx context.Context, p surveys.Period) ([]surveys.Upcoming, error) {
	pipe := s.rdb.Pipeline()
	found := make([]*redis.StringSliceCmd, surveys.Shards)
	for shard := range found {
		// One whose day is over since it was written may have come again.
		found[shard] = pipe.ZRangeByScore(ctx, upcomingKey(shard), &redis.ZRangeBy{Min: "-inf", Max: strconv.Itoa(int(p.To))})
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("days to come: %w", err)
	}
	pipe = s.rdb.Pipeline()
	texts := map[string]*redis.StringCmd{}
	for _, members := range found {
		for _, member := range members.Val() {
			key, id, _ := strings.Cut(member, ".")
			texts[member] = pipe.HGet(ctx, specialDaysKey(key), id)
		}
	}
	if len(texts) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("days to come: %w", err)
	}
	var out []surveys.Upcoming
	for member, text := range texts {
		if isNil(text.Err()) {
			continue
		}
		_, id, _ := strings.Cut(member, ".")
		d, err := readDay(id, text.Val())
		if err != nil {
			return nil, err
		}
		if on, ok := d.Next(p.From); ok && p.Has(on) {
			out = append(out, surveys.Upcoming{SpecialDay: d, On: on})
		}
	}
	surveys.SortUpcoming(out)
	return out, nil
}

// dayMailsKept is how long a day remembers which mails reminded of it.
const dayMailsKept = 90 * 24 * time.Hour

// DayMails returns the mails that remind of an occurrence by address; one that
// waits is left out.
func (s *Store) DayMails(ctx context.Context, d surveys.SpecialDay, on surveys.Day) (map[string]AlertMail, error) {
	h, err := s.rdb.HGetAll(ctx, dayMailsKey(d.Customer.Key(), d.ID, on)).Result()
	if err != nil {
		return nil, fmt.Errorf("mails of a special day: %w", err)
	}
	return readAlertMails(h, ""), nil
}

// MoveDayMail is MoveAlertMail for a reminder of an occurrence.
func (s *Store) MoveDayMail(ctx context.Context, d surveys.SpecialDay, on surveys.Day, address string, m AlertMove) (bool, error) {
	return s.moveMail(ctx, dayMailsKey(d.Customer.Key(), d.ID, on), "1:"+address, m, dayMailsKept)
}
