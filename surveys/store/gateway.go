package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// MarkGateway notes that the mail of an invitation goes through a gateway (see
// surveys.IsGateway), so that its scan window is longer. Safe to repeat.
func (s *Store) MarkGateway(ctx context.Context, id surveys.InvitationID) error {
	if err := s.rdb.HSet(ctx, invitationKey(id), fieldGateway, 1).Err(); err != nil {
		return fmt.Errorf("mark the gateway: %w", err)
	}
	return nil
}
