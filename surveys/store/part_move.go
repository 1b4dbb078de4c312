package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// takeBack moves what lies in the slot of the customer that stays, and is the
// other's, back there. Every step is safe to repeat; the last one forgets the
// merger.
func (s *Store) takeBack(ctx context.Context, id surveys.CustomerID, m merger) error {
	p := parting{s: s, id: id, merger: m}
	for _, step := range []func(context.Context) error{p.projects, p.contacts, p.cases, p.days, p.timeline, p.notes} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("part customers: %w", err)
		}
	}
	if err := s.foldAnew(ctx, id, m.Into); err != nil {
		return err
	}
	is, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("part customers: %w", err)
	}
	// Unless it became another one again since.
	if err := s.run(ctx, "swap", []string{joinedKey()}, string(id), is, "").Err(); err != nil {
		return fmt.Errorf("part customers: %w", err)
	}
	return nil
}

// parting is a customer that comes back.
type parting struct {
	s  *Store
	id surveys.CustomerID
	merger
}

// owns reports whether something that names a customer is the one's who comes
// back.
func (p parting) owns(customer surveys.CustomerID) bool {
	return customer == p.id || slices.Contains(p.Led, customer)
}

// projects takes those away that the other has nothing of its own in.
func (p parting) projects(ctx context.Context) error {
	projects := make([]surveys.ProjectID, len(p.Projects))
	for i, id := range p.Projects {
		projects[i] = surveys.ProjectID(id)
	}
	found, err := p.s.sourcesIn(ctx, p.Into, projects)
	if err != nil {
		return err
	}
	for i, sources := range found {
		own := false
		for _, src := range sources {
			key, field := src.summaryAt()
			there, err := p.s.rdb.HExists(ctx, key, field).Result()
			if err != nil {
				return err
			}
			own = own || src.customer > 0 && there
		}
		if own {
			continue
		}
		if err := p.s.rdb.SRem(ctx, customerProjectsKey(p.Into), p.Projects[i]).Err(); err != nil {
			return err
		}
	}
	return nil
}

// contacts lets people belong where they did.
func (p parting) contacts(ctx context.Context) error {
	members, err := p.s.rdb.SMembers(ctx, customerContactsKey(p.id)).Result()
	if err != nil {
		return err
	}
	ids := make([]surveys.ContactID, len(members))
	for i, m := range members {
		ids[i] = surveys.ContactID(m)
	}
	found, err := p.s.Contacts(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !slices.Contains(p.Contacts, string(id)) {
			continue // known at both before
		}
		if c, there := found[id]; there && c.Customer == p.Into {
			if err := p.s.amend(ctx, contactKey(id), contactAddress, surveys.Phrasef("there is no such contact"), contactAt, string(p.id)); err != nil && surveys.CodeOf(err) != surveys.NotFound {
				return err
			}
		}
		if err := p.s.rdb.SRem(ctx, customerContactsKey(p.Into), string(id)).Err(); err != nil {
			return err
		}
	}
	return nil
}

// cases lets open cases be listed where they are from; those that were resolved
// meanwhile leave the list.
func (p parting) cases(ctx context.Context) error {
	var ids []surveys.CaseID
	for _, id := range []surveys.CustomerID{p.id, p.Into} {
		members, err := p.s.rdb.SMembers(ctx, customerCasesKey(id)).Result()
		if err != nil {
			return err
		}
		for _, m := range members {
			ids = append(ids, surveys.CaseID(atoi(m)))
		}
	}
	found, err := p.s.casesByID(ctx, ids)
	if err != nil {
		return err
	}
	give, take := p.s.rdb.Pipeline(), p.s.rdb.Pipeline()
	for id, c := range found {
		if !p.owns(c.Customer) {
			continue
		}
		if c.State == surveys.CaseResolved {
			give.SRem(ctx, customerCasesKey(p.id), int(id))
		} else {
			give.SAdd(ctx, customerCasesKey(p.id), int(id))
		}
		take.SRem(ctx, customerCasesKey(p.Into), int(id))
	}
	return giveThenTake(ctx, give, take)
}

