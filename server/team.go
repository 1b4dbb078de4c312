package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
)

// team is what the team's pages need beside the options.
type team struct {
	pages    *templates.Pages
	taps     *templates.TapPages
	locales  *templates.Locales
	words    *templates.Locale // of the team's pages
	mails    *templates.Mails  // for previews
	signer   *surveys.Signer   // of links that count nothing
	sessions *scs.SessionManager
	guard    *http.CrossOriginProtection
	door     *door
	welcomes welcomes
}

func newTeam(o Options) (*team, error) {
	var err error
	library := o.Templates
	if library == nil {
		if library, err = templates.Open(o.Dev); err != nil {
			return nil, err
		}
	}
	guard, err := newGuard(o.PublicURL.Scheme + "://" + o.PublicURL.Host)
	if err != nil {
		return nil, err
	}
	return &team{pages: library.Pages, taps: library.Taps, locales: library.Locales, words: library.Words, mails: library.Mails,
		signer: surveys.NewSigner(o.Secret), sessions: newSessions(o.Store.Sessions()), guard: guard, door: newDoor()}, nil
}

// refusePage answers a browser where no handler does: the team with the menu
// around it, anybody else plainly.
func (s *Server) refusePage(c *gin.Context, status int) {
	c.Abort()
	pageHeaders(c)
	page := s.problemPage(c, status, nil)
	if page.User == "" {
		page.Notices = nil
	}
	s.show(c, status, page)
}
