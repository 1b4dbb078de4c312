package server

import (
	"hash/maphash"
	"io"
	"net/netip"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// One client may open this many links: an office behind one address at the
// moment of a mailing stays below, a storm does not reach Redis.
const (
	clientRate    = 20 // a second
	clientBurst   = 100
	clientsMost   = 1 << 15 // remembered at once, twice
	clientsRemain = time.Minute
)

// clients tells visitors apart and slows down those that come too often.
type clients struct {
	store  *store.Store
	random io.Reader
	seed   maphash.Seed

	mu       sync.Mutex
	now, old map[uint64]*rate.Limiter
	turned   time.Time

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
	return &clients{store: s, random: random, seed: maphash.MakeSeed(),
		now: map[uint64]*rate.Limiter{}, old: map[uint64]*rate.Limiter{}}
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

// allow reports whether the client may do one thing more.
func (k *clients) allow(c *gin.Context, now time.Time) bool {
	addr := addrOf(c)
	return k.allowAddr(visitor{addr: addr, nameless: isNameless(c, addr)}, c.Request.UserAgent(), now)
}

func (k *clients) allowAddr(v visitor, userAgent string, now time.Time) bool {
	if v.nameless {
		return true
	}
	var h maphash.Hash
	h.SetSeed(k.seed)
	network := v.addr.As16()
	_, _ = h.Write(network[:15])
	_, _ = h.WriteString(userAgent)
	return k.limiter(h.Sum64(), now).AllowN(now, 1)
}

// limiter finds the client's limiter. Two generations bound the memory: a
// client that stays away for a while is forgotten.
func (k *clients) limiter(key uint64, now time.Time) *rate.Limiter {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l := k.now[key]; l != nil {
		return l
	}
	if len(k.now) >= clientsMost || now.Sub(k.turned) > clientsRemain {
		k.old, k.now, k.turned = k.now, map[uint64]*rate.Limiter{}, now
	}
	l := k.old[key]
	if l == nil {
		l = rate.NewLimiter(clientRate, clientBurst)
	}
	k.now[key] = l
	return l
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
