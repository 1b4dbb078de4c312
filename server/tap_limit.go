package server

import (
	"io"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// One client may open this many links: an office behind one address at the
// moment of a mailing stays below, a storm does not reach Redis.
const (
	clientRate  = 20 // a second
	clientBurst = 100
)

// An opt-out link may be pressed this often, from wherever: large providers of
// mailboxes press those of very many people from a few addresses.
const (
	stopRate  = 1 // a second
	stopBurst = 20
)

// clients tells visitors apart and slows down those that come too often.
type clients struct {
	store  *store.Store
	random io.Reader
	pace   *pace
	stops  *pace // by link

	saltMu          sync.Mutex
	day             surveys.Day
	salt, yesterday []byte
}

// visitor is who asks.
type visitor struct {
	addr              netip.Addr
	client, yesterday surveys.Client
	nameless          bool // the network is not theirs: many people look the same
	allowed           bool
}

func newClients(s *store.Store, random io.Reader) *clients {
	return &clients{store: s, random: random, pace: newPace(clientRate, clientBurst), stops: newPace(stopRate, stopBurst)}
}

// of tells who asks; allowed says whether it may.
func (k *clients) of(c *gin.Context, now time.Time) (visitor, error) {
	v := visitor{addr: addrOf(c)}
	v.nameless = isNameless(c, v.addr)
	if v.allowed = k.allowAddr(v, c.Request.UserAgent(), now); !v.allowed {
		return v, nil
	}
	salt, yesterday, err := k.salts(c, now)
	if err != nil {
		return v, err
	}
	v.client = surveys.NewClient(salt, v.addr, c.Request.UserAgent())
	if yesterday != nil {
		v.yesterday = surveys.NewClient(yesterday, v.addr, c.Request.UserAgent())
	}
	return v, nil
}

// allowStop reports whether an opt-out link may be opened or pressed once more.
func (k *clients) allowStop(c *gin.Context, now time.Time, link surveys.InvitationID) bool {
	if c.Request.Method == http.MethodPost {
		return k.stops.allow(now, string(link))
	}
	return k.allow(c, now)
}

// allow reports whether the client may do one thing more.
func (k *clients) allow(c *gin.Context, now time.Time) bool {
	addr := addrOf(c)
	return k.allowAddr(visitor{addr: addr, nameless: isNameless(c, addr)}, c.Request.UserAgent(), now)
}

func (k *clients) allowAddr(v visitor, userAgent string, now time.Time) bool {
	if v.nameless {
		return true
	}
	network := v.addr.As16()
	return k.pace.allow(now, string(network[:15]), userAgent)
}

// salts returns the salts of the day, asking Redis once a day.
func (k *clients) salts(c *gin.Context, now time.Time) (today, yesterday []byte, err error) {
	day := surveys.DayOf(now, k.store.Zone())
	k.saltMu.Lock()
	defer k.saltMu.Unlock()
	if k.salt == nil || k.day != day {
		today, yesterday, err = k.store.Salts(c.Request.Context(), day, k.random)
		if err != nil {
			return nil, nil, err
		}
		k.day, k.salt, k.yesterday = day, today, yesterday
	}
	return k.salt, k.yesterday, nil
}

// addrOf returns the visitor's address; behind a trusted proxy, the one that
// the proxy saw.
func addrOf(c *gin.Context) netip.Addr {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

// isNameless reports whether the address stands for many people: our own
// machine, or a proxy next to us that nobody told us to trust. Judging it like
// one visitor would take all of them for a machine.
func isNameless(c *gin.Context, addr netip.Addr) bool {
	if !addr.IsValid() || addr.IsLoopback() {
		return true
	}
	return addr.IsPrivate() && (c.Request.Header.Get("X-Forwarded-For") != "" || c.Request.Header.Get("Forwarded") != "")
}
