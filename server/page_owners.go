package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getOwners: GET /settings/owners.
func (s *Server) getOwners(c *gin.Context) { s.showOwners(c, http.StatusOK, "", nil) }

func (s *Server) showOwners(c *gin.Context, status int, saved string, wrong map[string]string) {
	page, err := s.ownersPage(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	page.Layout = s.layout(c, templates.SettingsSection(), s.words.Text("owners_title"))
	page.Saved, page.Errors = saved, wrong
	s.show(c, status, page)
}

func (s *Server) ownersPage(ctx context.Context) (page templates.Owners, err error) {
	rules, err := s.Store.Ownership(ctx)
	if err != nil {
		return page, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return page, err
	}
	projects, _, err := s.Store.ProjectStandings(ctx, store.ListQuery{Period: surveys.Last(1, s.Store.Today()), Order: store.OrderName, Limit: maxLimit})
	if err != nil {
		return page, err
	}
	page.Hours = int(rules.Patience() / time.Hour)
	if rules.Worth > 0 {
		page.Worth = strconv.FormatFloat(rules.Worth, 'f', -1, 64)
	}
	for _, u := range team {
		if u.May(surveys.Member) {
			page.Team = append(page.Team, templates.OwnerTick{ID: string(u.ID), Name: nameOf(u),
				Rota: slices.Contains(rules.Rota, u.ID), Founder: slices.Contains(rules.Founders, u.ID)})
		}
	}
	for _, p := range projects {
		page.Projects = append(page.Projects, templates.OwnerRule{ID: p.ID, Name: p.Name, Owners: ownersOf(team, rules.Projects[surveys.ProjectID(p.ID)])})
	}
	var customers []surveys.CustomerID
	for id := range rules.Customers {
		customers = append(customers, id)
	}
	names, err := s.Store.CustomerNames(ctx, customers)
	for _, id := range slices.Sorted(slices.Values(customers)) {
		page.Customers = append(page.Customers, templates.OwnerRule{ID: string(id), Name: whoOr(names[id], string(id)), Owners: ownersOf(team, rules.Customers[id])})
	}
	page.Customers = append(page.Customers, templates.OwnerRule{Owners: ownersOf(team, "")})
	return page, err
}

// postOwners: POST /settings/owners replaces the rules. A project that the page
// does not show keeps its owner.
func (s *Server) postOwners(c *gin.Context) {
	ctx := c.Request.Context()
	before, err := s.Store.Ownership(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	o, err := s.ownershipOf(c, before)
	if err == nil {
		err = s.Store.PutOwnership(ctx, o)
	}
	if wrong := s.fieldErrors(err); len(wrong) > 0 {
		s.showOwners(c, http.StatusUnprocessableEntity, "", wrong)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "owners.changed", "owners", surveys.Telling{})
	s.showOwners(c, http.StatusOK, s.words.Text("owners_saved"), nil)
}

func (s *Server) ownershipOf(c *gin.Context, o surveys.Ownership) (surveys.Ownership, error) {
	hours, err := strconv.Atoi(c.PostForm("hours"))
	if err != nil {
		return o, surveys.InvalidField("after_hours", "must be a whole number of hours")
	}
	if o.Worth = 0; c.PostForm("worth") != "" {
		if o.Worth, err = strconv.ParseFloat(c.PostForm("worth"), 64); err != nil {
			return o, surveys.InvalidField("worth", "must be a number")
		}
	}
	// Who stays in the rota keeps the place.
	o.Rota, o.Founders = keepOrder(o.Rota, c.PostFormArray("rota")), keepOrder(o.Founders, c.PostFormArray("founder"))
	o.After = time.Duration(hours) * time.Hour
	projects, owners := c.PostFormArray("project"), c.PostFormArray("project_owner")
	for i, id := range projects[:min(len(projects), len(owners))] {
		if delete(o.Projects, surveys.ProjectID(id)); owners[i] != "" {
			o.Projects[surveys.ProjectID(id)] = surveys.UserID(owners[i])
		}
	}
	customers, owners := c.PostFormArray("customer"), c.PostFormArray("customer_owner")
	o.Customers = map[surveys.CustomerID]surveys.UserID{}
	for i, id := range customers[:min(len(customers), len(owners))] {
		if id = strings.TrimSpace(id); id != "" && owners[i] != "" {
			o.Customers[surveys.CustomerID(id)] = surveys.UserID(owners[i])
		}
	}
	return o, nil
}

// keepOrder puts those who are chosen into the order that they had, the new
// ones behind.
func keepOrder(before []surveys.UserID, chosen []string) []surveys.UserID {
	var out []surveys.UserID
	for _, id := range before {
		if slices.Contains(chosen, string(id)) {
			out = append(out, id)
		}
	}
	for _, id := range chosen {
		if !slices.Contains(out, surveys.UserID(id)) {
			out = append(out, surveys.UserID(id))
		}
	}
	return out
}
