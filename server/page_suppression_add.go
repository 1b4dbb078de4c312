package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// suppressAtOnce is how many addresses one form may hold.
const suppressAtOnce = 2000

// parseCount reads a number that an address of ours carries.
func parseCount(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= suppressAtOnce
}

// postSuppression: POST /settings/suppression notes that addresses must not be
// asked. One that is wrong, and none is taken.
func (s *Server) postSuppression(c *gin.Context) {
	add := &templates.SuppressionAdd{Addresses: c.PostForm("addresses"), Why: strings.TrimSpace(normaliseText(c.PostForm("why"))), Open: true, Errors: map[string]string{}}
	addresses, problem := s.addressLines(add.Addresses)
	if problem != "" {
		add.Errors["addresses"] = problem
	}
	if problem := surveys.CheckText(add.Why, surveys.MaxName); add.Why == "" || problem != nil {
		add.Errors["why"] = s.words.MistakeIn("why", s.words.Phrase(cmp.Or(problem, surveys.Phrasef("is needed"))))
	}
	if len(add.Errors) > 0 {
		s.showSuppression(c, http.StatusUnprocessableEntity, add, "")
		return
	}
	for _, address := range addresses {
		if _, err := s.Store.DoNotAsk(c.Request.Context(), address, add.Why); err != nil {
			s.fail(c, err)
			return
		}
	}
	s.record(c, "suppression.added", fmt.Sprintf("addresses %d", len(addresses)), surveys.Plain(add.Why))
	c.Redirect(http.StatusSeeOther, suppressionPath+"?reason="+string(surveys.SuppressByHand)+"&done="+strconv.Itoa(len(addresses)))
}

// addressLines reads addresses, one a line or between commas; problem says in a
// sentence what is wrong with the first that is none.
func (s *Server) addressLines(text string) (out []string, problem string) {
	seen := map[surveys.ContactID]bool{}
	for i, line := range strings.Split(text, "\n") {
		for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' }) {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			address, wrong := NormaliseAddress(part)
			if wrong != "" || address == "" {
				return nil, s.words.Text("suppression_line_wrong", "N", strconv.Itoa(i+1), "Line", templates.Shorten(part, 60), "Problem", s.words.Phrase(surveys.Phrasef("%s", wrong)))
			}
			if id := surveys.NewContactID(address); !seen[id] {
				seen[id] = true
				out = append(out, address)
			}
		}
	}
	switch {
	case len(out) == 0:
		return nil, s.words.MistakeIn("the lines", s.words.Text("suppression_needs_address"))
	case len(out) > suppressAtOnce:
		return nil, s.words.MistakeIn("these", s.words.Text("suppression_too_many"))
	}
	return out, ""
}
