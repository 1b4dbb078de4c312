package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// CaseFile reads a case with its answers, its log and the mails to the
// customer. NotFound.
func (s *Store) CaseFile(ctx context.Context, id surveys.CaseID) (f surveys.CaseFile, err error) {
	if f.Case, err = s.Case(ctx, id); err != nil {
		return f, err
	}
	pipe := s.rdb.Pipeline()
	log, voices := pipe.LRange(ctx, caseLogKey(id), 0, -1), pipe.HKeys(ctx, caseVoicesKey(id))
	replies := make([]*redis.MapStringStringCmd, f.Replies)
	for i := range replies {
		replies[i] = pipe.HGetAll(ctx, replyKey(id, i+1))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return f, fmt.Errorf("read case %d: %w", int(id), err)
	}
	for _, line := range log.Val() {
		if l, ok := readLine(line); ok {
			f.Log = append(f.Log, l)
		}
	}
	f.Voices = orderVoices(f, voices.Val())
	for i, r := range replies {
		if reply, ok := readReply(id, i+1, r.Val()); ok {
			f.Answers = append(f.Answers, reply)
		}
	}
	return f, nil
}

// readLine reads a line: ms, kind, who, reference, text.
func readLine(line string) (surveys.CaseLine, bool) {
	p := strings.SplitN(line, "|", 5)
	if len(p) != 5 {
		return surveys.CaseLine{}, false
	}
	return surveys.CaseLine{
		At: time.UnixMilli(int64(atoi(p[0]))).UTC(), Kind: surveys.LineKind(p[1]),
		Who: surveys.UserID(p[2]), Ref: p[3], Text: p[4],
	}, true
}

// orderVoices puts the answers of a case in the order in which they came, as
// the log tells it; the one that it began with is first.
func orderVoices(f surveys.CaseFile, voices []string) []surveys.InvitationID {
	if first := string(f.Invitation); first != "" && !slices.Contains(voices, first) {
		voices = append(voices, first)
	}
	place := map[string]int{}
	for i, l := range f.Log {
		if _, there := place[l.Ref]; !there {
			place[l.Ref] = i + 1
		}
	}
	place[string(f.Invitation)] = -1
	slices.SortFunc(voices, func(a, b string) int { return cmp.Or(cmp.Compare(place[a], place[b]), cmp.Compare(a, b)) })
	out := make([]surveys.InvitationID, len(voices))
	for i, v := range voices {
		out[i] = surveys.InvitationID(v)
	}
	return out
}
