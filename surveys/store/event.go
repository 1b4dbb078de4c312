package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Kinds of members of a customer's timeline. An invitation is shown as asked
// until it is answered, then as answered.
const (
	memberAsked    = "q" // then the 10 bytes of the invitation
	memberAnswered = "a" // the same
	memberCase     = "k" // then the number of the case
	memberNote     = "n" // then the id of the note
)

// readMember returns kind and id in letters of a member, as moments carry them.
func readMember(member string) (kind, id string) {
	kind, id = member[:1], member[1:]
	if kind == memberAsked || kind == memberAnswered {
		id = string(invitationOf(id))
	}
	return kind, id
}

// showCustomers queues what the entries tell of customers, in the customers'
// own slots; into leads from merged customers to what they became. Safe to
// repeat: every member has one place.
func (s *Store) showCustomers(ctx context.Context, pipe redis.Pipeliner, b Batch, cases map[surveys.CaseID]caseGlance,
	into map[surveys.CustomerID]surveys.CustomerID) {
	c := customerEvents{ctx: ctx, pipe: pipe, zone: s.zone, noted: map[string]bool{}}
	for _, e := range b.entries {
		if e.Customer == "" {
			continue
		}
		if id, ok := into[e.Customer]; ok {
			e.Customer = id
		}
		c.note(customerProjectsKey(e.Customer), string(e.Project))
		switch e.Kind {
		case surveys.EntryAsked:
			c.show(e.Customer, surveys.DayOf(e.At, s.zone), e.At, memberAsked+timelineMember(e.Invitation))
		case surveys.EntryAnswered, surveys.EntryImported:
			c.show(e.Customer, e.Day, e.answered, memberAnswered+timelineMember(e.Invitation))
			c.forgetAsked(e)
		}
		if glance, ok := cases[e.Case]; ok {
			c.showCase(e.Customer, e.Case, glance)
		}
	}
}

// customerEvents queues writes to customers' slots.
type customerEvents struct {
	ctx   context.Context
	pipe  redis.Pipeliner
	zone  *time.Location
	noted map[string]bool // key and member of the sets written in this batch
}

// note puts a member into a set, once a batch.
func (c customerEvents) note(key, member string) {
	if !c.noted[key+member] {
		c.noted[key+member] = true
		c.pipe.SAdd(c.ctx, key, member)
	}
}

// show puts a member on the customer's timeline.
func (c customerEvents) show(id surveys.CustomerID, day surveys.Day, at time.Time, member string) {
	quarter := day.Quarter()
	c.note(customerQuartersKey(id), strconv.Itoa(quarter))
	c.pipe.ZAdd(c.ctx, customerTimelineKey(id, quarter), redis.Z{Score: float64(at.Unix()), Member: member})
}

// forgetAsked takes the question away that the answer replaces. It was asked
// about when its mail was sent.
func (c customerEvents) forgetAsked(e entry) {
	if e.Kind != surveys.EntryAnswered {
		return
	}
	quarters := []int{e.Day.Quarter()}
	if q := e.SentDay.Quarter(); e.SentDay != 0 && q != quarters[0] {
		quarters = append(quarters, q)
	}
	for _, q := range quarters {
		c.pipe.ZRem(c.ctx, customerTimelineKey(e.Customer, q), memberAsked+timelineMember(e.Invitation))
	}
}

// showCase puts a case on the timeline, and on the list of open ones or off it.
func (c customerEvents) showCase(customer surveys.CustomerID, id surveys.CaseID, glance caseGlance) {
	c.show(customer, surveys.DayOf(glance.opened, c.zone), glance.opened, memberCase+strconv.Itoa(int(id)))
	if glance.state == surveys.CaseResolved {
		c.pipe.SRem(c.ctx, customerCasesKey(customer), int(id))
		return
	}
	c.pipe.SAdd(c.ctx, customerCasesKey(customer), int(id))
}

// CustomerTimeline returns what happened at a customer, newest first, and the
// cursor of the next page, empty at the end. An invitation is shown as asked
// until it is answered, then as answered. Invalid for a cursor that is none.
func (s *Store) CustomerTimeline(ctx context.Context, id surveys.CustomerID, cursor string, limit int) (items []surveys.Event, next string, err error) {
	return s.CustomerTimelineOf(ctx, id, "", cursor, limit)
}

