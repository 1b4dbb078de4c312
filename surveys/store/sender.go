package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// keptSender is the sender as Redis keeps it. The password is locked before it
// comes here. Fields are only ever added.
type keptSender struct {
	Name     string          `json:"name"`
	Address  string          `json:"address"`
	Host     string          `json:"host"`
	Port     int             `json:"port"`
	Privacy  surveys.Privacy `json:"privacy"`
	User     string          `json:"user,omitempty"`
	Locked   string          `json:"locked,omitempty"`
	Revision int             `json:"revision"`
	At       int64           `json:"at"` // ms
}

// Sender returns who mails are from as the browser said it, as fresh as
// Surveys; the zero value where nobody has.
func (s *Store) Sender(ctx context.Context) (surveys.Sender, error) {
	rules, err := s.house.rules(ctx, s)
	if err != nil {
		return surveys.Sender{}, err
	}
	return rules.sender, nil
}

// SaveSender keeps a sender that the domain has checked, its password locked.
// Its Revision is the one that the change began from. Conflict: somebody
// changed it meanwhile.
func (s *Store) SaveSender(ctx context.Context, sender surveys.Sender) (surveys.Sender, error) {
	from := sender.Revision
	sender.Password, sender.Revision, sender.ChangedAt = "", from+1, s.now().UTC().Truncate(time.Millisecond)
	text, err := json.Marshal(keptSender{sender.Name, sender.Address, sender.Host, sender.Port, sender.Privacy,
		sender.User, sender.Locked, sender.Revision, sender.ChangedAt.UnixMilli()})
	if err != nil {
		return sender, fmt.Errorf("save the sender: %w", err)
	}
	done, err := s.run(ctx, "save_sender", []string{senderKey()}, from, text).Bool()
	if err != nil {
		return sender, fmt.Errorf("save the sender: %w", err)
	}
	if !done {
		return sender, surveys.Errorf(surveys.Conflict, "somebody changed the sender meanwhile; look at it again and repeat the change")
	}
	// It is saved, whether it can be read again or not.
	_ = s.house.look(ctx, s)
	return sender, nil
}

func readSender(set *redis.StringCmd) (surveys.Sender, error) {
	var k keptSender
	if isNil(set.Err()) {
		return surveys.Sender{}, nil
	}
	if err := json.Unmarshal([]byte(set.Val()), &k); err != nil {
		return surveys.Sender{}, fmt.Errorf("sender: %w", err)
	}
	return surveys.Sender{Name: k.Name, Address: k.Address, Host: k.Host, Port: k.Port, Privacy: k.Privacy,
		User: k.User, Locked: k.Locked, Revision: k.Revision, ChangedAt: time.UnixMilli(k.At).UTC()}, nil
}
