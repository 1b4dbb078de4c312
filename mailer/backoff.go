package mailer

import "time"

// giveUpAfter is how long a mail is tried: a late question is worse than none,
// so this is less than the four to five days of RFC 5321, 4.5.4.1.
const giveUpAfter = 48 * time.Hour

// backoff returns how long to wait after the given number of attempts, from 1
// on. The first wait is short because greylisting servers take a mail that
// comes again after five minutes.
func backoff(attempts int) time.Duration {
	switch attempts {
	case 0, 1:
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
	var waited time.Duration
	for n := 1; n <= attempts; n++ {
		waited += backoff(n)
	}
	return now.Add(backoff(attempts)), waited <= giveUpAfter
}
