package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// InvitationQuery asks for invitations, newest first: of a contact, of a
// customer, or of the house. What is not given does not matter.
type InvitationQuery struct {
	Contact  surveys.ContactID
	Customer surveys.CustomerID
	Project  surveys.ProjectID
	Survey   surveys.SurveyID
	State    surveys.MailState
	Reason   surveys.SkipReason
	Answered surveys.YesNo
	Counted  surveys.YesNo  // those that a response rate counts: sent, not come back and no reminder; or all others
	Sent     surveys.Period // days of sending, of what was not sent those of asking
	Cursor   string         // from the page before; empty: the newest
	Limit    int            // 1..200
}

// ledgerEffort is how many invitations are looked at for one page.
const ledgerEffort = 4000

// InvitationsBy returns a page of invitations and the cursor of the next, empty
// at the end; a page may hold fewer than asked for where many do not fit.
// Answers that were brought in are left out, for nobody was asked; but not of a
// contact. Failed, bounced, unknown and skipped ones are known back to the newest
// 10,000 of each shard.
// NotFound for an unknown contact; Invalid for a cursor that is none.
func (s *Store) InvitationsBy(ctx context.Context, q InvitationQuery) (items []surveys.Invitation, next string, err error) {
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	w, err := s.ledgerWalk(ctx, q)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(1, q.Limit), 200)
	for looked := 0; ; {
		found, done, err := w.back(ctx, before, limit)
		if err != nil {
			return nil, "", err
		}
		for len(found) > 0 {
			part := found[:min(len(found), limit+1)]
			invitations, err := s.Invitations(ctx, idsAt(part))
			if err != nil {
				return nil, "", err
			}
			at := placesOf(part)
			for _, inv := range invitations {
				if !stands(inv, at[inv.ID]) || !q.fits(inv, s.zone) {
					continue
				}
				if len(items) == limit {
					return items, before.String(), nil
				}
				items, before = append(items, inv), at[inv.ID]
			}
			found, before = found[len(part):], part[len(part)-1]
			if looked += len(part); looked >= ledgerEffort && (len(found) > 0 || !done) {
				return items, before.String(), nil
			}
		}
		if done {
			return items, "", nil
		}
	}
}

func (q InvitationQuery) fits(inv surveys.Invitation, zone *time.Location) bool {
	return (q.Contact == "" || q.Contact == inv.Contact) && (inv.Mail != surveys.MailNone || q.Contact != "" && q.Counted == "") && (q.Project == "" || q.Project == inv.Project) &&
		(q.Survey == "" || q.Survey == inv.Survey) &&
		(q.State == "" || q.State == inv.Mail) && (q.Reason == "" || string(q.Reason) == inv.Reason) &&
		(q.Answered == "" || (q.Answered == surveys.Yes) == (inv.Answer == surveys.Answered)) &&
		(q.Counted == "" || (q.Counted == surveys.Yes) == inv.InRate()) && q.wasSent(inv, zone)
}

// wasSent reports whether an invitation belongs to the days.
func (q InvitationQuery) wasSent(inv surveys.Invitation, zone *time.Location) bool {
	if q.Sent == (surveys.Period{}) {
		return true
	}
	at := inv.SentAt
	if at.IsZero() {
		at = inv.CreatedAt
	}
	day := surveys.DayOf(at, zone)
	return day >= q.Sent.From && day <= q.Sent.To
}

func idsAt(at []moment) []surveys.InvitationID {
	out := make([]surveys.InvitationID, len(at))
	for i, m := range at {
		out[i] = surveys.InvitationID(m.id)
	}
	return out
}

func placesOf(at []moment) map[surveys.InvitationID]moment {
	out := make(map[surveys.InvitationID]moment, len(at))
	for _, m := range at {
		out[surveys.InvitationID(m.id)] = m
	}
	return out
}

// ledgerWalk chooses the index that holds what is asked for.
func (s *Store) ledgerWalk(ctx context.Context, q InvitationQuery) (walk, error) {
	if q.Contact != "" {
		c, err := s.Contact(ctx, q.Contact)
		return &askedWalk{s: s, customers: []surveys.CustomerID{c.Customer}}, err
	}
	if q.Customer != "" {
		return &askedWalk{s: s, customers: []surveys.CustomerID{q.Customer}}, nil
	}
	switch q.State {
	case surveys.MailSkipped:
		return &indexWalk{s, skipsKey}, nil
	case surveys.MailFailed, surveys.MailBounced, surveys.MailUnknown:
		return &indexWalk{s, troubleKey}, nil
	}
	return &newestWalk{indexWalk: indexWalk{s, newestKey}, project: q.Project}, nil
}

// indexWalk goes back through an index of every shard, whose members are ids
// and whose scores are ms.
type indexWalk struct {
	s   *Store
	key func(shard int) string
}

// indexChunk is how much of each shard is read at once.
const indexChunk = 256

func (w *indexWalk) back(ctx context.Context, before moment, _ int) ([]moment, bool, error) {
	for chunk := int64(indexChunk); ; chunk *= 2 {
		tops, err := w.read(ctx, before, chunk)
		if err != nil {
			return nil, true, err
		}
		// A shard that has more hides what is older than its last.
		var all []moment
		reach, done := int64(0), true
		for _, top := range tops {
			for _, z := range top {
				id, _ := z.Member.(string)
				all = append(all, moment{int64(z.Score), id})
			}
			if int64(len(top)) == chunk {
				reach, done = max(reach, int64(top[len(top)-1].Score)+1), false
			}
		}
		all = slices.DeleteFunc(newestFirst(all, before), func(m moment) bool { return m.at < reach })
		if len(all) > 0 || done {
			return all, done, nil
		}
	}
}

func (w *indexWalk) read(ctx context.Context, before moment, chunk int64) ([surveys.Shards][]redis.Z, error) {
	var out [surveys.Shards][]redis.Z
	var cmds [surveys.Shards]*redis.ZSliceCmd
	pipe := w.s.rdb.Pipeline()
	by := &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(before.at, 10), Count: chunk}
	for shard := range cmds {
		cmds[shard] = pipe.ZRevRangeByScoreWithScores(ctx, w.key(shard), by)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return out, fmt.Errorf("index of invitations: %w", err)
	}
	for shard, cmd := range cmds {
		out[shard] = cmd.Val()
	}
	return out, nil
}
