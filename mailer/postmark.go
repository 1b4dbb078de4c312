package mailer

import (
	"strings"

	"barometer/surveys"
)

// isPostmark reports whether mails go out by Postmark, which gives them ids of
// its own and tells of those only, unless it is asked for more.
func isPostmark(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), ".postmarkapp.com")
}

// forPostmark are fields that it takes out of a mail: to keep our Message-ID,
// which answers refer to, and to name the invitation in its events.
func forPostmark(id surveys.InvitationID) [][2]string {
	return [][2]string{{"X-PM-KeepID", "true"}, {"X-PM-Metadata-" + surveys.PostmarkMetadata, string(id)}}
}
