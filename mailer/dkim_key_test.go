package mailer

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
)

func inPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func pkcs8(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestKeysAreRead(t *testing.T) {
	long := rsaKey(t)
	short := edKey(t)
	certificate := inPEM("CERTIFICATE", []byte("of somebody"))
	for name, c := range map[string]struct {
		content []byte
		want    DKIMKey
	}{
		"RSA in PKCS#1":       {inPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(long.Private.(*rsa.PrivateKey))), long},
		"RSA in PKCS#8":       {inPEM("PRIVATE KEY", pkcs8(t, long.Private)), long},
		"Ed25519 in PKCS#8":   {inPEM("PRIVATE KEY", pkcs8(t, short.Private)), short},
		"after a certificate": {append(certificate, inPEM("PRIVATE KEY", pkcs8(t, short.Private))...), short},
		"after words":         {append([]byte("Our key\r\n"), inPEM("PRIVATE KEY", pkcs8(t, short.Private))...), short},
	} {
		private, err := ParseDKIMKey(c.content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := DKIMKey{Private: private}
		if a, _ := got.Record(); got.Algorithm() != c.want.Algorithm() || a == "" || a != recordOf(t, c.want) {
			t.Errorf("%s: %s %s", name, got.Algorithm(), a)
		}
	}
}

func recordOf(t testing.TB, k DKIMKey) string {
	t.Helper()
	record, err := k.Record()
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// Every mistake is named, and so is what would be right.
func TestWrongKeysAreTold(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	usual := inPEM("PRIVATE KEY", pkcs8(t, edKey(t).Private))
	locked := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"DEK-Info": "AES-128-CBC,00"}})
	for name, c := range map[string]struct {
		content []byte
		told    string
	}{
		"nothing":            {nil, "holds no key in PEM; it must have a line -----BEGIN PRIVATE KEY-----"},
		"DER":                {pkcs8(t, short), "holds no key in PEM; it must"},
		"half of a file":     {usual[:len(usual)/2], "holds no key in PEM; it must"},
		"a public key":       {inPEM("PUBLIC KEY", nil), "holds no private key but a public key; the private half is needed"},
		"a certificate":      {inPEM("CERTIFICATE", nil), "holds no private key but a certificate; the private half is needed"},
		"short RSA":          {inPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(short)), "holds an RSA key of 1024 bits; it must have 2048 to 4096"},
		"an EC key":          {inPEM("EC PRIVATE KEY", nil), "holds an EC key; it must be RSA or Ed25519"},
		"an EC key, PKCS#8":  {inPEM("PRIVATE KEY", pkcs8(t, curve)), "holds a key that is neither RSA nor Ed25519"},
		"a passphrase":       {inPEM("ENCRYPTED PRIVATE KEY", nil), "holds a key with a passphrase; it must have none"},
		"an old passphrase":  {locked, "holds a key with a passphrase; it must have none"},
		"ssh-keygen":         {inPEM("OPENSSH PRIVATE KEY", nil), "holds a key of ssh-keygen; it must be one of openssl"},
		"damaged":            {inPEM("PRIVATE KEY", pkcs8(t, curve)[:40]), "holds a damaged key"},
		"damaged, in PKCS#1": {inPEM("RSA PRIVATE KEY", []byte("secret")), "holds a damaged key"},
	} {
		key, err := ParseDKIMKey(c.content)
		if err == nil || key != nil || !strings.HasPrefix(err.Error(), c.told) {
			t.Errorf("%s: %v, want %s…", name, err, c.told)
		}
	}
}

func TestLengthsOfRSAKeys(t *testing.T) {
	for bits, good := range map[int]bool{1024: false, 2047: false, 2048: true, 3072: true, 4096: true, 4097: false, 16384: false} {
		if err := checkRSA(bits); (err == nil) != good {
			t.Errorf("%d bits: %v", bits, err)
		}
	}
}

func TestSelectors(t *testing.T) {
	for list, want := range map[string]string{
		"b1": "b1", " b1 , b2": "b1 b2", "mail.2026-11": "mail.2026-11", "B1": "B1",
		"": "", "b1,": "", "b1,B1": "", "b_1": "", "-b": "", "b-": "", "a..b": "", ".a": "", "ü": "", "b1\r\nBcc": "", "b;l=0": "",
		strings.Repeat("a", 64): "", strings.Repeat("a.", 60) + "a": "",
	} {
		got, err := ParseDKIMSelectors(list)
		if strings.Join(got, " ") != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", list, got, err)
		}
	}
}

// Whatever a file holds, reading it ends with a key or an error that tells
// nothing of the key.
func FuzzParseDKIMKey(f *testing.F) {
	f.Add(inPEM("PRIVATE KEY", pkcs8(f, edKey(f).Private)))
	f.Add(inPEM("CERTIFICATE", nil))
	f.Add(bytes.Repeat([]byte("-----BEGIN "), 9))
	f.Fuzz(func(t *testing.T, content []byte) {
		key, err := ParseDKIMKey(content)
		if (key == nil) == (err == nil) {
			t.Errorf("%v and %v", key, err)
		}
	})
}
