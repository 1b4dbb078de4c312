package main

import (
	"barometer/server"
	"barometer/surveys"
)

// leastPostmark is the least length of Postmark's password: whoever knows it can
// silence contacts.
const leastPostmark = 16

func parseTopic(p *surveys.Problems, arn string) string {
	if _, ok := server.TopicHost(arn); arn != "" && !ok {
		p.Add("BAROMETER_SES_TOPIC", "must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:barometer")
	}
	return arn
}

// parsePostmark wants what needs no escaping in a URL, since it is put into one.
func parsePostmark(p *surveys.Problems, secret string) string {
	fits := len(secret) >= leastPostmark
	for _, r := range secret {
		fits = fits && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}
	if secret != "" && !fits {
		p.Add("BAROMETER_POSTMARK_SECRET", "must have %d characters or more, of letters, digits, - and _", leastPostmark)
	}
	return secret
}
