package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// foundersKept is how long lists and mails of founders are kept.
const foundersKept = 400 * 24 * time.Hour

// keptPlace is a place on a list as it lies in Redis.
type keptPlace struct {
	Reason  surveys.FounderReason `json:"r"`
	Contact surveys.ContactID     `json:"u"`
	Voice   surveys.InvitationID  `json:"v,omitempty"`
	Case    surveys.CaseID        `json:"k,omitempty"`
	Since   surveys.Day           `json:"d,omitempty"`
	Order   int                   `json:"o"`
	State   surveys.FounderState  `json:"s"`
	Why     string                `json:"w,omitempty"`
	By      surveys.UserID        `json:"b,omitempty"`
	At      int64                 `json:"a,omitempty"` // ms
}

func (k keptPlace) place(week surveys.Day, customer surveys.CustomerID) surveys.FounderPlace {
	p := surveys.FounderPlace{Week: week, State: k.State, Why: k.Why, By: k.By,
		FounderCandidate: surveys.FounderCandidate{Customer: customer, Reason: k.Reason, Contact: k.Contact, Voice: k.Voice, Case: k.Case, Since: k.Since}}
	if k.At > 0 {
		p.At = time.UnixMilli(k.At).UTC()
	}
	return p
}

// keepCandidates keeps whom a list may be drawn from.
func (s *Store) keepCandidates(ctx context.Context, all []surveys.FounderCandidate) error {
	text, err := json.Marshal(all)
	if err == nil {
		err = s.rdb.Set(ctx, founderCandidatesKey(), text, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("keep candidates for founders: %w", err)
	}
	return nil
}

// Founders returns the list of the present week in its order. It is drawn when
// it is first asked for, and stays.
func (s *Store) Founders(ctx context.Context) ([]surveys.FounderPlace, error) {
	week := surveys.WeekOf(s.Today())
	kept, err := s.rdb.HGetAll(ctx, foundersKey(week)).Result()
	if err != nil {
		return nil, fmt.Errorf("list of founders: %w", err)
	}
	if len(kept) == 0 {
		if err := s.drawFounders(ctx, week); err != nil {
			return nil, err
		}
		if kept, err = s.rdb.HGetAll(ctx, foundersKey(week)).Result(); err != nil {
			return nil, fmt.Errorf("list of founders: %w", err)
		}
	}
	return s.foundersPlaces(ctx, week, kept)
}

// foundersPlaces reads a list with its mails.
func (s *Store) foundersPlaces(ctx context.Context, week surveys.Day, kept map[string]string) ([]surveys.FounderPlace, error) {
	type ordered struct {
		surveys.FounderPlace
		order int
	}
	var all []ordered
	for id, text := range kept {
		var k keptPlace
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return nil, fmt.Errorf("place on the list of founders: %w", err)
		}
		all = append(all, ordered{k.place(week, surveys.CustomerID(id)), k.Order})
	}
	slices.SortFunc(all, func(a, b ordered) int { return a.order - b.order })
	out := make([]surveys.FounderPlace, 0, len(all))
	for _, p := range all {
		if p.State == surveys.FounderWritten {
			letter, err := s.FounderLetter(ctx, week, p.Customer.Key())
			if err != nil && surveys.CodeOf(err) != surveys.NotFound {
				return nil, err
			}
			p.Letter = letter
		}
		out = append(out, p.FounderPlace)
	}
	into, err := s.aliasesNow(ctx)
	return mergedPlaces(out, into), err
}

// mergedPlaces lets customers that were merged since have one place: the one
// that somebody acted on, else the first.
func mergedPlaces(all []surveys.FounderPlace, into map[surveys.CustomerID]surveys.CustomerID) []surveys.FounderPlace {
	at := map[surveys.CustomerID]int{}
	var out []surveys.FounderPlace
	for _, p := range all {
		if other, ok := into[p.Customer]; ok {
			p.Customer, p.Letter.Customer = other, other
		}
		i, twice := at[p.Customer]
		switch {
		case !twice:
			at[p.Customer] = len(out)
			out = append(out, p)
		case out[i].State == surveys.FounderOpen && p.State != surveys.FounderOpen:
			out[i] = p
		}
	}
	return out
}

