package server

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// recordFor is how long a change may wait to be written into the record.
const recordFor = 2 * time.Second

// record writes down what the person who is signed in has done: a stable act
// such as "case.changed", kind and id of what it was done to, such as "case
// 12", and what changed, which may be nothing and never holds a secret.
// It is called when the change is made, so a record that cannot be written is
// logged and holds up nobody.
func (s *Server) record(c *gin.Context, act, subject string, detail surveys.Telling) {
	me, _ := userOf(c)
	s.writeDown(c.Request.Context(), surveys.AuditEntry{By: me.ID, Act: act, Subject: subject, Detail: detail})
}

// recordAs is record for one who is not signed in yet, such as somebody who
// takes up an invitation.
func (s *Server) recordAs(c *gin.Context, by surveys.UserID, act, subject string, detail surveys.Telling) {
	s.writeDown(c.Request.Context(), surveys.AuditEntry{By: by, Act: act, Subject: subject, Detail: detail})
}

// record writes down what the token of the request has done.
func (a api) record(ctx context.Context, act, subject string, detail surveys.Telling) {
	a.writeDown(ctx, surveys.AuditEntry{ByToken: tokenName(ctx), Act: act, Subject: subject, Detail: detail})
}

// caseSubject is a case as the record names it.
func caseSubject(id surveys.CaseID) string { return fmt.Sprintf("case %d", id) }

// writeDown keeps the change also for a client that has hung up: it is made.
func (s *Server) writeDown(ctx context.Context, line surveys.AuditEntry) {
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordFor)
	defer cancel()
	if err := s.Store.Record(keep, line); err != nil {
		s.Log.ErrorContext(ctx, "a change cannot be recorded", "act", line.Act, "error", err.Error())
	}
}
