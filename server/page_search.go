package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// foundShown is how many of each group a search shows.
const foundShown = 12

// longestSearch is how many letters of a search are looked at.
const longestSearch = 200

// searchFile is what the page of a search is made of.
type searchFile struct {
	query string
	found store.Found
	names names
}

// getSearch: GET /search?q=.
func (s *Server) getSearch(c *gin.Context) {
	query := []rune(normaliseText(c.Query("q")))
	f, err := s.readSearch(c.Request.Context(), strings.TrimSpace(string(query[:min(len(query), longestSearch)])))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, f.page(s.layout(c, templates.Section{}, s.words.Text("search_title"))))
}

func (s *Server) readSearch(ctx context.Context, query string) (f searchFile, err error) {
	f.query = query
	if f.found, err = s.Store.Search(ctx, store.SearchQuery{Text: query, Limit: foundShown}); err != nil {
		return f, err
	}
	wanted := append([]surveys.Invitation{}, f.found.Said...)
	for _, id := range f.found.Customers {
		wanted = append(wanted, surveys.Invitation{Customer: id})
	}
	for _, id := range f.found.Projects {
		wanted = append(wanted, surveys.Invitation{Project: id})
	}
	people, err := s.Store.Contacts(ctx, f.found.People)
	if err != nil {
		return f, err
	}
	for id, p := range people {
		wanted = append(wanted, surveys.Invitation{Contact: id, Customer: p.Customer})
	}
	f.names, err = s.namesIn(ctx, wanted, nil)
	return f, err
}

func (f searchFile) page(layout templates.Layout) templates.Search {
	words := layout.Clock.Words
	page := templates.Search{Layout: layout, Query: f.query}
	page.Groups = f.groups(words)
	for _, inv := range f.found.Said {
		voice := f.names.voiceOf(inv, f.names.customer(inv.Customer), layout.Clock)
		voice.Case = templates.Link{} // the choice leads to all about it
		page.Said = append(page.Said, voice)
	}
	if f.found.More.Said {
		page.More = templates.Link{Text: words.Text("search_more_said"), Address: responsesAddress(surveys.ResponseFilter{Text: f.query})}
	}
	switch {
	case f.query == "":
		page.Empty = words.Text("search_ask")
	case len(page.Groups) == 0 && len(page.Said) == 0:
		page.Empty = words.Text("search_nothing")
	}
	return page
}

// groups are the customers, people and projects that were found.
func (f searchFile) groups(words *templates.Locale) []templates.FoundGroup {
	customers := templates.FoundGroup{Title: words.Text("search_customers")}
	for _, id := range f.found.Customers {
		link := f.names.customer(id)
		customers.Rows = append(customers.Rows, templates.FoundRow{Name: link.Text, Address: link.Address,
			Links: []templates.Link{{Text: words.Text("search_answers"), Address: responsesAddress(surveys.ResponseFilter{Customer: id})}}})
	}
	people := templates.FoundGroup{Title: words.Text("search_people")}
	for _, id := range f.found.People {
		p, ok := f.names.contacts[id]
		if !ok {
			continue
		}
		row := templates.FoundRow{Name: contactName(p), Address: customerAddress(p.Customer), Beside: p.Address, Links: []templates.Link{
			{Text: words.Text("search_answers"), Address: responsesAddress(surveys.ResponseFilter{Contact: id})}}}
		if name := f.names.customers[p.Customer]; name != "" && name != row.Name {
			row.Links = append([]templates.Link{{Text: name, Address: row.Address}}, row.Links...)
		}
		people.Rows = append(people.Rows, row)
	}
	projects := templates.FoundGroup{Title: words.Text("search_projects")}
	for _, id := range f.found.Projects {
		link := f.names.project(id)
		projects.Rows = append(projects.Rows, templates.FoundRow{Name: link.Text, Address: link.Address})
	}
	customers.More, people.More, projects.More = more(f.found.More.Customers, words), more(f.found.More.People, words), more(f.found.More.Projects, words)
	var out []templates.FoundGroup
	for _, g := range []templates.FoundGroup{customers, people, projects} {
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func more(yes bool, words *templates.Locale) string {
	if !yes {
		return ""
	}
	return words.Text("search_more")
}

// shownAddress is an address as people read it.
func shownAddress(address string) string {
	if text, err := url.QueryUnescape(address); err == nil {
		return surveys.OneLine(text, 120)
	}
	return address
}
