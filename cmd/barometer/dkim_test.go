package main

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"barometer/surveys"

	"github.com/emersion/go-msgauth/dkim"
)

// keyFile writes a private key as openssl does.
func keyFile(t *testing.T, key crypto.Signer, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return fileOf(t, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func fileOf(t *testing.T, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dkim.pem")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func rsaFile(t *testing.T, bits int) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	return keyFile(t, key, err)
}

func ed25519File(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return keyFile(t, key, err)
}

func TestDKIMSettings(t *testing.T) {
	long, ed := rsaFile(t, 2048), ed25519File(t)
	for _, c := range []struct{ name, files, selectors, told string }{
		{"neither", "", "", ""},
		{"one key", long, "b1", ""},
		{"only Ed25519", ed, "b1", ""},
		{"both", long + ", " + ed, "b1, b2", ""},
		{"both, the other way round", ed + "," + long, "b1,b2", ""},
		{"no selector", long, "", "SELECTOR is needed with a key"},
		{"no key", "", "b1", "KEY_FILE is needed with a selector"},
		{"a selector too few", long + "," + ed, "b1", "SELECTOR must name as many selectors as BAROMETER_DKIM_KEY_FILE names files: 2, not 1"},
		{"a selector too many", long, "b1,b2", "SELECTOR must name as many selectors as BAROMETER_DKIM_KEY_FILE names files: 1, not 2"},
		{"the same selector", long + "," + ed, "b1,b1", "SELECTOR must be two names that differ"},
		{"no selector at all", long, "b_1", "SELECTOR must be letters, digits and hyphens"},
		{"no such file", "/nowhere", "b1", "KEY_FILE cannot be read: open /nowhere"},
		{"a directory", t.TempDir(), "b1", "KEY_FILE cannot be read"},
		{"too large", fileOf(t, make([]byte, maxKeyFile+1)), "b1", "KEY_FILE cannot be read"},
		{"no key in it", fileOf(t, []byte("secret")), "b1", "holds no key in PEM"},
		{"a short key", rsaFile(t, 1024), "b1", "holds an RSA key of 1024 bits; it must have 2048 to 4096"},
		{"two of a kind", ed + "," + ed25519File(t), "b1,b2", "KEY_FILE holds two keys of one kind"},
		{"three", long + "," + ed + "," + ed, "b1,b2,b3", "KEY_FILE must name one file, or two"},
		{"the key itself", "-----BEGIN PRIVATE KEY-----\nsecret", "b1", "KEY_FILE must be the name of a file, not the key itself"},
		{"the key on one line", `-----BEGIN PRIVATE KEY-----\nsecret`, "b1", "KEY_FILE must be the name of a file, not the key itself"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p surveys.Problems
			keys := parseDKIM(&p, c.files, c.selectors)
			if c.told == "" {
				if p.Err() != nil || len(keys) != len(strings.FieldsFunc(c.files, func(r rune) bool { return r == ',' })) {
					t.Errorf("%d keys, %v", len(keys), p.Err())
				}
				return
			}
			if len(p) != 1 || !strings.Contains(p[0].Field+" "+p[0].Message, c.told) || !strings.HasPrefix(p[0].Field, "BAROMETER_DKIM_") {
				t.Errorf("told %v, want …%s", p, c.told)
			}
			if strings.Contains(p[0].Message, "secret") {
				t.Errorf("the key is told: %s", p[0].Message)
			}
		})
	}
}

// With a key in the settings mails leave signed, and the log says what record
// to publish: with that record, the signature holds.
func TestServeSignsMails(t *testing.T) {
	h := newHouse(t, nil, "BAROMETER_DKIM_KEY_FILE="+rsaFile(t, 2048), "BAROMETER_DKIM_SELECTOR=b1")
	h.serve()
	h.ask(t, "t-1", "priya@northgate.example")
	h.awaitLetter("priya@northgate.example")
	records := loggedRecords(t, h.log.String())
	found, err := dkim.VerifyWithOptions(bytes.NewReader(h.mails.Messages()[0].Raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if record, ok := records[name]; ok {
			return []string{record}, nil
		}
		return nil, errors.New("no record at " + name)
	}})
	if err != nil || len(found) != 1 || found[0].Err != nil || found[0].Domain != "house.example" {
		t.Errorf("signatures are %+v (%v)", found, err)
	}
}

// loggedRecords reads the TXT records out of the log, by name.
func loggedRecords(t *testing.T, log string) map[string]string {
	t.Helper()
	records := map[string]string{}
	for line := range strings.Lines(log) {
		var said struct{ Name, Record string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Record != "" {
			records[said.Name] = said.Record
		}
	}
	return records
}
