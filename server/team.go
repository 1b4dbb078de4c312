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
	locales  *templates.Locales
	words    *templates.Locale // of the team's pages
	mails    *templates.Mails  // for previews
	signer   *surveys.Signer   // of links that count nothing
	tries    *throttle         // of test mails
	sessions *scs.SessionManager
	guard    *http.CrossOriginProtection
	door     *door
	welcomes welcomes
}

func newTeam(o Options) (*team, error) {
	locales, err := templates.NewLocales()
	if err != nil {
		return nil, err
	}
	words := locales.In(surveys.DefaultLanguage)
	pages, err := templates.NewPages(o.Dev, words)
	if err != nil {
		return nil, err
	}
	mails, err := templates.NewMails()
	if err != nil {
		return nil, err
	}
	guard, err := newGuard(o.PublicURL.Scheme + "://" + o.PublicURL.Host)
	if err != nil {
		return nil, err
	}
	return &team{pages: pages, locales: locales, words: words, mails: mails,
		signer: surveys.NewSigner(o.Secret), tries: newThrottle(testMails), sessions: newSessions(o.Store.Sessions()), guard: guard, door: newDoor()}, nil
}

// testMails is how many mails of surveys may be sent at once to see them.
const testMails = 20

// refusePage answers a browser where no handler does.
func (s *Server) refusePage(c *gin.Context, status int) {
	c.Abort()
	pageHeaders(c)
	page := templates.Problem{Status: status, Heading: problemHeading(status), Text: templates.Sentence(whoOr(problemText(status), "this cannot be done")) + ".",
		Back: templates.Link{Text: "To the overview", Address: "/"}}
	page.Layout = templates.Layout{Title: page.Heading, Clock: s.clock()}
	s.show(c, status, page)
}
