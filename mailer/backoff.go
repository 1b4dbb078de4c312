package mailer

import (
	"time"

	"barometer/surveys"
)

// giveUpAfter is how long a mail is tried: a late question is worse than none,
// so this is less than the four to five days of RFC 5321, 4.5.4.1.
const giveUpAfter = 48 * time.Hour

// backoff returns how long to wait after the given number of attempts, from 1
// on. The first wait is short because greylisting servers take a mail that
// comes again after five minutes; nobody clears up a full mailbox in those.
func backoff(attempts int, why surveys.Refusal) time.Duration {
	switch attempts {
	case 0, 1:
		if why.Full() {
			return 30 * time.Minute
		}
		return 5 * time.Minute
	case 2:
		return 30 * time.Minute
	case 3:
		return time.Hour
	case 4:
		return 2 * time.Hour
	}
	return 4 * time.Hour
}

// retryAt returns when to try again after the given number of attempts; ok is
// false when all waits together would be longer than giveUpAfter.
func retryAt(now time.Time, attempts int) (at time.Time, ok bool) {
	return retryAfter(surveys.Refusal{}, now, attempts)
}

// retryAfter is retryAt for a mail that was refused for a reason.
func retryAfter(why surveys.Refusal, now time.Time, attempts int) (at time.Time, ok bool) {
	var waited time.Duration
	for n := 1; n <= attempts; n++ {
		waited += backoff(n, why)
	}
	return now.Add(backoff(attempts, why)), waited <= giveUpAfter
}
