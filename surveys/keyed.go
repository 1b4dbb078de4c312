package surveys

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// keyed is HMAC-SHA256 with one key. Beginning one hashes the key twice over,
// and every mail has a signed link for each choice, so they are used again.
// Safe for concurrent use.
type keyed struct {
	key   []byte
	spare sync.Pool // of hash.Hash
}

// appendSum appends the MAC of the message to it.
func (k *keyed) appendSum(message []byte) []byte {
	mac, ok := k.spare.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, k.key)
	}
	mac.Write(message)
	message = mac.Sum(message)
	mac.Reset()
	k.spare.Put(mac)
	return message
}
