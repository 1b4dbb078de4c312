package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of an invitation's hash. One letter each, numbers from the shard's
// dictionary and Unix seconds keep an answered invitation within 112 bytes.
// A field without a value is left out.
const (
	fieldProject     = "p" // number
	fieldCustomer    = "c" // number
	fieldContact     = "u" // id; left out where the customer is the contact
	fieldInteraction = "i" // id as the caller gave it
	fieldSubject     = "l" // at most surveys.MaxSubject bytes
	fieldKind        = "k" // number of survey, scale and type, see kindOf
	fieldAgent       = "g" // number
	fieldRound       = "r" // left out: 0
	fieldMail        = "m" // letter, see mailLetters
	fieldReason      = "e" // skip reason, or words of the receiving server
	fieldCreated     = "t" // s
	fieldSendAt      = "d" // s; gone once the mail has ended
	fieldAttempts    = "n" // gone once the mail has ended
	fieldSent        = "s" // s
	fieldEarlier     = "z" // s, when a copy was due that may have arrived; gone once another was sent
	fieldAnswer      = "o" // pending, void, expired; left out: answered where there is a choice, else none
	fieldChoice      = "v" // of the answer, also of a void one
	fieldBy          = "b" // letter, see evidenceLetters
	fieldAnswered    = "a" // s, of the first answer that counted
	fieldChanged     = "h" // s
	fieldCase        = "q" // number
	fieldFollows     = "w" // 1 where the caller names a mail that ours follows
	fieldReminds     = "f" // id of the invitation that this one reminds of
	fieldRecovers    = "j" // number of the case that it asks once more about
	fieldReturned    = "R" // words of the bounce or refusal that an answer has outweighed, see record.lua
	fieldRefused     = "F" // 1 where they are of a refusal
	// y: fieldGateway, see visit.go. x: who took the answer back or restored it, a letter; see void.lua, restore.lua.
)

// Fields of the words hash.
const (
	fieldComment       = "comment"
	fieldReasons       = "reasons" // ids, by comma
	fieldContactWanted = "contact" // 1
)

// letter is a word of the domain and the letter that stands for it in Redis.
type letter[T ~string] struct {
	word   T
	letter string
}

func mailLetters() []letter[surveys.MailState] {
	return []letter[surveys.MailState]{
		{surveys.MailScheduled, "w"}, {surveys.MailClaimed, "c"}, {surveys.MailData, "d"},
		{surveys.MailSent, "s"}, {surveys.MailSkipped, "k"}, {surveys.MailFailed, "f"},
		{surveys.MailBounced, "b"}, {surveys.MailUnknown, "u"}, {surveys.MailNone, "n"},
	}
}

func evidenceLetters() []letter[surveys.Evidence] {
	return []letter[surveys.Evidence]{
		{surveys.ByGesture, "g"}, {surveys.ByButton, "b"}, {surveys.ByAuto, "a"},
		{surveys.BySettled, "s"}, {surveys.ByButtonFlagged, "f"}, {surveys.ByImported, "i"},
	}
}

func mailLetter(m surveys.MailState) string           { return toLetter(mailLetters(), m) }
func mailByLetter(l string) surveys.MailState         { return fromLetter(mailLetters(), l) }
func evidenceLetter(e surveys.Evidence) string        { return toLetter(evidenceLetters(), e) }
func evidenceByLetter(letter string) surveys.Evidence { return fromLetter(evidenceLetters(), letter) }

func toLetter[T ~string](all []letter[T], word T) string {
	for _, l := range all {
		if l.word == word {
			return l.letter
		}
	}
	return ""
}

func fromLetter[T ~string](all []letter[T], letter string) T {
	for _, l := range all {
		if l.letter == letter {
			return l.word
		}
	}
	return ""
}

// keyOf is fromLetter for letters that are kept as a map.
func keyOf[K ~string](letters map[K]string, letter string) K {
	for k, l := range letters {
		if l == letter {
			return k
		}
	}
	return ""
}

// Invitation reads one invitation with answer and words. NotFound.
func (s *Store) Invitation(ctx context.Context, id surveys.InvitationID) (surveys.Invitation, error) {
	found, err := s.Invitations(ctx, []surveys.InvitationID{id})
	if err != nil {
		return surveys.Invitation{}, err
	}
	if len(found) == 0 {
		return surveys.Invitation{}, surveys.Errorf(surveys.NotFound, "there is no such invitation")
	}
	return found[0], nil
}

