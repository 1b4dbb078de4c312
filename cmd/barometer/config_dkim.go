package main

import (
	"crypto"
	"strings"

	"barometer/mailer"
	"barometer/surveys"
)

const (
	dkimKeyFile  = "BAROMETER_DKIM_KEY_FILE"
	dkimSelector = "BAROMETER_DKIM_SELECTOR"

	maxKeyFile = 64 << 10 // bytes; a key has some two thousand
)

// parseDKIM reads the keys that sign mails, and the selectors in their order.
func parseDKIM(p *surveys.Problems, files, selectors string) []mailer.DKIMKey {
	switch {
	case files == "" && selectors == "":
		return nil
	case files == "":
		p.Add(dkimKeyFile, "is needed with a selector: the file of a private key in PEM")
		return nil
	case selectors == "":
		p.Add(dkimSelector, "is needed with a key: the name that its public half is published under, such as b1")
	}
	private := readDKIMKeys(p, files)
	names := parseSelectors(p, selectors)
	if names == nil || private == nil {
		return nil
	}
	if len(names) != len(private) {
		p.Add(dkimSelector, "must name as many selectors as %s names files: %d, not %d", dkimKeyFile, len(private), len(names))
		return nil
	}
	keys := make([]mailer.DKIMKey, len(private))
	for i := range private {
		keys[i] = mailer.DKIMKey{Selector: names[i], Private: private[i]}
	}
	if len(keys) == 2 && keys[0].Algorithm() == keys[1].Algorithm() {
		p.Add(dkimKeyFile, "holds two keys of one kind; it must be one key, or one RSA and one Ed25519")
	}
	return keys
}

func parseSelectors(p *surveys.Problems, s string) []string {
	if s == "" {
		return nil
	}
	names, err := mailer.ParseDKIMSelectors(s)
	if err != nil {
		p.Add(dkimSelector, "%s", err.Error())
	}
	return names
}

// readDKIMKeys returns nil where one of the keys cannot be used.
func readDKIMKeys(p *surveys.Problems, files string) []crypto.Signer {
	if strings.ContainsAny(files, "\r\n") || strings.Contains(files, "-----") {
		p.Add(dkimKeyFile, "must be the name of a file, not the key itself") // and is not told
		return nil
	}
	paths := strings.Split(files, ",")
	if len(paths) > 2 {
		p.Add(dkimKeyFile, "must name one file, or two: an RSA and an Ed25519 key")
		return nil
	}
	var keys []crypto.Signer
	for _, path := range paths {
		path = strings.TrimSpace(path)
		content, err := readUpTo(path, maxKeyFile)
		if err != nil {
			p.Add(dkimKeyFile, "cannot be read: %v", err)
			continue
		}
		key, err := mailer.ParseDKIMKey(content)
		if err != nil {
			p.Add(dkimKeyFile, "%s %v", path, err)
			continue
		}
		keys = append(keys, key)
	}
	if len(keys) < len(paths) {
		return nil
	}
	return keys
}
