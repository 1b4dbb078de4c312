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
	s.engine.NoRoute(s.recognise, func(c *gin.Context) { s.refuse(c, http.StatusNotFound) })
	s.engine.NoMethod(s.recognise, func(c *gin.Context) { s.refuse(c, http.StatusMethodNotAllowed) })

	// Everybody.
	s.engine.GET("/healthz", s.healthz)
	s.engine.GET("/readyz", s.readyz)
	s.engine.HEAD("/healthz", s.healthz)
	s.engine.HEAD("/readyz", s.readyz)

	// Customers, by the signed links in their mails.
	taps, err := newTaps(s.Options, s.taps, s.locales, s.words)
	if err != nil {
		return err
	}
	s.engine.GET("/r/*token", taps.open)
	s.engine.HEAD("/r/*token", taps.open)
	lean.POST("/r/confirm", taps.confirm)
	s.engine.GET("/u/*token", taps.askStop)
	s.engine.HEAD("/u/*token", taps.askStop)
	s.engine.POST("/u/*token", taps.stop)
	s.signer = taps.signer
	s.engine.GET("/report/:token", taps.report)
	s.engine.GET("/report/:token/stop", taps.askReportStop)
	s.engine.POST("/report/:token/stop", taps.reportStop)
	s.engine.GET("/about", taps.about)
	s.engine.HEAD("/about", taps.about)

	// Mail providers, by their signature or password.
	s.engine.POST("/hooks/ses", s.hear("ses", s.ses(taps.signer)))
	s.engine.POST("/hooks/postmark", s.hear("postmark", s.postmark()))

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
	door.GET(oidcStart, s.getOIDC)
	door.GET(oidcCallback, s.begins, s.getOIDCBack)
	door.GET("/login/code", s.getCode)
	door.POST("/login/code", s.postCode)
	door.GET("/forgot", s.getForgot)
	door.POST("/forgot", s.postForgot)
	door.GET("/reset/:secret", s.getReset)
	door.POST("/reset/:secret", s.begins, s.postReset)
	door.GET("/join/:secret", s.getJoin)
	door.POST("/join/:secret", s.begins, s.postJoin)
	door.GET("/setup/:secret", s.getSetUp)
	door.POST("/setup/:secret", s.begins, s.postSetUp)
	door.GET("/welcome/:secret", s.getWelcome)

	viewer := door.Group("/", s.signedIn, s.remember, s.begins)
	viewer.GET("/", s.getOverview)
	viewer.GET("/live", s.getLive)
	viewer.GET("/attention", s.getAttention)
	if s.Dev {
		viewer.GET("/dev/components", s.getComponents)
	}
	viewer.GET("/complaints", s.getComplaints)
	viewer.GET("/cases/:id", s.getCase)
	viewer.GET("/lessons", s.getLessons)
	viewer.GET("/alarms/:id", s.getAlarm)
	viewer.GET("/customers", s.getCustomers)
	viewer.GET("/customers/:id", s.getCustomer)
	viewer.GET("/retention", s.getRetentionPage)
	viewer.GET("/leavers", s.getLeavers)
	viewer.GET("/projects", s.getProjects)
	viewer.GET("/projects/:id", s.getProject)
	viewer.GET(responsesPath, s.getResponses)
	viewer.GET("/search", s.getSearch)
	viewer.GET(viewsPath, s.getViews)
	viewer.POST(viewsPath, s.postView)
	viewer.POST(viewsPath+"/:id", s.postViewChange)
	for _, ending := range []string{".csv", ".json"} {
		viewer.GET(responsesPath+ending, s.getResponsesFile)
		viewer.GET("/customers"+ending, s.getCustomersFile)
		viewer.GET("/projects"+ending, s.getProjectsFile)
		viewer.GET("/complaints"+ending, s.getComplaintsFile)
		viewer.GET("/outbox"+ending, s.getOutboxFile)
	}
	viewer.GET("/surveys", s.getSurveys)
	viewer.GET("/surveys/:id", s.getSurvey)
	viewer.GET("/surveys/:id/preview", s.getPreview)
	viewer.GET("/outbox", s.getOutbox)
	viewer.GET("/outbox/:id", s.getInvitationPage)
	viewer.GET("/outbox/mails/:id", s.getMail)
	viewer.GET("/outbox/mails/:id/html", s.getMailHTML)
	viewer.GET("/digest", s.getDigest)
	viewer.GET("/digest/html", s.getDigestHTML)
	viewer.GET("/settings", s.getSettings)
	viewer.GET("/settings/alerts", s.getAlerts)
	viewer.GET("/settings/kept", s.getKept)
	viewer.GET("/account", s.getAccount)
	viewer.POST("/account", s.postAccount)
	viewer.POST("/account/password", s.postPassword)
	viewer.GET("/account/factor", s.getFactor)
	viewer.POST("/account/factor", s.postFactor)
	viewer.POST("/account/sessions", s.postSessions)
	viewer.POST("/logout", s.postLogout)

	money := viewer.Group("/", s.may(surveys.Money))
	money.GET("/worth", s.getWorthPage)
	money.GET(entriesPath, s.getEntries)
	for _, ending := range []string{".csv", ".json"} {
		money.GET("/worth"+ending, s.getWorthFile)
		money.GET("/customers/:id/worth"+ending, s.getCustomerWorthFile)
	}
	money.GET("/settings/money", s.getMoneyPage)
	moneyAdmin := money.Group("/", s.may(surveys.Admin))
	moneyAdmin.POST("/settings/money", s.postMoney)
	moneyAdmin.POST("/settings/money/rates", s.postRate)

	viewer.GET("/relations", s.getRelations)
	viewer.GET("/founders", s.getFounders)
	viewer.GET("/advocates", s.getAdvocates)
	viewer.GET("/reports", s.getReports)
	viewer.GET("/reports/:id", s.getReport)

	viewer.GET("/settings/suppression", s.getSuppression)
	viewer.GET("/agents/:id", s.getAgent)

	admin := viewer.Group("/", s.may(surveys.Admin))
	s.exportRoutes(viewer, money, admin)
	admin.POST("/settings/suppression", s.postSuppression)
	admin.POST("/settings/suppression/lift", s.postLift)
	admin.GET("/settings/suppression.csv", s.getSuppressionCSV)
	admin.POST("/retention", s.postRetention)
	admin.GET("/customers/:id/merge", s.getMerge)
	admin.POST("/customers/:id/merge", s.postMerge)
	admin.POST("/customers/:id/part", s.postPart)
	admin.POST("/surveys", s.postPreferences)
	admin.GET("/surveys/new", s.getNewSurvey)
	admin.POST("/surveys/new", s.postNewSurvey)
	admin.GET("/surveys/preview", s.getNewPreview)
	admin.POST("/surveys/preview", s.postPreview)
	admin.POST("/surveys/:id", s.postSurvey)
	admin.POST("/surveys/:id/test", s.postTrial)
	admin.GET("/surveys/:id/test/:test", s.getTrialText)
	admin.GET("/settings/people", s.getPeople)
	admin.POST("/settings/people", s.postPeople)
	admin.POST("/settings/people/invited/:id", s.postInvited)
	admin.GET("/settings/people/:id", s.getPerson)
	admin.POST("/settings/people/:id", s.postPerson)
	admin.GET("/settings/webhooks", s.getWebhooks)
	admin.POST("/settings/webhooks", s.postWebhooks)
	admin.GET("/settings/webhooks/:id", s.getWebhook)
	admin.POST("/settings/webhooks/:id", s.postWebhook)
	admin.POST("/settings/webhooks/:id/deliveries/:delivery", s.postDelivery)

	admin.GET("/contacts/:id/erase", s.getErase)
	admin.POST("/contacts/:id/erase", s.postErase)
	admin.GET(importsPath, s.getImports)
	admin.POST(importsPath, s.postImports)
	admin.GET(importsPath+"/:id", s.getImport)
	admin.POST(importsPath+"/:id", s.postImport)
	admin.GET(importsPath+"/:id/refused.csv", s.getRefused)

	admin.GET("/settings/doctor", s.getDoctor)
	admin.POST("/settings/doctor", s.postDoctor)
	admin.POST("/settings/alarms", s.postAlarms)
	admin.GET("/settings/owners", s.getOwners)
	admin.POST("/settings/owners", s.postOwners)
	admin.GET("/settings/sender", s.getSender)
	admin.POST("/settings/sender", s.postSender)
	admin.POST("/settings/sender/test", s.postSenderTest)
	admin.GET("/settings/tokens", s.getTokens)
	admin.POST("/settings/tokens", s.postTokens)
	admin.GET("/settings/changes", s.getChanges)
	admin.GET("/start", s.getStart)
	admin.POST("/start/test", s.postStartTest)
	admin.POST("/start/preview", s.postStartPreview)
	admin.POST("/start/question", s.postStartQuestion)
	admin.POST("/start/token", s.postStartToken)

	admin.POST("/advocates", s.postStep)

	member := viewer.Group("/", s.may(surveys.Member))
	member.POST("/customers/:id/ties", s.postTies)
	member.POST("/customers/:id/days", s.postDays)
	member.POST("/founders/:id", s.postFounders)
	member.POST("/advocates/:id", s.postAdvocate)
	member.POST("/reports", s.postReports)
	member.POST("/reports/:id", s.postReport)
	member.POST("/cases", s.postNewCase)
	member.POST("/customers/:id/life", s.postLife)
	member.POST("/cases/:id", s.postCase)
	member.POST("/cases/:id/notes", s.postNote)
	member.POST("/cases/:id/replies", s.postReply)
	member.POST("/customers/:id/pause", s.postPause)
	member.POST("/customers/:id/ask", s.postAsk)
	member.POST("/customers/:id/notes", s.postCustomerNote)
	member.POST("/customers/:id/cases", s.postCustomerCase)
	member.POST("/customers/:id/contacts/:contact", s.postContact)
	member.POST("/outbox/go-on", s.postGoOn)
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

	operation(s, docs, surveys.Read, "GET /invitations", "Who was asked, and who was not and why, newest first", api.listInvitations)
	operation(s, docs, surveys.Read, "GET /contacts/{id}", "A contact, by id or address", api.getContact)
	operation(s, docs, surveys.Admin, "PATCH /contacts/{id}", "Change a contact, or pause asking", api.patchContact)
	operation(s, docs, surveys.Admin, "DELETE /contacts/{id}", "Erase a person: words and name go, figures stay", api.deleteContact)
	operation(s, docs, surveys.Admin, "PATCH /customers/{id}", "Pause asking at a customer", api.patchCustomer)
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
	operation(s, docs, surveys.Admin, "PUT /customers/{id}", "Change a customer, or make it: name, stage, dates, attributes", api.putCustomer)
	operation(s, docs, surveys.Admin, "PUT /customers", "Change or make up to 500 customers, each judged by itself", api.putCustomers)
	operation(s, docs, surveys.Admin, "POST /customers/{id}/merge", "Make one customer of two", api.mergeCustomer)
	operation(s, docs, surveys.Admin, "POST /customers/{id}/part", "Part an id again that became another customer", api.partCustomer)
	operation(s, docs, surveys.Read, "GET /retention", "How many customers stayed in a period", api.getRetention)
	operation(s, docs, surveys.Read, "GET /leavers", "What those who left have in common against those who stayed", api.getLeavers)
	operation(s, docs, surveys.Read, "GET /attention", "Which customers and projects need somebody now, and why", api.getAttention)
	operation(s, docs, surveys.Read, "GET /alarms", "Declines that were found, newest first", api.listAlarms)
	operation(s, docs, surveys.Read, "GET /alarms/{id}", "One decline with the responses behind it", api.getAlarm)
	operation(s, docs, surveys.Read, "GET /alarm-budget", "What is promised about false alarms, and what that finds", api.getAlarmBudget)
	operation(s, docs, surveys.Read, "GET /agents", "Who served, by letters, and what was said", api.listAgents)
	operation(s, docs, surveys.Read, "GET /agents/{id}", "What was said about one who served", api.getAgent)
	operation(s, docs, surveys.Read, "GET /cases", "Cases in a state, newest first", api.listCases)
	operation(s, docs, surveys.Read, "GET /cases/{id}", "One case, with all that happened in it", api.getCase)
	operation(s, docs, surveys.Read, "GET /lessons", "What cases taught, by their causes", api.listLessons)
	operation(s, docs, surveys.Read, "GET /owners", "Who follows up which cases", api.getOwners)

	operation(s, docs, surveys.Admin, "POST /cases", "Open a case by hand", api.postCase)
	operation(s, docs, surveys.Admin, "PATCH /cases/{id}", "Change a case", api.patchCase)
	operation(s, docs, surveys.Admin, "POST /cases/{id}/notes", "Keep a note with a case", api.postNote)
	operation(s, docs, surveys.Admin, "POST /cases/{id}/replies", "Write to the customer of a case", api.postReply)
	operation(s, docs, surveys.Admin, "PUT /owners", "Change who follows up which cases", api.putOwners)
	operation(s, docs, surveys.Admin, "POST /invitations/{id}/void", "Set an answer aside, with a reason", api.voidInvitation)
	operation(s, docs, surveys.Admin, "POST /invitations/{id}/restore", "Let an answer that was set aside count again", api.restoreInvitation)
	operation(s, docs, surveys.Admin, "PUT /alarm-budget", "Promise so many false alarms a month", api.putAlarmBudget)

	operation(s, docs, surveys.Admin, "GET /webhooks", "Who is told of events", api.listWebhooks)
	operation(s, docs, surveys.Admin, "POST /webhooks", "Tell another address of events", api.postWebhook)
	operation(s, docs, surveys.Admin, "PUT /webhooks/{id}", "Change a webhook", api.putWebhook)
	operation(s, docs, surveys.Admin, "DELETE /webhooks/{id}", "Tell an address no longer", api.deleteWebhook)
	operation(s, docs, surveys.Admin, "POST /webhooks/{id}/test", "Send a webhook an event that says nothing", api.testWebhook)
	operation(s, docs, surveys.Admin, "GET /webhooks/{id}/deliveries", "What a webhook was told, newest first", api.listDeliveries)
	operation(s, docs, surveys.Admin, "POST /webhooks/{id}/deliveries/{delivery}/again", "Deliver an event once more", api.deliverAgain)

	api.surveyOperations(docs)
	api.relationOperations(docs)
	api.worthOperations(docs)
	sayNull(docs.OpenAPI().Components.Schemas)

	s.engine.GET(apiPrefix+"/openapi.json", s.openAPI(docs))
	return nil
}