// Invitations reads many in one pipeline, in the order asked; those that are
// gone are left out.
func (s *Store) Invitations(ctx context.Context, ids []surveys.InvitationID) ([]surveys.Invitation, error) {
	return s.readInvitations(ctx, ids, len(ids))
}

// readInvitations is Invitations with words of the first so many only: for whom
// they say nothing, half the reading is enough.
func (s *Store) readInvitations(ctx context.Context, ids []surveys.InvitationID, worded int) ([]surveys.Invitation, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	hashes, words := make([]*redis.MapStringStringCmd, len(ids)), make([]*redis.MapStringStringCmd, worded)
	for i, id := range ids {
		if hashes[i] = pipe.HGetAll(ctx, invitationKey(id)); i < worded {
			words[i] = pipe.HGetAll(ctx, wordsKey(id))
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	rows := make([]invitationRow, 0, len(ids))
	for i, id := range ids {
		row := invitationRow{id: id, fields: hashes[i].Val()}
		if i < worded {
			row.words = words[i].Val()
		}
		if len(row.fields) > 0 {
			rows = append(rows, row)
		}
	}
	return s.decodeInvitations(ctx, rows)
}

// invitationRow is an invitation as it lies in Redis.
type invitationRow struct {
	id            surveys.InvitationID
	fields, words map[string]string
}

// rowNames are the texts of an invitation's numbers, in the order of numbers.
type rowNames [4]string

func (r invitationRow) numbers() [len(rowNames{})]int {
	f := r.fields
	return [...]int{atoi(f[fieldProject]), atoi(f[fieldCustomer]), atoi(f[fieldKind]), atoi(f[fieldAgent])}
}

// decodeInvitations turns rows into invitations; the names come from the
// dictionaries, one call for each shard that has new ones.
func (s *Store) decodeInvitations(ctx context.Context, rows []invitationRow) ([]surveys.Invitation, error) {
	names, unknown := make([]rowNames, len(rows)), map[int][]int{} // rows by shard
	for i, r := range rows {
		if shard := r.id.Shard(); !s.nums.shards[shard].nameRow(r.numbers(), &names[i]) {
			unknown[shard] = append(unknown[shard], i)
		}
	}
	for shard, missing := range unknown {
		if err := s.nameRows(ctx, shard, rows, missing, names); err != nil {
			return nil, err
		}
	}
	out := make([]surveys.Invitation, len(rows))
	for i, r := range rows {
		out[i] = decodeInvitation(r, names[i])
	}
	return out, nil
}

// nameRows fills in the names of rows of a shard that the process does not know.
func (s *Store) nameRows(ctx context.Context, shard int, rows []invitationRow, missing []int, names []rowNames) error {
	var wanted []int
	for _, i := range missing {
		numbers := rows[i].numbers()
		wanted = append(wanted, numbers[:]...)
	}
	found, err := s.namesOf(ctx, shard, wanted)
	if err != nil {
		return err
	}
	for _, i := range missing {
		for j, n := range rows[i].numbers() {
			names[i][j] = found[n]
		}
	}
	return nil
}

func decodeInvitation(r invitationRow, names rowNames) surveys.Invitation {
	f := r.fields
	inv := surveys.Invitation{
		ID:          r.id,
		Project:     surveys.ProjectID(strings.TrimPrefix(names[0], projectText)),
		Customer:    surveys.CustomerID(strings.TrimPrefix(names[1], customerText)),
		Contact:     surveys.ContactID(f[fieldContact]),
		Interaction: surveys.InteractionID(f[fieldInteraction]),
		Subject:     f[fieldSubject],
		Agent:       surveys.AgentID(strings.TrimPrefix(names[3], agentText)),
		Round:       atoi(f[fieldRound]),
		Mail:        mailByLetter(f[fieldMail]),
		Reason:      f[fieldReason],
		Returned:    f[fieldReturned],
		Refused:     f[fieldRefused] != "",
		CreatedAt:   seconds(f[fieldCreated]),
		SendAt:      seconds(f[fieldSendAt]),
		SentAt:      seconds(f[fieldSent]),
		EarlierAt:   seconds(f[fieldEarlier]),
		Attempts:    atoi(f[fieldAttempts]),
		Answer:      answerState(f),
		Choice:      atoi(f[fieldChoice]),
		By:          evidenceByLetter(f[fieldBy]),
		AnsweredAt:  seconds(f[fieldAnswered]),
		ChangedAt:   seconds(f[fieldChanged]),
		Recovers:    surveys.CaseID(atoi(f[fieldRecovers])),
		Case:        surveys.CaseID(atoi(f[fieldCase])),
		Follows:     f[fieldFollows] != "",
		Reminds:     surveys.InvitationID(f[fieldReminds]),
		Words:       decodeWords(r.words),
	}
	inv.Survey, inv.Scale, inv.Type = splitKind(names[2])
	if inv.Contact == "" {
		inv.Contact = contactOf(inv.Customer)
	}
	return inv
}

// answerState reads what is left out: an answer that counts has a choice and
// no state of its own.
func answerState(f map[string]string) surveys.AnswerState {
	return answerIs(f[fieldAnswer], f[fieldChoice])
}

func answerIs(state, choice string) surveys.AnswerState {
	switch {
	case state != "":
		return surveys.AnswerState(state)
	case choice != "":
		return surveys.Answered
	}
	return surveys.AnswerNone
}

func decodeWords(f map[string]string) surveys.Words {
	w := surveys.Words{Comment: f[fieldComment], ContactWanted: f[fieldContactWanted] == "1"}
	if f[fieldReasons] != "" {
		w.Reasons = strings.Split(f[fieldReasons], ",")
	}
	return w
}

// contactCustomer starts the id of a customer that is a single contact.
const contactCustomer = "contact:"

// contactOf returns the contact that is the customer, "" for other customers.
func contactOf(c surveys.CustomerID) surveys.ContactID {
	if id, ok := strings.CutPrefix(string(c), contactCustomer); ok {
		return surveys.ContactID(id)
	}
	return ""
}

// textsOf returns what an invitation has in its shard's dictionary: project,
// customer, kind and, where there is one, agent; then the survey, where it has
// tallies of its own.
func textsOf(inv surveys.Invitation) []string {
	texts := []string{projectText + string(inv.Project), customerText + string(inv.Customer),
		kindOf(inv.Survey, inv.Scale, inv.Type)}
	if inv.Agent != "" {
		texts = append(texts, agentText+string(inv.Agent))
	}
	if hasTwin(inv.Survey, inv.Scale) {
		texts = append(texts, surveyText+string(inv.Survey))
	}
	return texts
}

// encodeInvitation returns fields and values of a new invitation as they are
// written, with the numbers of its names.
func (s *Store) encodeInvitation(ctx context.Context, inv surveys.Invitation) (fields []any, project int, err error) {
	n, err := s.numbersOf(ctx, inv.ID.Shard(), textsOf(inv)...)
	if err != nil {
		return nil, 0, err
	}
	fields = []any{fieldProject, n[0], fieldCustomer, n[1], fieldKind, n[2], fieldMail, mailLetter(inv.Mail)}
	add := func(field string, v any, there bool) {
		if there {
			fields = append(fields, field, v)
		}
	}
	if inv.Agent != "" {
		add(fieldAgent, n[3], true)
	}
	add(fieldContact, string(inv.Contact), inv.Contact != "" && inv.Contact != contactOf(inv.Customer))
	add(fieldInteraction, string(inv.Interaction), inv.Interaction != "")
	add(fieldSubject, inv.Subject, inv.Subject != "")
	add(fieldRound, inv.Round, inv.Round != 0)
	add(fieldCase, int(inv.Case), inv.Case != 0)
	add(fieldRecovers, int(inv.Recovers), inv.Recovers != 0)
	add(fieldReason, inv.Reason, inv.Reason != "")
	add(fieldFollows, "1", inv.Follows)
	add(fieldReminds, string(inv.Reminds), inv.Reminds != "")
	add(fieldCreated, inv.CreatedAt.Unix(), !inv.CreatedAt.IsZero())
	add(fieldSendAt, inv.SendAt.Unix(), !inv.SendAt.IsZero())
	add(fieldSent, inv.SentAt.Unix(), !inv.SentAt.IsZero())
	answered := inv.Answer == surveys.Answered
	add(fieldChoice, inv.Choice, answered)
	add(fieldBy, evidenceLetter(inv.By), answered)
	add(fieldAnswered, inv.AnsweredAt.Unix(), answered)
	return fields, n[0], nil
}

// NewestInvitations returns the newest over all shards, newest first.
func (s *Store) NewestInvitations(ctx context.Context, limit int) ([]surveys.Invitation, error) {
	return s.topInvitations(ctx, newestKey, limit)
}

// NewestOfAgent returns those of the newest of the house, so many, that are about
// the work of an agent, newest first. It tells no more than their states and what
// they remind of.
func (s *Store) NewestOfAgent(ctx context.Context, id surveys.AgentID, limit int) ([]surveys.Invitation, error) {
	ids, err := s.topIDs(ctx, newestKey, limit)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	numbers, err := s.agentNumbers(ctx, id)
	if err != nil {
		return nil, err
	}
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HMGet(ctx, invitationKey(id), fieldAgent, fieldMail, fieldAnswer, fieldChoice, fieldReminds)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	var out []surveys.Invitation
	for i, one := range ids {
		if n := atoi(word(cmds[i], 0)); n != 0 && n == numbers[one.Shard()] {
			out = append(out, surveys.Invitation{ID: one, Agent: id, Mail: mailByLetter(word(cmds[i], 1)),
				Answer: answerIs(word(cmds[i], 2), word(cmds[i], 3)), Reminds: surveys.InvitationID(word(cmds[i], 4))})
		}
	}
	return out, nil
}

// TroubledInvitations returns those whose mail failed, bounced or is unknown,
// newest first.
func (s *Store) TroubledInvitations(ctx context.Context, limit int) ([]surveys.Invitation, error) {
	return s.topInvitations(ctx, troubleKey, limit)
}

// topInvitations merges the tops of an index of every shard.
func (s *Store) topInvitations(ctx context.Context, key func(shard int) string, limit int) ([]surveys.Invitation, error) {
	ids, err := s.topIDs(ctx, key, limit)
	if err != nil {
		return nil, err
	}
	return s.Invitations(ctx, ids)
}

// topIDs are the ids with the highest scores over all shards. It reads little of
// each shard first, and more of those where more may belong to the top.
func (s *Store) topIDs(ctx context.Context, key func(shard int) string, limit int) ([]surveys.InvitationID, error) {
	if limit <= 0 {
		return nil, nil
	}
	var tops [surveys.Shards][]redis.Z
	wanted := make([]int, surveys.Shards)
	for shard := range wanted {
		wanted[shard] = shard
	}
	for most := min(limit, limit/8+20); len(wanted) > 0; most = limit {
		pipe, cmds := s.rdb.Pipeline(), make([]*redis.ZSliceCmd, len(wanted))
		for i, shard := range wanted {
			cmds[i] = pipe.ZRevRangeWithScores(ctx, key(shard), 0, int64(most-1))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("newest invitations: %w", err)
		}
		for i, shard := range wanted {
			tops[shard] = cmds[i].Val()
		}
		if wanted = wanted[:0]; most == limit {
			break
		}
		all := highestOf(tops, limit)
		for shard, top := range tops {
			if len(top) == most && (len(all) < limit || top[most-1].Score >= all[limit-1].Score) {
				wanted = append(wanted, shard)
			}
		}
	}
	all := highestOf(tops, limit)
	ids := make([]surveys.InvitationID, 0, len(all))
	for _, z := range all {
		ids = append(ids, surveys.InvitationID(z.Member.(string)))
	}
	return ids, nil
}

// highestOf returns the highest scores of shards; of equals those of the first.
func highestOf(tops [surveys.Shards][]redis.Z, limit int) []redis.Z {
	all := slices.Concat(tops[:]...)
	slices.SortStableFunc(all, func(a, b redis.Z) int { return cmp.Compare(b.Score, a.Score) })
	return all[:min(limit, len(all))]
}

// atoi reads a number that we wrote; a field that is not there is 0.
func atoi(text string) int {
	if text == "" {
		return 0 // many are not there, and Atoi would make an error for each
	}
	n, _ := strconv.Atoi(text)
	return n
}

// seconds reads Unix seconds; a field that is not there is the zero time.
func seconds(text string) time.Time {
	if n := atoi(text); n != 0 {
		return time.Unix(int64(n), 0).UTC()
	}
	return time.Time{}
}