// CustomerTimelineOf is CustomerTimeline of one kind of event; empty: of all.
func (s *Store) CustomerTimelineOf(ctx context.Context, id surveys.CustomerID, kind surveys.EventKind, cursor string, limit int) (items []surveys.Event, next string, err error) {
	w, err := s.customerWalk(ctx, id, surveys.Period{}, "")
	if err != nil {
		return nil, "", err
	}
	return s.newRecall(id, w.quarters).timeline(ctx, kind, cursor, limit)
}

// timeline goes back from a cursor until limit events are found, and returns
// the cursor of what is older: not every member stands for an event.
func (r *recall) timeline(ctx context.Context, kind surveys.EventKind, cursor string, limit int) (items []surveys.Event, next string, err error) {
	before, err := parseMoment(cursor)
	if err != nil {
		return nil, "", err
	}
	w := r.walk("")
	limit = min(max(1, limit), 200)
	for {
		found, done, err := w.back(ctx, before, limit)
		if err != nil {
			return nil, "", err
		}
		found = ofKind(found, kind)
		more := len(found) > limit-len(items)
		found = found[:min(len(found), limit-len(items))]
		events, err := r.events(ctx, found)
		if err != nil {
			return nil, "", err
		}
		if items = append(items, events...); len(found) > 0 {
			before = found[len(found)-1]
		}
		if done && !more {
			return items, "", nil
		}
		if more || len(items) >= limit {
			return items, before.String(), nil
		}
	}
}

// ofKind keeps the members that show events of a kind.
func ofKind(all []moment, kind surveys.EventKind) []moment {
	letter := map[surveys.EventKind]string{surveys.EventAsked: memberAsked, surveys.EventAnswered: memberAnswered,
		surveys.EventCase: memberCase, surveys.EventNote: memberNote}[kind]
	if letter == "" {
		return all
	}
	return slices.DeleteFunc(all, func(m moment) bool { return !strings.HasPrefix(m.id, letter) })
}

// members are what lines of a timeline stand for, by their ids.
type members struct {
	invitations map[surveys.InvitationID]surveys.Invitation
	cases       map[surveys.CaseID]surveys.Case
	notes       map[string]surveys.CustomerNote
}

// events reads what members of the timeline stand for; what does not hold any
// more is left out.
func (r *recall) events(ctx context.Context, at []moment) ([]surveys.Event, error) {
	var ids []surveys.InvitationID
	var cases []surveys.CaseID
	var notes []string
	for _, m := range at {
		switch kind, id := m.id[:1], m.id[1:]; kind {
		case memberCase:
			cases = append(cases, surveys.CaseID(atoi(id)))
		case memberNote:
			notes = append(notes, id)
		default:
			ids = append(ids, surveys.InvitationID(id))
		}
	}
	var all members
	var err error
	if all.notes, err = r.s.customerNotes(ctx, r.customer, notes); err != nil {
		return nil, err
	}
	if all.cases, err = r.s.casesByID(ctx, cases); err != nil {
		return nil, err
	}
	for _, c := range all.cases {
		ids = append(ids, c.Invitation)
	}
	found, err := r.invitations(ctx, ids, len(ids))
	if err != nil {
		return nil, err
	}
	all.invitations = make(map[surveys.InvitationID]surveys.Invitation, len(found))
	for _, inv := range found {
		all.invitations[inv.ID] = inv
	}
	out := make([]surveys.Event, 0, len(at))
	for _, m := range at {
		if e, ok := all.event(m); ok {
			out = append(out, e)
		}
	}
	return out, nil
}

func (all members) event(m moment) (e surveys.Event, ok bool) {
	e.At = time.Unix(m.at, 0).UTC()
	kind, id := m.id[:1], m.id[1:]
	switch kind {
	case memberCase:
		e.Kind = surveys.EventCase
		e.Case, ok = all.cases[surveys.CaseID(atoi(id))]
		e.Invitation = all.invitations[e.Case.Invitation]
		return e, ok
	case memberNote:
		e.Kind = surveys.EventNote
		e.Note, ok = all.notes[id]
		return e, ok
	case memberAnswered:
		e.Kind = surveys.EventAnswered
	default:
		e.Kind = surveys.EventAsked
	}
	e.Invitation, ok = all.invitations[surveys.InvitationID(id)]
	return e, ok && stillSo(kind, m, e.Invitation)
}

// stillSo reports whether an invitation is what its line says: an answer that
// was taken back and given anew stands where it was given before, too.
func stillSo(kind string, m moment, inv surveys.Invitation) bool {
	if kind == memberAnswered {
		return inv.AnsweredAt.Unix() == m.at
	}
	return inv.Answer != surveys.Answered
}
