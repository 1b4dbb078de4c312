package mailer

import "context"

// What tests outside of the package may see of the inside.

// Turn does the due work of one shard as a worker does, and returns when its
// mails have ended.
func (m *Mailer) Turn(ctx context.Context, shard int) error {
	due, err := m.claim(ctx, shard)
	if err != nil {
		return err
	}
	if b := m.do(ctx, ctx, shard, due); b != nil {
		m.carry(ctx, b)
		b.putBack()
	}
	return nil
}
