package surveys

import "time"

// NewReminderID derives the id of the only reminder of an invitation; it lies
// in the same shard.
func (id InvitationID) NewReminderID() InvitationID {
	sum := hashParts("reminder", string(id))
	own := id.Bytes()
	sum[0] = own[0]&0xf0 | sum[0]&0x0f
	return InvitationIDFromBytes([10]byte(sum[:10]))
}

// Asks returns the invitation that an answer to the mail counts for: links in
// the mail of a reminder are those of what it reminds of.
func (i Invitation) Asks() InvitationID {
	if i.Reminds != "" {
		return i.Reminds
	}
	return i.ID
}

// WantsReminder reports whether the contact is to be reminded: its mail was
// taken and did not come back, nobody answered or is being asked whether they
// meant it, and the survey still reminds. A reminder has none, and
// who was unhappy once is not pressed about how it is now.
func (i Invitation) WantsReminder(s Survey, now time.Time) bool {
	return s.Reminder > 0 && !s.Archived && i.Reminds == "" && i.Recovers == 0 && i.Mail == MailSent && i.WhyNotRemind(s, now) == ""
}

// WhyNotRemind says why a reminder of the invitation is not sent any more;
// empty: it may be.
func (i Invitation) WhyNotRemind(s Survey, now time.Time) SkipReason {
	ends := i.ExpiresAt(s)
	switch {
	case i.Mail == MailBounced:
		return SkipBounced
	case i.Answer == AnswerExpired, !ends.IsZero() && !now.Before(ends):
		return SkipExpired
	case i.Answer != AnswerNone:
		return SkipAnswered
	}
	return ""
}