// giveThenTake takes nothing away before all of it lies in its new place: half a
// pipeline may be all that goes out.
func giveThenTake(ctx context.Context, give, take redis.Pipeliner) error {
	if err := exec(ctx, give); err != nil {
		return err
	}
	return exec(ctx, take)
}

// timeline moves what happened by the id that comes back, quarter by quarter.
func (p parting) timeline(ctx context.Context) error {
	quarters, err := p.s.rdb.SMembers(ctx, customerQuartersKey(p.Into)).Result()
	if err != nil {
		return err
	}
	for _, q := range quarters {
		all, err := p.s.rdb.ZRangeWithScores(ctx, customerTimelineKey(p.Into, atoi(q)), 0, -1).Result()
		if err != nil {
			return err
		}
		if err := p.quarter(ctx, atoi(q), all); err != nil {
			return err
		}
	}
	return nil
}

func (p parting) quarter(ctx context.Context, quarter int, all []redis.Z) error {
	own, err := p.own(ctx, all)
	if err != nil {
		return err
	}
	give, take := p.s.rdb.Pipeline(), p.s.rdb.Pipeline()
	for _, z := range all {
		member := z.Member.(string)
		if !own[member] {
			continue
		}
		take.ZRem(ctx, customerTimelineKey(p.Into, quarter), member)
		if member[:1] == memberNote {
			continue // it has stayed where it was, too
		}
		give.SAdd(ctx, customerQuartersKey(p.id), strconv.Itoa(quarter))
		give.ZAdd(ctx, customerTimelineKey(p.id, quarter), z)
		if member[:1] == memberAnswered {
			give.ZRem(ctx, customerTimelineKey(p.id, quarter), memberAsked+member[1:])
		}
	}
	return giveThenTake(ctx, give, take)
}

// own are the members of a timeline that are of the one that comes back.
func (p parting) own(ctx context.Context, all []redis.Z) (map[string]bool, error) {
	own, invitations, cases := map[string]bool{}, map[surveys.InvitationID][]string{}, map[surveys.CaseID]string{}
	for _, z := range all {
		member := z.Member.(string)
		switch kind, id := readMember(member); kind {
		case memberNote:
			own[member] = slices.Contains(p.Notes, id)
		case memberCase:
			cases[surveys.CaseID(atoi(id))] = member
		default:
			invitations[surveys.InvitationID(id)] = append(invitations[surveys.InvitationID(id)], member)
		}
	}
	asked := make([]surveys.InvitationID, 0, len(invitations))
	for id := range invitations {
		asked = append(asked, id)
	}
	found, err := p.s.Invitations(ctx, asked)
	if err != nil {
		return nil, err
	}
	for _, inv := range found {
		for _, member := range invitations[inv.ID] {
			own[member] = p.owns(inv.Customer)
		}
	}
	opened := make([]surveys.CaseID, 0, len(cases))
	for id := range cases {
		opened = append(opened, id)
	}
	known, err := p.s.casesByID(ctx, opened)
	for id, c := range known {
		own[cases[id]] = p.owns(c.Customer)
	}
	return own, err
}

// notes takes those away that the other had not; what was written since stays.
func (p parting) notes(ctx context.Context) error {
	if len(p.Notes) == 0 {
		return nil
	}
	return p.s.rdb.HDel(ctx, customerNotesKey(p.Into), p.Notes...).Err()
}

// days moves special days back, as they are now, with the lines that tell of
// them: these left the other's timeline with the days.
func (p parting) days(ctx context.Context) error {
	all, err := p.s.SpecialDays(ctx, p.Into)
	if err != nil {
		return err
	}
	for _, d := range all {
		if !slices.Contains(p.Days, d.ID) {
			continue
		}
		told, err := p.s.customerNotes(ctx, p.Into, []string{dayNote(d.ID)})
		if err != nil {
			return err
		}
		for _, note := range told {
			note.Customer = p.id
			if err := p.s.NoteCustomer(ctx, note); err != nil {
				return err
			}
		}
		back := d.SpecialDay
		back.Customer = p.id
		if err := p.s.putDay(ctx, back, nil, surveys.CustomerNote{}); err != nil && surveys.CodeOf(err) != surveys.Conflict {
			return err
		}
		if err := p.s.RemoveSpecialDay(ctx, p.Into, d.ID); err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
	}
	return nil
}