func (s *Store) drawFounders(ctx context.Context, week surveys.Day) error {
	text, err := s.rdb.Get(ctx, founderCandidatesKey()).Result()
	if isNil(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("candidates for founders: %w", err)
	}
	var all []surveys.FounderCandidate
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return fmt.Errorf("candidates for founders: %w", err)
	}
	written, err := s.foundersWrote(ctx)
	if err != nil {
		return err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return err
	}
	for i, c := range all { // some may have been merged since the last tending
		if other, ok := into[c.Customer]; ok {
			all[i].Customer = other
		}
	}
	args := []any{int64(foundersKept.Seconds())}
	for i, c := range surveys.PickFounders(week, all, written, s.now()) {
		text, err := json.Marshal(keptPlace{Reason: c.Reason, Contact: c.Contact, Voice: c.Voice, Case: c.Case, Since: c.Since, Order: i, State: surveys.FounderOpen})
		if err != nil {
			return err
		}
		args = append(args, string(c.Customer), string(text))
	}
	if len(args) == 1 {
		return nil
	}
	if err := s.run(ctx, "draw_founders", []string{foundersKey(week)}, args...).Err(); err != nil {
		return fmt.Errorf("draw the list of founders: %w", err)
	}
	return nil
}

// foundersWrote returns when a founder last wrote to whom, as far as it keeps a
// customer off the list.
func (s *Store) foundersWrote(ctx context.Context) (map[surveys.CustomerID]time.Time, error) {
	from := s.now().AddDate(0, 0, -surveys.FounderRest).UnixMilli()
	found, err := s.rdb.ZRangeByScoreWithScores(ctx, founderWrittenKey(), &redis.ZRangeBy{Min: strconv.FormatInt(from, 10), Max: "+inf"}).Result()
	if err != nil {
		return nil, fmt.Errorf("whom founders wrote to: %w", err)
	}
	into, err := s.aliasesNow(ctx)
	out := map[surveys.CustomerID]time.Time{}
	for _, z := range found { // the newest last
		id := surveys.CustomerID(z.Member.(string))
		if other, ok := into[id]; ok {
			id = other
		}
		out[id] = time.UnixMilli(int64(z.Score))
	}
	return out, err
}

// FounderAside puts a customer aside for the week, with a reason. NotFound where
// it is not on the list; Conflict where a founder has written already.
func (s *Store) FounderAside(ctx context.Context, customer surveys.CustomerID, by surveys.UserID, why string) error {
	why = surveys.OneLine(why, surveys.MaxAsideWhy)
	if why == "" {
		return surveys.InvalidField("why", "must say why not this week")
	}
	week, place, was, k, err := s.openPlace(ctx, customer)
	if err != nil {
		return err
	}
	k.State, k.Why, k.By, k.At = surveys.FounderAside, why, by, s.now().UnixMilli()
	is, err := json.Marshal(k)
	if err != nil {
		return err
	}
	done, err := s.run(ctx, "swap", []string{foundersKey(week)}, string(place), was, string(is)).Bool()
	if err != nil {
		return fmt.Errorf("put aside: %w", err)
	}
	if !done {
		return alreadyActed()
	}
	return nil
}

func alreadyActed() error {
	return surveys.Errorf(surveys.Conflict, "a founder has written or put this aside already")
}

// openPlace reads a customer's place on this week's list, which nobody has
// acted on. It stands under the id that the customer had when the list was
// drawn. NotFound, Conflict.
func (s *Store) openPlace(ctx context.Context, customer surveys.CustomerID) (week surveys.Day, place surveys.CustomerID, was string, k keptPlace, err error) {
	week, place = surveys.WeekOf(s.Today()), customer
	old, err := s.Formerly(ctx, customer)
	if err != nil {
		return week, place, "", k, err
	}
	found := false
	for _, id := range append([]surveys.CustomerID{customer}, old...) {
		text, err := s.rdb.HGet(ctx, foundersKey(week), string(id)).Result()
		if isNil(err) {
			continue
		}
		var one keptPlace
		if err == nil {
			err = json.Unmarshal([]byte(text), &one)
		}
		if err != nil {
			return week, id, "", k, fmt.Errorf("place on the list of founders: %w", err)
		}
		if !found || one.State != surveys.FounderOpen {
			place, was, k, found = id, text, one, true
		}
	}
	switch {
	case !found:
		err = surveys.Errorf(surveys.NotFound, "this customer is not on the list of the week")
	case k.State == surveys.FounderWritten:
		err = alreadyActed()
	}
	return week, place, was, k, err
}

// Fields of founderLetterKey; alert.lua knows state.
const (
	letterSubject = "subject"
)

// NewFounderLetter is what a founder writes.
type NewFounderLetter struct {
	Customer      surveys.CustomerID
	By            surveys.User
	Subject, Text string
	Told          func(to surveys.Contact, subject, text string) surveys.Telling // what the customer's timeline says; nil: nothing
}

