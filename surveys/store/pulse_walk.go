package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// How far one step of a pulse goes, at most.
const (
	pulseCustomers = 50
	pulseProjects  = 100
)

// pulsed is a contact that a pulse came across.
type pulsed struct {
	contact  surveys.ContactID
	customer surveys.CustomerID
	project  surveys.ProjectID // where it was found
}

// pulsePart is what one step of a pulse finds.
type pulsePart struct {
	contacts []pulsed
	next     string // where the next step begins; empty: the round is through
}

// pulsePlace is a place in the walk: shards, in them projects by number, in them
// customers by number.
type pulsePlace struct{ shard, project, offset int }

func (p pulsePlace) String() string {
	return fmt.Sprintf("%d:%d:%d", p.shard, p.project, p.offset)
}

func parsePulsePlace(text string) (p pulsePlace) {
	shard, rest, _ := strings.Cut(text, ":")
	project, offset, _ := strings.Cut(rest, ":")
	return pulsePlace{atoi(shard), atoi(project), atoi(offset)}
}

// walkPulse goes on from a place through one shard at most. Numbers are only
// ever added, so places stay where they are.
func (s *Store) walkPulse(ctx context.Context, survey surveys.Survey, at string) (part pulsePart, err error) {
	place := parsePulsePlace(at)
	projects, err := s.pulseProjects(ctx, survey, place.shard)
	if err != nil {
		return part, err
	}
	left, visited := pulseCustomers, 0
	for _, number := range projects {
		if number < place.project {
			continue
		}
		if number > place.project {
			place.project, place.offset = number, 0
		}
		if visited++; visited > pulseProjects {
			part.next = place.String()
			return part, nil
		}
		customers, err := s.pulseCustomers(ctx, place, left)
		if err != nil {
			return part, err
		}
		if err := s.pulseContacts(ctx, &part, place, customers); err != nil {
			return part, err
		}
		if left -= len(customers); left == 0 {
			place.offset += len(customers)
			part.next = place.String()
			return part, nil
		}
	}
	if place.shard+1 < surveys.Shards {
		part.next = pulsePlace{shard: place.shard + 1}.String()
	}
	return part, nil
}

// pulseProjects returns the numbers of the shard's projects that the survey is
// for, in their order.
func (s *Store) pulseProjects(ctx context.Context, survey surveys.Survey, shard int) (out []int, err error) {
	var found []string
	if len(survey.Projects) == 0 {
		if found, err = s.rdb.SMembers(ctx, projectsKey(shard)).Result(); err != nil {
			return nil, fmt.Errorf("projects of a pulse: %w", err)
		}
	}
	for _, id := range survey.Projects {
		if id.Shard() != shard {
			continue
		}
		number, err := s.rdb.HGet(ctx, numbersKey(shard), projectText+string(id)).Result()
		if err != nil && !isNil(err) {
			return nil, fmt.Errorf("projects of a pulse: %w", err)
		}
		found = append(found, number)
	}
	for _, text := range found {
		if n := atoi(text); n > 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// pulseCustomers returns the next customers of a project.
func (s *Store) pulseCustomers(ctx context.Context, at pulsePlace, most int) ([]int, error) {
	found, err := s.rdb.SMembers(ctx, projectCustomersKey(at.shard, at.project)).Result()
	if err != nil {
		return nil, fmt.Errorf("customers of a pulse: %w", err)
	}
	numbers := make([]int, len(found))
	for i, text := range found {
		numbers[i] = atoi(text)
	}
	slices.Sort(numbers)
	from := min(at.offset, len(numbers))
	return numbers[from:min(from+most, len(numbers))], nil
}

// pulseContacts adds the contacts of customers.
func (s *Store) pulseContacts(ctx context.Context, part *pulsePart, at pulsePlace, customers []int) error {
	if len(customers) == 0 {
		return nil
	}
	names, err := s.namesOf(ctx, at.shard, append([]int{at.project}, customers...))
	if err != nil {
		return err
	}
	pipe := s.rdb.Pipeline()
	members := make([]*redis.StringSliceCmd, len(customers))
	ids := make([]surveys.CustomerID, len(customers))
	for i, n := range customers {
		ids[i] = surveys.CustomerID(strings.TrimPrefix(names[n], customerText))
		members[i] = pipe.SMembers(ctx, customerContactsKey(ids[i]))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("contacts of a pulse: %w", err)
	}
	project := surveys.ProjectID(strings.TrimPrefix(names[at.project], projectText))
	for i := range customers {
		for _, id := range members[i].Val() {
			part.contacts = append(part.contacts, pulsed{surveys.ContactID(id), ids[i], project})
		}
	}
	return nil
}

// askPulse asks those of the contacts that are active, each once a round.
func (s *Store) askPulse(ctx context.Context, survey surveys.Survey, p pulse, found []pulsed) (asked int, err error) {
	ids := make([]surveys.ContactID, len(found))
	for i, f := range found {
		ids[i] = f.contact
	}
	contacts, err := s.Contacts(ctx, ids)
	if err != nil {
		return 0, err
	}
	hours, _, err := s.hours(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range found {
		c, ok := contacts[f.contact]
		if !ok || c.Customer != f.customer || !c.Active(s.now()) {
			continue
		}
		inv, err := s.pulseInvitation(ctx, survey, p, c, f)
		if err != nil {
			return asked, err
		}
		if at := hours.Spread(p.monday, s.zones.of(c.TimeZone, s.zone), surveys.PulseShare(c.ID, survey.ID)); at.After(inv.SendAt) {
			inv.SendAt = at.UTC()
		}
		_, made, err := s.inviteKnown(ctx, inv)
		if err != nil {
			return asked, err
		}
		if made {
			asked++
		}
	}
	return asked, nil
}

// pulseInvitation is the invitation of a contact in a round: in the project of
// its newest interaction, where the survey is for that.
func (s *Store) pulseInvitation(ctx context.Context, survey surveys.Survey, p pulse, c surveys.Contact, f pulsed) (inv surveys.Invitation, err error) {
	project := c.Project
	if project == "" || len(survey.Projects) > 0 && !slices.Contains(survey.Projects, project) {
		project = f.project
	}
	field := contactPulse + string(survey.ID)
	fixed, err := s.run(ctx, "join_pulse", []string{contactKey(c.ID)}, field, strconv.Itoa(p.round), string(project)).Text()
	if err != nil {
		return inv, fmt.Errorf("join the pulse: %w", err)
	}
	project = surveys.ProjectID(fixed)
	now := s.now().UTC().Truncate(1e9)
	return surveys.Invitation{
		ID: surveys.NewPulseID(project, c.ID, survey.ID, p.round), Round: p.round, Type: surveys.PulseType,
		Project: project, Customer: c.Customer, Contact: c.ID, Survey: survey.ID, Scale: survey.Scale,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone, CreatedAt: now, SendAt: now,
	}, nil
}
