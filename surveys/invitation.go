package surveys

import "time"

// MailState is where the mail of an invitation is on its way.
type MailState string

// The states of a mail: scheduled → claimed → data → sent, or one of the ends.
const (
	MailScheduled MailState = "scheduled" // waits for its time
	MailClaimed   MailState = "claimed"   // a worker holds it, nothing was sent
	MailData      MailState = "data"      // the body is on its way
	MailSent      MailState = "sent"      // the next server has taken it
	MailSkipped   MailState = "skipped"   // not asked; Reason says why
	MailFailed    MailState = "failed"    // refused for good; Reason says why
	MailBounced   MailState = "bounced"   // came back
	MailUnknown   MailState = "unknown"   // the end is open; never sent again by the machine
	MailNone      MailState = "none"      // imported: no mail was ever sent by us
)

// AnswerState is where the answer of an invitation is.
type AnswerState string

// The states of an answer.
const (
	AnswerNone    AnswerState = "none"
	AnswerPending AnswerState = "pending"  // a doubtful tap is held back
	Answered      AnswerState = "answered" // counts
	AnswerVoid    AnswerState = "void"     // counted once, does not count now
	AnswerExpired AnswerState = "expired"
)

// Reason a request was not asked, or why a mail ended badly. Shown to people
// in words by SkipReason.Text.
type SkipReason string

// Why nobody was asked.
const (
	SkipOptedOut       SkipReason = "opted_out"
	SkipBounced        SkipReason = "bounced"
	SkipQuiet          SkipReason = "quiet_period"
	SkipContactPaused  SkipReason = "contact_paused"
	SkipCustomerPaused SkipReason = "customer_paused"
	SkipSampled        SkipReason = "sampled_out"
	SkipNoAddress      SkipReason = "no_usable_address"
	SkipTooOld         SkipReason = "too_old"
	SkipAnswered       SkipReason = "answered" // of a reminder
	SkipExpired        SkipReason = "expired"  // of a reminder
	SkipErased         SkipReason = "erased"   // who stood behind the address was erased
)

// WaitsForHours is the reason of a mail that waits, scheduled, until it is
// within the Hours of its contact.
const WaitsForHours SkipReason = "quiet_hours"

// SkipReasons are all reasons why nobody was asked.
func SkipReasons() []SkipReason {
	return []SkipReason{SkipQuiet, SkipSampled, SkipOptedOut, SkipBounced, SkipContactPaused,
		SkipCustomerPaused, SkipNoAddress, SkipTooOld, SkipAnswered, SkipExpired, SkipErased}
}

// SkipWords is a reason as it stands in a sentence, blaming nobody.
type SkipWords SkipReason

func (w SkipWords) String() string {
	switch SkipReason(w) {
	case SkipOptedOut:
		return "asked us not to ask again"
	case SkipBounced:
		return "mail to this address came back"
	case SkipQuiet:
		return "was asked within the quiet period"
	case SkipContactPaused:
		return "asking this person is paused"
	case SkipCustomerPaused:
		return "asking this customer is paused"
	case SkipErased:
		return "was erased and is not asked again"
	case SkipSampled:
		return "not drawn into the sample"
	case SkipNoAddress:
		return "no address that mail can be sent to"
	case SkipTooOld:
		return "the interaction is too long ago to ask about"
	case SkipAnswered:
		return "has answered before the reminder was due"
	case SkipExpired:
		return "the question was too old for a reminder"
	case WaitsForHours:
		return "waits for the working hours of the contact"
	}
	return string(w)
}

// Invitation is one survey asked of one contact about one interaction, with
// the answer where there is one.
type Invitation struct {
	ID          InvitationID
	Project     ProjectID
	Customer    CustomerID
	Contact     ContactID
	Interaction InteractionID
	Type        string
	Subject     string // what it was about, in the caller's words: Interaction.Subject
	Agent       AgentID
	Survey      SurveyID
	Scale       ScaleID
	Round       int

	Mail      MailState
	Reason    string // SkipReason, or the words of the receiving server
	Returned  string // of it, when it refused the mail or sent it back, which the answer shows to be wrong
	Refused   bool   // Returned is of a refusal: the mail never came back
	CreatedAt time.Time
	SendAt    time.Time // when the mail is due
	SentAt    time.Time // when the next server took it
	EarlierAt time.Time // when a copy was due that may have arrived, while another is to be sent; zero: none
	Attempts  int

	Answer     AnswerState
	Choice     int
	By         Evidence
	AnsweredAt time.Time    // of the first answer that counted: its day is the day of the response
	ChangedAt  time.Time    // of the last change of choice; zero where there was none
	Case       CaseID       // 0: none
	Recovers   CaseID       // that this one asks once more about; 0: none
	Follows    bool         // the caller names a mail that ours follows
	Reference  string       // that mail's Message-ID; filled in by ReadReferences
	Reminds    InvitationID // the first asking, whose links and opt-out a reminder carries; empty: no reminder
	Words      Words
}

// Words are what a customer adds after the tap.
type Words struct {
	Comment       string
	Reasons       []string // ids of the survey's reasons
	ContactWanted bool     // "please contact me"
}

// Empty reports whether nothing was added.
func (w Words) Empty() bool { return w.Comment == "" && len(w.Reasons) == 0 && !w.ContactWanted }

// CanAnswer reports whether a tap may be taken: once the body may have left
// the house, whatever became of the mail afterwards.
func (i Invitation) CanAnswer() bool {
	if !i.EarlierAt.IsZero() {
		return true
	}
	switch i.Mail {
	case MailData, MailSent, MailUnknown, MailBounced, MailFailed:
		return true
	}
	return false
}

// InRate reports whether response rates count the mail: it was sent, has not
// come back, and is no reminder.
func (i Invitation) InRate() bool { return i.Mail == MailSent && i.Reminds == "" }

// ExpiresAt returns when taps stop counting, zero for never.
func (i Invitation) ExpiresAt(s Survey) time.Time {
	if s.Expires == 0 {
		return time.Time{}
	}
	from := i.SentAt
	if from.IsZero() {
		from = i.CreatedAt
	}
	return from.Add(s.Expires)
}

// Rules say how often a contact may be asked.
type Rules struct {
	QuietPeriod time.Duration // between two mails to one contact, over all surveys
	SampleShare float64       // of interactions that are asked about, 0..1; 0 means 1
	MaxAge      time.Duration // of an interaction to be asked about; 0: any
}

// Sampled reports whether the invitation is drawn into the samples of the
// rules and of its survey: decided by its id, so that a repeat gives the same
// answer.
func (r Rules) Sampled(id InvitationID, s Survey) bool {
	b := id.Bytes()
	x := float64(uint32(b[6])<<24|uint32(b[7])<<16|uint32(b[8])<<8|uint32(b[9])) / (1 << 32)
	return x < share(r.SampleShare)*share(s.Sample)
}

// share reads a share that stands for everything where it is none.
func share(x float64) float64 {
	if x <= 0 || x >= 1 {
		return 1
	}
	return x
}