// note is the line of the customer's timeline.
func (n NewFounderLetter) note(week surveys.Day, to surveys.Contact, subject, text string) surveys.CustomerNote {
	if n.Told == nil {
		return surveys.CustomerNote{}
	}
	return surveys.CustomerNote{ID: "founder-" + week.String(), Customer: n.Customer, Kind: surveys.NoteText, By: n.By.ID}.Told(n.Told(to, subject, text))
}

// WriteFounder keeps a founder's mail to a customer on this week's list and
// puts it on the schedule, once for each place. The same words once more are
// that mail: written is false. Invalid, NotFound, Conflict.
func (s *Store) WriteFounder(ctx context.Context, n NewFounderLetter) (l surveys.FounderLetter, written bool, err error) {
	text, err := replyWords(n.Text)
	if err != nil {
		return l, false, err
	}
	subject := surveys.OneLine(n.Subject, surveys.MaxLetterSubject)
	if subject == "" {
		return l, false, surveys.InvalidField("subject", "must not be empty")
	}
	week, place, was, k, err := s.openPlace(ctx, n.Customer)
	if surveys.CodeOf(err) == surveys.Conflict {
		if l, again := s.FounderLetter(ctx, week, place.Key()); again == nil && l.Text == text && l.By == n.By.ID {
			return l, false, nil
		}
	}
	if err != nil {
		return l, false, err
	}
	contact, err := s.Contact(ctx, k.Contact)
	if err != nil || surveys.CheckAddress(contact.Address) != "" {
		return l, false, surveys.Errorf(surveys.Conflict, "no address is known that a mail could be sent to")
	}
	now := s.now().UnixMilli()
	k.State, k.Why, k.By, k.At = surveys.FounderWritten, "", n.By.ID, now
	is, err := json.Marshal(k)
	if err != nil {
		return l, false, err
	}
	owed, err := s.owe(owedKey(digestShard), n.note(week, contact, subject, text))
	if err != nil {
		return l, false, err
	}
	key := place.Key()
	done, err := s.run(ctx, "write_founder",
		[]string{foundersKey(week), founderLetterKey(week, key), founderWrittenKey(), dueKey(digestShard), owed.key},
		string(place), was, string(is), now, dueMember(surveys.DueFounder, week.String()+"."+key), int64(foundersKept.Seconds()), owed.field, owed.text,
		caseCustomer, string(n.Customer), replyBy, string(n.By.ID), replyName, n.By.Called(), replyFrom, n.By.Email,
		replyTo, string(k.Contact), letterSubject, subject, replyText, text, replyAt, now).Bool()
	if err != nil {
		return l, false, fmt.Errorf("write a founder's mail: %w", err)
	}
	if !done {
		return l, false, alreadyActed()
	}
	s.pay(ctx, owed)
	l, err = s.FounderLetter(ctx, week, key)
	return l, true, err
}

// FounderLetter reads a founder's mail by its week and the key of its customer.
// NotFound.
func (s *Store) FounderLetter(ctx context.Context, week surveys.Day, customerKey string) (surveys.FounderLetter, error) {
	h, err := s.rdb.HGetAll(ctx, founderLetterKey(week, customerKey)).Result()
	if err != nil {
		return surveys.FounderLetter{}, fmt.Errorf("read a founder's mail: %w", err)
	}
	r, ok := readReply(0, 0, h)
	if !ok {
		return surveys.FounderLetter{}, surveys.Errorf(surveys.NotFound, "there is no such mail")
	}
	return surveys.FounderLetter{Week: week, Customer: surveys.CustomerID(h[caseCustomer]), By: r.By, Name: r.Name, From: r.From,
		To: r.To, Subject: h[letterSubject], Text: r.Text, At: r.At, State: r.State, Reason: r.Reason, Holder: r.Holder}, nil
}

// MoveFounderLetter moves a founder's mail from one state to another; false when
// it is in a third one.
func (s *Store) MoveFounderLetter(ctx context.Context, week surveys.Day, customerKey string, m AlertMove) (bool, error) {
	return s.moveMail(ctx, founderLetterKey(week, customerKey), replyState, m, 0)
}

// ReadFounderDue reads Monday and customer key out of due work.
func ReadFounderDue(id string) (week surveys.Day, customerKey string, ok bool) {
	before, key, found := strings.Cut(id, ".")
	week, err := surveys.ParseDay(before)
	return week, key, found && err == nil && key != ""
}
