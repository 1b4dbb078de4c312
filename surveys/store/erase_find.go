package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// traces is where somebody stands who is erased.
type traces struct {
	contact     surveys.ContactID
	invitations []surveys.InvitationID
	comments    []string // what they said
	texts       []string // keys that may name them
	entries     []string // keys of entries of time and money, which may, too
	needles     surveys.Needles
	notes       bool
}

// findTraces goes through every key of the house once: no list says where a
// person is named, and what is not looked at cannot be known to be clean.
func (s *Store) findTraces(ctx context.Context, id surveys.ContactID) (traces, error) {
	t := traces{contact: id}
	own, err := s.ownNumbers(ctx, id)
	if err != nil {
		return t, err
	}
	var mu sync.Mutex // of a cluster, masters are gone through at once
	err = s.eachKey(ctx, func(keys []string) error {
		var invitations []surveys.InvitationID
		mu.Lock()
		for _, key := range keys {
			if inv, ok := invitationOfKey(key); ok {
				invitations = append(invitations, inv)
			} else if mayName(key) {
				t.texts = append(t.texts, key)
			} else if mayBeEntry(key) {
				t.entries = append(t.entries, key)
			}
		}
		mu.Unlock()
		mine, comments, err := s.invitationsFor(ctx, id, own, invitations)
		mu.Lock()
		t.invitations, t.comments = append(t.invitations, mine...), append(t.comments, comments...)
		mu.Unlock()
		return err
	})
	slices.Sort(t.invitations)
	slices.Sort(t.texts)
	return t, err
}

// eachKey goes through all keys, some at a time. The masters of a cluster are
// asked at once, but one after the other says what it has.
func (s *Store) eachKey(ctx context.Context, do func(keys []string) error) error {
	var one sync.Mutex
	scan := func(ctx context.Context, c redis.Cmdable) error {
		for cursor := uint64(0); ; {
			keys, next, err := c.Scan(ctx, cursor, "*", scanAtOnce).Result()
			if err != nil {
				return fmt.Errorf("go through the house: %w", err)
			}
			one.Lock()
			err = do(keys)
			one.Unlock()
			if err != nil {
				return err
			}
			if cursor = next; cursor == 0 {
				return nil
			}
		}
	}
	if cluster, ok := s.rdb.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return scan(ctx, c) })
	}
	return scan(ctx, s.rdb)
}

// invitationOfKey is the inverse of invitationKey.
func invitationOfKey(key string) (surveys.InvitationID, bool) {
	_, rest, found := strings.Cut(key, "}i:")
	return surveys.InvitationID(rest), found && strings.HasPrefix(key, "{")
}

// mayName reports keys whose texts may name a person: cases with their logs and
// mails, founders' mails, reports, deliveries to webhooks, test mails, letters,
// special days and notes on timelines.
func mayName(key string) bool {
	_, rest, _ := strings.Cut(key, "}")
	if strings.HasPrefix(key, "c:{") {
		return rest == ":n"
	}
	for _, head := range []string{":k:", ":f:", ":rp:", ":wh:", ":trial:", ":sd:"} {
		if strings.HasPrefix(rest, head) {
			return true
		}
	}
	return rest == ":owed" || key == lettersKey()
}

// mayBeEntry reports keys of entries of time and money, and some that look like
// them.
func mayBeEntry(key string) bool {
	_, rest, _ := strings.Cut(key, "}")
	for _, kind := range []surveys.WorthKind{surveys.WorthTime, surveys.WorthRevenue, surveys.WorthCost, surveys.WorthBeyond} {
		if strings.HasPrefix(rest, ":w:"+worthLetter(kind)+":") {
			return true
		}
	}
	return false
}

// ownNumbers are the numbers of a contact that is a customer itself, by shard.
func (s *Store) ownNumbers(ctx context.Context, id surveys.ContactID) ([]int, error) {
	wanted := make([]shardText, surveys.Shards)
	for shard := range wanted {
		wanted[shard] = shardText{shard, customerText + contactCustomer + string(id)}
	}
	return s.findNumbers(ctx, wanted)
}

// invitationsFor are those that were made for the contact, with what it said.
func (s *Store) invitationsFor(ctx context.Context, id surveys.ContactID, own []int, all []surveys.InvitationID) (mine []surveys.InvitationID, comments []string, err error) {
	if len(all) == 0 {
		return nil, nil, nil
	}
	pipe := s.rdb.Pipeline()
	cmds, words := make([]*redis.SliceCmd, len(all)), make([]*redis.StringCmd, len(all))
	for i, inv := range all {
		cmds[i] = pipe.HMGet(ctx, invitationKey(inv), fieldContact, fieldCustomer)
		words[i] = pipe.HGet(ctx, wordsKey(inv), fieldComment)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, nil, fmt.Errorf("invitations of a contact: %w", err)
	}
	for i, cmd := range cmds {
		contact, _ := cmd.Val()[0].(string)
		customer, _ := cmd.Val()[1].(string)
		number := own[all[i].Shard()]
		if contact == string(id) || contact == "" && number != 0 && atoi(customer) == number {
			mine, comments = append(mine, all[i]), append(comments, words[i].Val())
		}
	}
	return mine, comments, nil
}

// withoutPerson is an interaction that says nothing of its contact, who was
// erased; what happened stays, nobody can tell with whom.
func withoutPerson(in surveys.Interaction) surveys.Interaction {
	if contactOf(in.Customer.ID) != "" {
		in.Customer.Name = ""
	}
	in.Contact, in.Properties = surveys.Contact{}, nil
	return in
}

func withoutSubject(inv surveys.Invitation) surveys.Invitation {
	inv.Subject = ""
	return inv
}

// leaveOutErased takes people who were erased out of answers that are brought
// in once more: the answers count, their words and addresses are left out.
func (s *Store) leaveOutErased(ctx context.Context, rows []Imported) error {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.BoolCmd, len(rows))
	for i, row := range rows {
		if row.Interaction.Contact.Address != "" {
			cmds[i] = pipe.HExists(ctx, contactKey(surveys.NewContactID(row.Interaction.Contact.Address)), contactErased)
		}
	}
	if pipe.Len() == 0 {
		return nil
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("who was erased: %w", err)
	}
	for i, cmd := range cmds {
		if cmd == nil || !cmd.Val() {
			continue
		}
		in := s.withDefaults(rows[i].Interaction)
		id := in.Contact.ID
		in = withoutPerson(in)
		in.Contact.ID = id
		rows[i].Interaction, rows[i].Words = in, surveys.Words{Reasons: rows[i].Words.Reasons}
	}
	return nil
}
