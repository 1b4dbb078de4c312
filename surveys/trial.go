package surveys

import (
	"crypto/sha256"
	"slices"
	"time"
)

// Trial is a mail of a survey that somebody on the team sends to see it.
// Nothing that comes of it is counted.
type Trial struct {
	ID       TrialID
	Survey   SurveyID
	Language string    // that it is written in
	Address  string    // where it goes
	Mail     MailState // scheduled, data, sent, failed or unknown
	Reason   string    // of failed and unknown
	At       time.Time // when it was asked for
}

// TrialID has the form of an InvitationID, and carries its shard like one.
type TrialID string

// NewTrialID makes an id of 10 random bytes.
func NewTrialID(random [10]byte) TrialID { return TrialID(InvitationIDFromBytes(random)) }

// ParseTrialID reads the 16 letters; ok is false for anything else.
func ParseTrialID(s string) (TrialID, bool) {
	id, ok := ParseInvitationID(s)
	return TrialID(id), ok
}

// Shard returns the shard that the id carries.
func (id TrialID) Shard() int { return InvitationID(id).Shard() }

// TrialLink is what a link in the mail of a trial says: which survey, in which
// language, and the choice. It leads to no invitation.
type TrialLink struct {
	survey   [trialSurvey]byte
	Language string
	Choice   int
}

// trialSurvey is how many bytes of the SHA-256 of a survey's id a link holds.
const trialSurvey = 8

// IsOf reports whether the link is one of the survey's.
func (t TrialLink) IsOf(id SurveyID) bool { return t.survey == trialMark(id) }

func trialMark(id SurveyID) (out [trialSurvey]byte) {
	sum := sha256.Sum256([]byte(id))
	copy(out[:], sum[:])
	return out
}

// Trial returns the token of a link that shows the rating page of a survey and
// counts nothing.
func (s *Signer) Trial(id SurveyID, language string, choice int) string {
	var raw [10]byte
	mark := trialMark(id)
	copy(raw[:], mark[:])
	raw[trialSurvey] = byte(slices.Index(Languages(), language) + 1)
	return signToken(s.trial[0], tokenTrial, InvitationIDFromBytes(raw), choice)
}

// ParseTrial reads the token of a trial, as strictly as ParseRate.
func (s *Signer) ParseTrial(token string) (link TrialLink, ok bool) {
	id, choice, ok := parseToken(s.trial, tokenTrial, token)
	if !ok {
		return TrialLink{}, false
	}
	raw := id.Bytes()
	copy(link.survey[:], raw[:])
	link.Choice = choice
	if i := int(raw[trialSurvey]) - 1; i >= 0 && i < len(Languages()) {
		link.Language = Languages()[i]
	}
	return link, true
}

// Who and what the mail of a trial is about.
const (
	MadeUpName     = "Priya Nair"
	madeUpCustomer = "Northgate"
	madeUpProject  = "Portal"
)

// MadeUp is an invitation of the survey that a trial can be about, with the
// names of its project and customer.
func MadeUp(s Survey) (inv Invitation, project, customer string) {
	inv = Invitation{Survey: s.ID, Scale: s.Scale, Type: "ticket", Interaction: "4711", Subject: "Login fails", Agent: "Marta"}
	if len(s.Types) > 0 && !slices.Contains(s.Types, "ticket") {
		inv.Type, inv.Subject = s.Types[0], ""
	}
	project = madeUpProject
	if len(s.Projects) > 0 {
		project = string(s.Projects[0])
	}
	return inv, project, madeUpCustomer
}
