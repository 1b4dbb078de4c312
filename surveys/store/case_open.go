package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// AlarmNews is how old an alarm may be for the team to be told of its case:
// one that a past brought in is shown, not shouted.
const AlarmNews = 48 * time.Hour

// Codes that open.lua answers.
const (
	openKnown  = 0
	openOpened = 1
	openJoined = 2
	openAgain  = 9
)

// NewCase is what a person of the team opens a case with.
type NewCase struct {
	Project  surveys.ProjectID
	Customer surveys.CustomerID
	Contact  surveys.ContactID // may be empty
	Text     string
	By       surveys.UserID
}

// OpenCase opens a case by hand, or adds what was said to the case that is open
// about the customer in the project. NotFound, Invalid.
func (s *Store) OpenCase(ctx context.Context, n NewCase) (c surveys.Case, opened bool, err error) {
	if text := strings.TrimSpace(n.Text); text == "" || len([]rune(text)) > caseTextMax {
		return c, false, surveys.InvalidField("text", "must be 1 to %d characters: what happened?", caseTextMax)
	}
	customer, err := s.Customer(ctx, n.Customer)
	if err != nil {
		return c, false, err
	}
	if _, err := s.projectSource(ctx, n.Project); err != nil {
		return c, false, err
	}
	if n.Contact == "" && len(customer.Contacts) == 1 {
		n.Contact = customer.Contacts[0]
	}
	id, code, err := s.open(ctx, opening{
		source: surveys.FromHand, project: n.Project, customer: n.Customer, contact: n.Contact,
		text: strings.TrimSpace(n.Text), who: oneLine(string(n.By)), tells: true,
	})
	if err != nil {
		return c, false, err
	}
	c, err = s.Case(ctx, id)
	return c, code == openOpened, err
}

// OpenAlarmCase opens a case for an alarm, or has it join the one that is open
// about the same customer, or project, already. Safe to repeat: an alarm has one
// case for ever. opened reports whether it is a new one; text says in it
// what moved.
func (s *Store) OpenAlarmCase(ctx context.Context, a surveys.Alarm, text string) (id surveys.CaseID, opened bool, err error) {
	o := opening{
		source: surveys.FromAlarm, project: a.Project, alarm: string(a.ID), text: text,
		voices: a.Responses[:min(len(a.Responses), alarmVoices)], fresh: s.now().Sub(a.At) < AlarmNews,
	}
	if a.Level != surveys.AlarmOfProject {
		o.customer = a.Customer
		if o.contact, err = s.contactBehind(ctx, a.By); err != nil {
			return 0, false, err
		}
	}
	id, code, err := s.open(ctx, o)
	return id, code == openOpened, err
}

// alarmVoices is how many of the answers behind an alarm stand on its case.
const alarmVoices = 10

// contactBehind is who gave an answer, empty where that is not known.
func (s *Store) contactBehind(ctx context.Context, id surveys.InvitationID) (surveys.ContactID, error) {
	if id == "" {
		return "", nil
	}
	inv, err := s.Invitation(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return "", nil
	}
	return inv.Contact, err
}

// opening is one run of open.lua.
type opening struct {
	source   surveys.CaseSource
	project  surveys.ProjectID
	customer surveys.CustomerID // empty: the project as a whole
	contact  surveys.ContactID
	alarm    string
	text     string
	who      string
	voices   []surveys.InvitationID
	tells    bool // the team, and in time the founders, are told
	fresh    bool // an alarm: the founders are told in time, the team together with others
}

// open runs the script, with the keys of a case where it asks for them.
func (s *Store) open(ctx context.Context, o opening) (id surveys.CaseID, code int, err error) {
	shard := o.project.Shard()
	numbers := []int{0, 0}
	texts := []string{projectText + string(o.project)}
	if o.customer != "" {
		texts = append(texts, customerText+string(o.customer))
	}
	found, err := s.numbersOf(ctx, shard, texts...)
	if err != nil {
		return 0, 0, err
	}
	copy(numbers, found)
	var st story
	for range storyTries {
		out, err := s.runOpen(ctx, o, numbers, st)
		if err != nil || out[0] != openAgain {
			return surveys.CaseID(out[1]), int(out[0]), err
		}
		if st, err = s.openingStory(ctx, o, surveys.CaseID(out[1])); err != nil {
			return 0, 0, err
		}
	}
	return 0, 0, fmt.Errorf("open a case: asks for another again and again")
}

// tell says who is told of the case, as open.lua takes it.
func (o opening) tell() string {
	if o.fresh {
		return "2"
	}
	return flagOf(o.tells)
}

func (s *Store) runOpen(ctx context.Context, o opening, numbers []int, st story) ([]int64, error) {
	shard := o.project.Shard()
	keys := []string{outboxKey(shard), storiesKey(shard), dueKey(shard), alarmCasesKey(shard), projectCasesKey(shard, numbers[0])}
	story, now := storyField(numbers[0], numbers[1]), s.now().UnixMilli()
	if o.customer == "" {
		story = storyField(numbers[0], 0)
	}
	voices := make([]string, len(o.voices))
	for i, v := range o.voices {
		voices[i] = string(v)
	}
	args := []any{now, story, o.alarm, o.who, o.text, strings.Join(voices, ","), int(st.id), flagOf(st.fresh()), st.escalate, o.tell()}
	if st.id != 0 {
		keys = append(keys, storyKeys(st.id)...)
		args = append(args, st.fields...)
	}
	out, err := s.run(ctx, "open", keys, args...).Int64Slice()
	if err != nil {
		return []int64{0, 0}, fmt.Errorf("open a case: %w", err)
	}
	return out, nil
}

// openingStory prepares the case that the script asked for.
func (s *Store) openingStory(ctx context.Context, o opening, known surveys.CaseID) (st story, err error) {
	rules, err := s.ownersFor(ctx, o.project, o.customer, known == 0)
	if err != nil {
		return story{}, err
	}
	if st.escalate, err = s.openingEscalates(ctx, o, rules); err != nil {
		return story{}, err
	}
	if st.id = known; known != 0 {
		return st, nil
	}
	if st.id, err = s.newCaseID(ctx, o.project.Shard()); err != nil {
		return story{}, err
	}
	st.fields = append([]any{
		caseSource, string(o.source), caseProject, string(o.project), caseCustomer, string(o.customer),
		caseContact, string(o.contact), caseText, o.text,
	}, rules.fields()...)
	if len(o.voices) > 0 {
		st.fields = append(st.fields, caseInvitation, string(o.voices[0]), caseLatest, string(o.voices[0]))
	}
	return st, nil
}

// openingEscalates is when the founders are told, ms. A decline is no emergency:
// whoever it concerns, there is time to act.
func (s *Store) openingEscalates(ctx context.Context, o opening, rules owners) (int64, error) {
	if o.source == surveys.FromAlarm {
		return s.now().Add(rules.patience).UnixMilli(), nil
	}
	return s.escalateAt(ctx, o.customer, o.contact, rules)
}
