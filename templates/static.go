package templates

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"strings"
)

// Asset is one static file: style, script or picture.
type Asset struct {
	Type  string // media type
	Body  []byte
	Small []byte // the body compressed by gzip; nil: it would not be smaller
}

// Assets are the static files under addresses that carry a hash of their
// content, so that a browser may keep them for ever.
type Assets struct {
	byAddress map[string]Asset
	addresses map[string]string
}

func newAssets(files fs.FS) (*Assets, error) {
	a := &Assets{byAddress: map[string]Asset{}, addresses: map[string]string{}}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, entry := range entries {
		body, err := fs.ReadFile(files, "static/"+entry.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		a.add(entry.Name(), lean(entry.Name(), body))
	}
	return a, nil
}

// lean leaves out what only the readers of our own styles and scripts need:
// comments, and blanks at the ends of lines.
func lean(name string, body []byte) []byte {
	if strings.Contains(name, ".min.") {
		return body // as its authors want it, with their licence
	}
	switch path.Ext(name) {
	case ".css":
		body = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAll(body, nil)
		return regexp.MustCompile(`([{};,])\s*\n\s*`).ReplaceAll(body, []byte("$1"))
	case ".js":
		body = regexp.MustCompile(`(?m)^\s*//.*\n`).ReplaceAll(body, nil)
		return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAll(body, nil)
	}
	return body
}

func (a *Assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.addresses[name] = "/static/" + hashed
	a.byAddress[hashed] = Asset{Type: mime.TypeByExtension(ext), Body: body, Small: squeeze(body)}
}

func squeeze(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, err = z.Write(body)
	if err = errors.Join(err, z.Close()); err != nil || b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// Address returns the address of a file by its plain name; a name that is not
// there is an error of the template that asks.
func (a *Assets) Address(name string) (string, error) {
	if address, ok := a.addresses[name]; ok {
		return address, nil
	}
	return "", fmt.Errorf("no static file %q", name)
}

// Get returns the file by the last part of its address.
func (a *Assets) Get(hashed string) (Asset, bool) {
	asset, ok := a.byAddress[hashed]
	return asset, ok
}
