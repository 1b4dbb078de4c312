package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
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
	if usual := surveys.DefaultSurvey(); survey == "" && row.Scale == usual.Scale {
		survey = usual.ID
	} else if survey == "" {
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
// Safe to run twice, also after a crash between two rows. added counts those
// that were not there before. Rows must be valid. The day of sending is not
// kept: among answers alone it would make a response rate of 100 %.
func (s *Store) Import(ctx context.Context, rows []Imported) (added int, err error) {
	rows = append([]Imported(nil), rows...)
	texts := make([][]string, surveys.Shards)
	invitations := make([]surveys.Invitation, len(rows))
	for i := range rows {
		rows[i].Interaction = s.withDefaults(rows[i].Interaction)
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
	pipe := s.rdb.Pipeline()
	for _, row := range rows {
		in := row.Interaction
		m := meeting{in.Customer.ID, in.Project.ID, in.Contact.ID}
		if met[m] {
			continue
		}
		met[m] = true
		queueCustomer(ctx, pipe, in)
		if in.Contact.ID != "" && in.Contact.Address != "" {
			pipe.HSet(ctx, contactKey(in.Contact.ID), profile(in.Contact)...)
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("customers and contacts of the import: %w", err)
	}
	return nil
}

func (s *Store) writeImported(ctx context.Context, rows []Imported, invitations []surveys.Invitation) (added int, err error) {
	cases, err := s.importedCases(ctx, rows, invitations)
	if err != nil {
		return 0, err
	}
	calls := make([]call, len(rows))
	for i, inv := range invitations {
		if calls[i], err = s.importCall(ctx, inv, rows[i].Interaction.Project.Name, cases[i]); err != nil {
			return 0, err
		}
	}
	answers, err := s.runAll(ctx, calls)
	for _, a := range answers {
		if n, err := a.Int(); err == nil {
			added += n
		}
	}
	if err != nil {
		return added, fmt.Errorf("import: %w", err)
	}
	return added, nil
}

// importCall writes one invitation; id is the number of its case, 0 for none.
func (s *Store) importCall(ctx context.Context, inv surveys.Invitation, projectName string, id surveys.CaseID) (call, error) {
	fields, project, err := s.encodeInvitation(ctx, inv)
	if err != nil {
		return call{}, err
	}
	shard, wanted := inv.ID.Shard(), ""
	if inv.Words.ContactWanted {
		wanted = "1"
	}
	keys := []string{invitationKey(inv.ID), wordsKey(inv.ID), projectsKey(shard), projectKey(shard, project),
		outboxKey(shard), saidKey(shard)}
	args := []any{string(inv.ID), s.now().UnixMilli(), project, projectName, inv.AnsweredAt.Unix(),
		inv.Words.Comment, strings.Join(inv.Words.Reasons, ","), wanted, int(id), len(fields)}
	args = append(args, fields...)
	if id != 0 {
		keys = append(keys, casesKey(shard, surveys.CaseOpen), caseKey(id))
		args = append(args, caseInvitation, string(inv.ID), caseProject, string(inv.Project),
			caseCustomer, string(inv.Customer), caseContact, string(inv.Contact))
	}
	return call{script: "import", keys: keys, args: args}, nil
}

// importedCases gives a number to every case that the rows open: only to rows
// that are not there yet, so that a second run uses none up.
func (s *Store) importedCases(ctx context.Context, rows []Imported, invitations []surveys.Invitation) (map[int]surveys.CaseID, error) {
	out := map[int]surveys.CaseID{}
	there := map[int]*redis.IntCmd{}
	pipe := s.rdb.Pipeline()
	for i, row := range rows {
		scale, _ := surveys.ScaleByID(row.Scale)
		young := s.now().Sub(invitations[i].AnsweredAt) < importedCaseAge
		if row.OpenCase && young && (scale.IsComplaint(row.Choice) || row.Words.ContactWanted) {
			there[i] = pipe.Exists(ctx, invitationKey(invitations[i].ID))
		}
	}
	if len(there) == 0 {
		return out, nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("rows that are there: %w", err)
	}
	for i, cmd := range there {
		if cmd.Val() == 0 {
			id, err := s.newCaseID(ctx, invitations[i].ID.Shard())
			if err != nil {
				return nil, err
			}
			out[i] = id
		}
	}
	return out, nil
}
