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

// Limits of the record of changes.
const (
	auditKept  = 100_000 // the oldest go first
	auditChunk = 500     // read at once
	auditSeen  = 20_000  // looked at for one page: a rare filter goes on by the cursor
)

// Fields of an entry of the record.
const (
	auditAt      = "at" // ms
	auditBy      = "by"
	auditToken   = "tok"
	auditAct     = "act"
	auditSubject = "sub"
	auditDetail  = "det"  // a text; of old lines, a sentence
	auditTelling = "tell" // a surveys.Telling in JSON instead
)

// Record adds a line to the record of changes, in place of that which Begin
// noted. A zero time is now.
func (s *Store) Record(ctx context.Context, line surveys.AuditEntry) error {
	return begunIn(ctx).replace(func(id string) error { return s.recordLine(aside(ctx), line, id) })
}

// recordLine writes a line, once where it stands in place of a noted one.
func (s *Store) recordLine(ctx context.Context, line surveys.AuditEntry, begun string) error {
	if line.At.IsZero() {
		line.At = s.now()
	}
	values := []any{auditKept, line.Act, begun, auditAt, line.At.UnixMilli(), auditAct, line.Act, auditSubject, surveys.OneLine(line.Subject, surveys.MaxAuditSubject)}
	detail, err := auditDetailField(line.Detail)
	if err != nil {
		return err
	}
	for _, f := range [][2]string{{auditBy, string(line.By)}, {auditToken, line.ByToken}, detail} {
		if f[1] != "" {
			values = append(values, f[0], f[1])
		}
	}
	err = s.run(ctx, "audit", []string{auditKey(), auditActsKey(), changesBegunKey()}, values...).Err()
	if err != nil {
		return fmt.Errorf("record a change: %w", err)
	}
	return nil
}

// auditDetailField is a detail with the field that keeps it.
func auditDetailField(t surveys.Telling) ([2]string, error) {
	t = t.Written(func(text string) string { return surveys.OneLine(text, surveys.MaxAuditDetail) })
	if t.IsPlain() {
		return [2]string{auditDetail, t.Plain}, nil
	}
	text, err := json.Marshal(t)
	if err != nil {
		return [2]string{}, fmt.Errorf("record a change: %w", err)
	}
	return [2]string{auditTelling, string(text)}, nil
}

// AuditActs returns every act that the record has held, sorted.
func (s *Store) AuditActs(ctx context.Context) ([]string, error) {
	acts, err := s.rdb.SMembers(ctx, auditActsKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("read the acts of the record: %w", err)
	}
	slices.Sort(acts)
	return acts, nil
}

// Audit returns up to limit lines of the record that pass the filter, newest
// first, before the line with the id before; empty: from the newest. next is
// where to go on, empty at the end: a page with few lines may have a next one.
func (s *Store) Audit(ctx context.Context, f surveys.AuditFilter, before string, limit int) (out []surveys.AuditEntry, next string, err error) {
	if before != "" && !isStreamID(before) {
		return nil, "", surveys.Errorf(surveys.Invalid, "this place in the record cannot be read")
	}
	for range auditSeen / auditChunk {
		from := "+"
		if before != "" {
			from = "(" + before
		}
		entries, err := s.rdb.XRevRangeN(ctx, auditKey(), from, "-", auditChunk).Result()
		if err != nil {
			return nil, "", fmt.Errorf("read the record of changes: %w", err)
		}
		for _, e := range entries {
			line := decodeAudit(e)
			if before = line.ID; !f.Passes(line) {
				continue
			}
			if len(out) == limit {
				return out, out[limit-1].ID, nil
			}
			out = append(out, line)
		}
		if len(entries) < auditChunk {
			return out, "", nil
		}
	}
	return out, before, nil
}

func decodeAudit(e redis.XMessage) surveys.AuditEntry {
	text := func(field string) string {
		v, _ := e.Values[field].(string)
		return v
	}
	ms, _ := strconv.ParseInt(text(auditAt), 10, 64)
	detail := surveys.Plain(text(auditDetail))
	if told := text(auditTelling); told != "" {
		// What a later version tells in another way is left out, the line stays.
		_ = json.Unmarshal([]byte(told), &detail)
	}
	return surveys.AuditEntry{ID: e.ID, At: time.UnixMilli(ms).UTC(), By: surveys.UserID(text(auditBy)), ByToken: text(auditToken),
		Act: text(auditAct), Subject: text(auditSubject), Detail: detail}
}

// isStreamID reports whether the text is the id of an entry of a stream.
func isStreamID(text string) bool {
	ms, seq, ok := strings.Cut(text, "-")
	_, msErr := strconv.ParseUint(ms, 10, 64)
	_, seqErr := strconv.ParseUint(seq, 10, 64)
	return ok && msErr == nil && seqErr == nil
}

// AuditHas reports whether the record has ever held the act.
func (s *Store) AuditHas(ctx context.Context, act string) (bool, error) {
	return s.rdb.SIsMember(ctx, auditActsKey(), act).Result()
}
