package surveys

import (
	"net/url"
	"slices"
	"strings"
)

// ViewID names a saved view.
type ViewID string

// View is a page of the team with its filters, kept under a name: for who made
// it, or for everybody.
type View struct {
	ID      ViewID
	Name    string
	Address string // path and query of one of our own pages
	Owner   UserID
	Shared  bool // everybody on the team sees it
}

// Limits of views.
const (
	MaxViews       = 200 // of the whole team
	MaxViewName    = 60
	MaxViewAddress = 2000
)

// ViewSections are the pages that a view may lead to.
func ViewSections() []string {
	return []string{"/", "/responses", "/complaints", "/customers", "/projects", "/worth", "/retention", "/relations",
		"/founders", "/advocates", "/surveys", "/outbox", "/lessons", "/search"}
}

// NewView checks name and address as somebody typed or sent them. Invalid names
// what is wrong: an address must be a page of ours, never another site.
func NewView(id ViewID, name, address string, owner UserID, shared bool) (View, error) {
	v := View{ID: id, Name: OneLine(name, MaxViewName), Owner: owner, Shared: shared}
	var p Problems
	if v.Name == "" {
		p.Add("name", "is needed")
	}
	var ok bool
	if v.Address, ok = viewAddress(address); !ok {
		p.Add("address", "must be a page of ours")
	}
	return v, p.Err()
}

// viewAddress writes an address anew from its parts, so that nothing is kept
// that a browser could read as another site.
func viewAddress(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || len(address) > MaxViewAddress || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "", false
	}
	section := u.Path
	if cut := strings.IndexByte(strings.TrimPrefix(u.Path, "/"), '/'); cut >= 0 {
		section = u.Path[:cut+1]
	}
	clean := !strings.Contains(u.Path, "//") && !strings.Contains(u.Path, "/.") && !strings.ContainsAny(u.Path, "\\")
	if !clean || !slices.Contains(ViewSections(), section) || section == "/" && u.Path != "/" {
		return "", false
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", false
	}
	out := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: query.Encode()}
	return out.String(), true
}

// VisibleTo reports whether a person may see the view.
func (v View) VisibleTo(id UserID) bool { return v.Shared || v.Owner == id }
