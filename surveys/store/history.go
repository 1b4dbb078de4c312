package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// History returns what became of an invitation's answer after the first,
// oldest first: the newest 100.
func (s *Store) History(ctx context.Context, id surveys.InvitationID) ([]surveys.Turn, error) {
	lines, err := s.rdb.LRange(ctx, historyKey(id), -historyMost, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	out := make([]surveys.Turn, 0, len(lines))
	for _, line := range lines {
		if turn, ok := readTurn(line); ok {
			out = append(out, turn)
		}
	}
	return out, nil
}

// readTurn reads a line: ms, kind, choice and evidence before, who, reason.
func readTurn(line string) (surveys.Turn, bool) {
	p := strings.SplitN(line, "|", 6)
	if len(p) != 6 {
		return surveys.Turn{}, false
	}
	return surveys.Turn{
		At: time.UnixMilli(int64(atoi(p[0]))).UTC(), Kind: surveys.EntryKind(p[1]), Choice: atoi(p[2]),
		By: evidenceByLetter(p[3]), Who: surveys.UserID(p[4]), Reason: p[5],
	}, true
}
