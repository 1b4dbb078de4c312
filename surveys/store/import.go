package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// importedCaseAge is how old an imported complaint may be to open a case.
const importedCaseAge = 7 * 24 * time.Hour

// Imported is one answer from elsewhere, with its own date.
type Imported struct {
	Interaction  surveys.Interaction
	Scale        surveys.ScaleID
	Choice       int
	SentAt       surveys.Day // 0: unknown
	AnsweredAtMS int64       // Unix milliseconds
	Words        surveys.Words
	OpenCase     bool // where it is a complaint, or asks for contact, younger than 7 days
}

// invitation is the answered invitation that the row becomes. It stands for
// the same question as one that was asked of the interaction.
func (s *Store) imported(row Imported) surveys.Invitation {
	in := row.Interaction
	survey := in.Survey
	if survey == "" {
		survey = surveys.SurveyID(row.Scale)
	}
	inv := surveys.Invitation{
		ID:      surveys.NewInvitationID(in.Project.ID, in.ID, survey, 0),
		Project: in.Project.ID, Customer: in.Customer.ID, Contact: in.Contact.ID,
		Interaction: in.ID, Type: in.Type, Agent: in.Agent,
		Survey: survey, Scale: row.Scale, Mail: surveys.MailNone,
		Answer: surveys.Answered, Choice: row.Choice, By: surveys.ByImported,
		AnsweredAt: time.UnixMilli(row.AnsweredAtMS), Words: row.Words,
	}
	return inv
}

// Import writes answers with their own dates: the weakest evidence, no alert.
// Safe to run twice, also after a crash between two rows. An invitation whose
// mail was skipped or failed takes the answer that it has not. added counts the
// answers that were not there before. Rows must be valid. The day of sending is not
// kept: among answers alone it would make a response rate of 100 %.
func (s *Store) Import(ctx context.Context, rows []Imported) (added int, err error) {
	rows = append([]Imported(nil), rows...)
	if err := s.leaveOutErased(ctx, rows); err != nil {
		return 0, err
	}
	texts := make([][]string, surveys.Shards)
	invitations := make([]surveys.Invitation, len(rows))
	for i := range rows {
		if rows[i].Interaction, err = s.merged(ctx, s.withDefaults(rows[i].Interaction)); err != nil {
			return 0, err
		}
		inv := s.imported(rows[i])
		invitations[i] = inv
		shard := inv.ID.Shard()
		texts[shard] = append(texts[shard], textsOf(inv)...)
	}
	if err := s.checkNumbers(ctx, texts); err != nil {
		return 0, err
	}
	for shard, t := range texts {
		if _, err := s.numbersOf(ctx, shard, t...); err != nil {
			return 0, err
		}
	}
	if err := s.introduce(ctx, rows); err != nil {
		return 0, err
	}
	return s.writeImported(ctx, rows, invitations)
}

// introduce upserts the customers and contacts of the rows, each once. Consent
// and reservations of contacts stay as they are.
func (s *Store) introduce(ctx context.Context, rows []Imported) error {
	if len(rows) == 0 {
		return nil
	}
	type meeting struct {
		customer surveys.CustomerID
		project  surveys.ProjectID
		contact  surveys.ContactID
	}
	met := map[meeting]bool{}
	var names []named
	pipe := s.rdb.Pipeline()
	for _, row := range rows {
		in := row.Interaction
		m := meeting{in.Customer.ID, in.Project.ID, in.Contact.ID}
		if met[m] {
			continue
		}
		met[m] = true
		names = append(names, namesIn(in)...)
		queueCustomer(ctx, pipe, in)
		if in.Contact.ID != "" && in.Contact.Address != "" {
			pipe.HSet(ctx, contactKey(in.Contact.ID), profile(in.Contact)...)
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("customers and contacts of the import: %w", err)
	}
	return s.indexNames(ctx, names...)
}

// writeImported writes the rows; those whose case was closed, or opened, by
// somebody else meanwhile once more.
func (s *Store) writeImported(ctx context.Context, rows []Imported, invitations []surveys.Invitation) (added int, err error) {
	left := make([]int, len(rows))
	for i := range left {
		left[i] = i
	}
	for range storyTries {
		n, again, err := s.tryImported(ctx, rows, invitations, left)
		added += n
		if left = again; err != nil || len(left) == 0 {
			return added, err
		}
	}
	return added, fmt.Errorf("import: the cases of %d rows do not come to rest", len(left))
}

// tryImported writes the rows of the numbers given and returns those that must
// be tried again.
func (s *Store) tryImported(ctx context.Context, rows []Imported, invitations []surveys.Invitation, which []int) (added int, again []int, err error) {
	stories, err := s.importedStories(ctx, rows, invitations, which)
	if err != nil {
		return 0, nil, err
	}
	calls := make([]call, len(which))
	for n, i := range which {
		if calls[n], err = s.importCall(ctx, invitations[i], rows[i].Interaction.Project.Name, stories[i]); err != nil {
			return 0, nil, err
		}
	}
	answers, err := s.runAll(ctx, calls)
	for n, a := range answers {
		switch code, err := a.Int(); {
		case err == nil && code == importAgain:
			again = append(again, which[n])
		case err == nil:
			added += code
		}
	}
	if err != nil {
		return added, nil, fmt.Errorf("import: %w", err)
	}
	return added, again, nil
}

// importAgain is what import.lua answers when another case is open by now.
const importAgain = 9

// importCall writes one invitation with the case that it calls for, if any.
func (s *Store) importCall(ctx context.Context, inv surveys.Invitation, projectName string, st story) (call, error) {
	fields, project, err := s.encodeInvitation(ctx, inv)
	if err != nil {
		return call{}, err
	}
	shard, wanted := inv.ID.Shard(), ""
	if inv.Words.ContactWanted {
		wanted = "1"
	}
	keys := []string{invitationKey(inv.ID), wordsKey(inv.ID), projectsKey(shard), projectKey(shard, project),
		outboxKey(shard), saidKey(shard), unconfirmedKey(shard), saidLogKey(shard)}
	args := []any{string(inv.ID), s.now().UnixMilli(), project, projectName, inv.AnsweredAt.Unix(),
		inv.Words.Comment, strings.Join(inv.Words.Reasons, ","), wanted, int(st.id), st.field, len(fields)}
	args = append(args, fields...)
	if st.id != 0 {
		keys = append(append(keys, storiesKey(shard)), storyKeys(st.id)...)
		args = append(args, st.fields...)
	}
	return call{script: "import", keys: keys, args: args}, nil
}
