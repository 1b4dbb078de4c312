package main

import (
	"crypto/tls"
	"os"
	"sync"
	"time"
)

// certificate is a TLS certificate in files, read again when they change, so
// that its renewal needs no restart.
type certificate struct {
	certFile, keyFile string

	mu   sync.Mutex
	read *tls.Certificate
	at   time.Time // when the file changed that was read
}

// get returns the certificate as it is now; while new files cannot be used, as
// between the writing of the two, the one before.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.certFile)
	if err == nil && c.read != nil && info.ModTime().Equal(c.at) {
		return c.read, nil
	}
	if err == nil {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.certFile, c.keyFile); err == nil {
			c.read, c.at = &pair, info.ModTime()
		}
	}
	if c.read != nil {
		return c.read, nil
	}
	return nil, err
}
