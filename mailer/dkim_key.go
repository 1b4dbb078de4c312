package mailer

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// DKIMKey signs mails in the name of the sender's domain (RFC 6376).
type DKIMKey struct {
	Selector string        // the public half is at <selector>._domainkey.<domain>
	Private  crypto.Signer // *rsa.PrivateKey or ed25519.PrivateKey, as ParseDKIMKey gives it
}

// Lengths of an RSA key in bits: signers should use no shorter one, and
// verifiers need to know no longer one (RFC 8301, 3.2).
const (
	rsaLeast = 2048
	rsaMost  = 4096
)

// ParseDKIMKey reads a private key in PEM: RSA (PKCS#1 or PKCS#8) or Ed25519
// (PKCS#8). Errors say what the content is and what it should be, and hold
// nothing of the key.
func ParseDKIMKey(content []byte) (crypto.Signer, error) {
	block, err := privateBlock(content)
	if err != nil {
		return nil, err
	}
	var key any
	if block.Type == "RSA PRIVATE KEY" {
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	} else {
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, errors.New("holds a damaged key, or one of a kind that DKIM does not know; it must be RSA or Ed25519")
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if err := checkRSA(key.N.BitLen()); err != nil {
			return nil, err
		}
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, errors.New("holds a key that is neither RSA nor Ed25519; DKIM knows no other")
}

func checkRSA(bits int) error {
	if bits < rsaLeast || bits > rsaMost {
		return fmt.Errorf("holds an RSA key of %d bits; it must have %d to %d, best %d", bits, rsaLeast, rsaMost, rsaLeast)
	}
	return nil
}

// privateBlock finds the private key among what a PEM file holds.
func privateBlock(content []byte) (*pem.Block, error) {
	seen := ""
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY", block.Headers["DEK-Info"] != "":
			return nil, errors.New("holds a key with a passphrase; it must have none (openssl pkey -in OLD -out NEW removes it)")
		case block.Type == "OPENSSH PRIVATE KEY":
			return nil, errors.New("holds a key of ssh-keygen; it must be one of openssl, in PEM")
		case block.Type == "EC PRIVATE KEY":
			return nil, errors.New("holds an EC key; it must be RSA or Ed25519")
		case block.Type == "PRIVATE KEY", block.Type == "RSA PRIVATE KEY":
			return block, nil
		}
		seen = strings.ToLower(block.Type)
	}
	if seen != "" {
		return nil, fmt.Errorf("holds no private key but a %s; the private half is needed", seen)
	}
	return nil, errors.New("holds no key in PEM; it must have a line -----BEGIN PRIVATE KEY-----")
}

// ParseDKIMSelectors reads one selector, or two that differ, separated by a
// comma. A selector is part of a name in the DNS (RFC 6376, 3.1).
func ParseDKIMSelectors(list string) ([]string, error) {
	selectors := strings.Split(list, ",")
	for i, s := range selectors {
		s = strings.TrimSpace(s)
		if len(s) > 100 || slices.ContainsFunc(strings.Split(s, "."), isNoLabel) {
			return nil, errors.New("must be letters, digits and hyphens, such as b1, or two such names separated by a comma")
		}
		selectors[i] = s
	}
	if len(selectors) > 1 && strings.EqualFold(selectors[0], selectors[1]) {
		return nil, errors.New("must be two names that differ: each key has its own record")
	}
	return selectors, nil
}

func isNoLabel(s string) bool {
	other := func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return s == "" || len(s) > 63 || strings.Trim(s, "-") != s || strings.ContainsFunc(s, other)
}

// Algorithm is what the record calls the kind of the key: rsa or ed25519.
func (k DKIMKey) Algorithm() string {
	if _, ok := k.Private.(ed25519.PrivateKey); ok {
		return "ed25519"
	}
	return "rsa"
}

// Record is the text to publish as a TXT record at <selector>._domainkey.<domain>
// (RFC 6376, 3.6.1; RFC 8463, 4). It holds nothing secret.
func (k DKIMKey) Record() (string, error) {
	var public []byte
	var err error
	switch key := k.Private.Public().(type) {
	case ed25519.PublicKey:
		public = key
	default:
		if public, err = x509.MarshalPKIXPublicKey(key); err != nil {
			return "", fmt.Errorf("public half of a DKIM key: %w", err)
		}
	}
	return "v=DKIM1; k=" + k.Algorithm() + "; p=" + base64.StdEncoding.EncodeToString(public), nil
}
