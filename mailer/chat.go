package mailer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/nicholas-fedor/shoutrrr"
	"github.com/nicholas-fedor/shoutrrr/pkg/router"
)

// chat is a place where the team talks, by the URL that shoutrrr knows it by.
type chat struct {
	id     surveys.WebhookID
	sender *router.ServiceRouter
}

// newChats makes a sender for each URL. What an error says may hold the URL,
// and with it a password, so it is not passed on.
func newChats(urls []string) ([]chat, error) {
	var out []chat
	for i, url := range urls {
		sender, err := shoutrrr.CreateSender(url)
		if err != nil {
			return nil, fmt.Errorf("mailer: chat %d: not an address that shoutrrr knows", i+1)
		}
		sum := sha256.Sum256([]byte(url))
		out = append(out, chat{surveys.WebhookID("chat-" + hex.EncodeToString(sum[:6])), sender})
	}
	return out, nil
}

func (m *Mailer) chatOf(id surveys.WebhookID) (chat, bool) {
	for _, c := range m.chats {
		if c.id == id {
			return c, true
		}
	}
	return chat{}, false
}

// deliverChat sends the words of a delivery. It is marked as failed before, as
// nobody knows, so that it is not said twice where the process dies meanwhile.
func (m *Mailer) deliverChat(ctx context.Context, c chat, d surveys.Delivery) error {
	begun := surveys.Try{At: m.Now(), Words: "nobody knows whether it was said"}
	mine, err := m.Store.DeliveryTried(ctx, d, begun, surveys.DeliveryFailed, time.Time{})
	if err != nil || !mine {
		return err
	}
	d.Tries = append(d.Tries, begun)
	try := surveys.Try{At: begun.At}
	for _, err := range c.sender.Send(d.Body, nil) {
		if err != nil {
			try.Words = "the chat did not take it"
		}
	}
	try.Took = m.Now().Sub(try.At)
	return m.tried(ctx, d, try)
}
