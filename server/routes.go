package server

import (
	"net/http"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// routes registers every route of the program, grouped by the right it needs,
// so that a review of who may reach what is a review of this file.
func (s *Server) routes() error {
	recovery := gin.CustomRecoveryWithWriter(nil, s.recovered)
	// Every tap passes here: it gets no line in the log and bounds its own body.
	lean := s.engine.Group("/", recovery)
	s.engine.Use(s.access, recovery, limitBody)
	s.engine.NoRoute(func(c *gin.Context) { s.refuse(c, http.StatusNotFound) })
	s.engine.NoMethod(func(c *gin.Context) { s.refuse(c, http.StatusMethodNotAllowed) })

	// Everybody.
	s.engine.GET("/healthz", s.healthz)
	s.engine.GET("/readyz", s.readyz)
	s.engine.HEAD("/healthz", s.healthz)
	s.engine.HEAD("/readyz", s.readyz)

	// Customers, by the signed links in their mails.
	taps, err := newTaps(s.Options)
	if err != nil {
		return err
	}
	s.engine.GET("/r/*token", taps.open)
	s.engine.HEAD("/r/*token", taps.open)
	lean.POST("/r/confirm", taps.confirm)
	s.engine.GET("/u/*token", taps.askStop)
	s.engine.HEAD("/u/*token", taps.askStop)
	s.engine.POST("/u/*token", taps.stop)
	s.engine.GET("/about", taps.about)
	s.engine.HEAD("/about", taps.about)

	// The team, signed in.
	s.teamRoutes()

	return s.apiRoutes()
}

// teamRoutes registers the pages of the team, grouped by who may reach them.
func (s *Server) teamRoutes() {
	s.engine.GET("/static/:file", s.getStatic)

	door := s.engine.Group("/", pageHeaders, s.sameOrigin, s.loadSession)
	door.GET("/login", s.getLogin)
	door.POST("/login", s.postLogin)
	door.GET("/setup/:secret", s.getSetUp)
	door.POST("/setup/:secret", s.postSetUp)
	door.GET("/welcome/:secret", s.getWelcome)

	viewer := door.Group("/", s.signedIn)
	viewer.GET("/", s.getOverview)
	viewer.GET("/complaints", s.getComplaints)
	viewer.GET("/cases/:id", s.getCase)
	viewer.GET("/customers", s.getCustomers)
	viewer.GET("/customers/:id", s.getCustomer)
	viewer.GET("/projects", s.getProjects)
	viewer.GET("/projects/:id", s.getProject)
	viewer.GET("/outbox", s.getOutbox)
	viewer.GET("/outbox/:id", s.getInvitationPage)
	viewer.GET("/outbox/mails/:id", s.getMail)
	viewer.GET("/outbox/mails/:id/html", s.getMailHTML)
	viewer.GET("/settings", s.getSettings)
	viewer.POST("/settings/password", s.postPassword)
	viewer.POST("/logout", s.postLogout)

	member := viewer.Group("/", s.may(surveys.Member))
	member.POST("/cases/:id", s.postCase)
	member.POST("/outbox/:id/again", s.postSendAgain)
	member.POST("/outbox/:id/void", s.postVoid)
	member.POST("/outbox/:id/restore", s.postRestore)
}

// apiRoutes registers the API, each operation with the scope that a token
// needs for it.
func (s *Server) apiRoutes() error {
	docs, api := s.newAPI(), api{s}
	operation(s, docs, surveys.Send, "POST /interactions", "Ask about an interaction", api.postInteraction)
	operation(s, docs, surveys.Send, "POST /responses", "Bring in responses from elsewhere, with their own dates", api.postResponses)

	operation(s, docs, surveys.Read, "GET /invitations/{id}", "What became of an invitation", api.getInvitation)
	operation(s, docs, surveys.Read, "GET /invitations/{id}/evidence", "Why an answer counts, is held back or does not count", api.getEvidence)
	operation(s, docs, surveys.Read, "GET /responses", "Responses, newest first", api.listResponses)
	operation(s, docs, surveys.Read, "GET /projects", "Projects, highest risk first", api.listProjects)
	operation(s, docs, surveys.Read, "GET /projects/{id}", "How a project stands", api.getProject)
	operation(s, docs, surveys.Read, "GET /projects/{id}/trend", "A project over time", api.getProjectTrend)
	operation(s, docs, surveys.Read, "GET /customers", "Customers, highest risk first", api.listCustomers)
	operation(s, docs, surveys.Read, "GET /customers/{id}", "How a customer stands", api.getCustomer)
	operation(s, docs, surveys.Read, "GET /customers/{id}/trend", "A customer over time", api.getCustomerTrend)
	operation(s, docs, surveys.Read, "GET /customers/{id}/timeline", "What happened at a customer, newest first", api.getCustomerTimeline)
	operation(s, docs, surveys.Read, "GET /attention", "Which customers need somebody now, and why", api.getAttention)
	operation(s, docs, surveys.Read, "GET /cases", "Cases in a state, newest first", api.listCases)
	operation(s, docs, surveys.Read, "GET /cases/{id}", "One case", api.getCase)

	operation(s, docs, surveys.Admin, "PATCH /cases/{id}", "Change a case", api.patchCase)
	operation(s, docs, surveys.Admin, "POST /invitations/{id}/void", "Set an answer aside, with a reason", api.voidInvitation)
	operation(s, docs, surveys.Admin, "POST /invitations/{id}/restore", "Let an answer that was set aside count again", api.restoreInvitation)

	description, err := openAPI(docs)
	if err != nil {
		return err
	}
	s.engine.GET(apiPrefix+"/openapi.json", description)
	return nil
}
