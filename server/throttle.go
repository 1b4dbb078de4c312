package server

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// What may be tried in vain, and how often, in all processes together. What
// others do elsewhere never keeps an owner out; only who has the password
// already can make the second factor wait, which is as it should be.

// slowAccount is of one account from one place: waits of 30 s, 1, 2, 4, 8, 15
// minutes after the fifth.
func slowAccount(what string) store.Slow {
	return store.Slow{What: what, Free: 5, Wait: 30 * time.Second, Most: 15 * time.Minute, Kept: 6 * time.Hour}
}

// slowPlace is of one place, for all accounts.
func slowPlace(what string) store.Slow {
	return store.Slow{What: what + ":place", Free: 30, Wait: 30 * time.Second, Kept: time.Hour}
}

// slowCodes is of the second factor of one person, from wherever: at 300 a day
// a guess among a million codes, of which three count, takes years.
func slowCodes() store.Slow {
	return store.Slow{What: "code", Free: 30, Wait: 5 * time.Minute, Kept: 3 * time.Hour}
}

// slowMails is of mails to one person that anybody may bring about.
func slowMails() store.Slow {
	return store.Slow{What: "mails", Free: 4, Wait: time.Hour, Kept: 6 * time.Hour}
}

// slowTrials is of mails that show a survey, for the whole house.
func slowTrials() store.Slow {
	return store.Slow{What: "trials", Free: 20, Wait: 30 * time.Second, Kept: time.Hour}
}

// attempt is a try of somebody.
type attempt struct {
	slow store.Slow
	who  string
}

// signInAttempts are those of one who says that an account is theirs. Addresses
// of mail that differ in case only are one account.
func signInAttempts(c *gin.Context, what, email string) []attempt {
	place := placeOf(c)
	return []attempt{{slowAccount(what), strings.ToLower(email) + " " + place}, {slowPlace(what), place}}
}

// try uses up a try of each, or of none where one of them must wait.
func (s *Server) try(ctx context.Context, all ...attempt) (wait time.Duration, giveBack func(), err error) {
	var taken []func(context.Context) error
	giveBack = func() {
		for _, back := range taken {
			if err := back(context.WithoutCancel(ctx)); err != nil {
				s.Log.ErrorContext(ctx, "a try cannot be given back", "error", err.Error())
			}
		}
	}
	for _, a := range all {
		wait, back, err := s.Store.Try(ctx, a.slow, a.who)
		if err != nil || wait > 0 {
			giveBack()
			return wait, nil, err
		}
		taken = append(taken, back)
	}
	return 0, giveBack, nil
}

// placeOf is where a request comes from: an address, or the network that one
// subscriber has all of.
func placeOf(c *gin.Context) string {
	addr := addrOf(c)
	if !addr.Is6() {
		return addr.String()
	}
	if network, err := addr.Prefix(64); err == nil {
		return network.String()
	}
	return netip.Addr{}.String()
}
