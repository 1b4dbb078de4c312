package main

import (
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"barometer/mailer"
	"barometer/surveys"
)

// redisSettings say where the data is. Every command that touches data has them.
type redisSettings struct {
	Redis    string `setting:"secret" placeholder:"URL" help:"Redis: redis://, rediss://, redis+sentinel://…?master_name=…, redis+cluster://, unix://. Left out: a private Redis is started from PATH."`
	DataDir  string `setting:"" default:"barometer-data" placeholder:"DIR" help:"Where the private Redis keeps its data."`
	Timezone string `setting:"" placeholder:"ZONE" help:"Zone that days are counted in, such as Europe/Berlin; fixed at the first start. Left out: UTC."`
}

// serveSettings are the settings of serve as they were given.
type serveSettings struct {
	redisSettings `embed:""`
	Addr          string `setting:"" default:":8080" placeholder:"HOST:PORT" help:"Where to listen."`
	PublicURL     string `setting:"" placeholder:"URL" help:"Where customers and the team reach the server, such as https://barometer.example.com. Needed."`
	SMTP          string `setting:"secret" placeholder:"URL" help:"Mail server: smtp://user:pass@host:587 (STARTTLS), smtps://host:465; ?tls=none must be said. Needed."`
	From          string `setting:"" placeholder:"ADDRESS" help:"Sender of the mails, such as 'Acme <feedback@acme.example>'. Needed."`
	DKIMKeyFile   string `name:"dkim-key-file" setting:"" placeholder:"FILE" help:"Private key in PEM that signs the mails (DKIM), RSA of 2048 bits or more, or Ed25519; RSA,ED25519 for both. Left out: mails are not signed here."`
	DKIMSelector  string `name:"dkim-selector" setting:"" placeholder:"NAME" help:"Selector that the public key is published under, such as b1; two, separated by a comma, for two keys."`
	AlertTo       string `setting:"" placeholder:"ADDRESSES" help:"Who is told of complaints, separated by commas. Left out: the members and admins of the team."`
	Secret        string `setting:"secret" placeholder:"TEXT" help:"At least 32 characters that sign the links. NEW,OLD while changing. Left out: made once and kept in Redis."`
	QuietDays     string `setting:"" default:"14" placeholder:"DAYS" help:"Days in which nobody is asked twice."`
	ScanWindow    string `setting:"" default:"10m" placeholder:"DURATION" help:"How long after sending a tap may be a mail scanner's; 0 turns it off."`
	Networks      string `setting:"" placeholder:"FILE" help:"Networks of mail scanners, one a line, instead of the list that comes along."`
	Proxies       string `setting:"" placeholder:"NETWORKS" help:"Addresses or networks of your own proxies, separated by commas: their X-Forwarded-For is believed. Left out: nobody's."`
	Log           string `setting:"" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	Dev           bool   `hidden:"" help:"Read templates from disk."`

	Lease time.Duration `hidden:"" default:"2m" help:"How long claimed mails belong to a worker."`
}

// config are the settings of serve as the parts need them.
type config struct {
	redis      redisSettings
	addr       string
	publicURL  *url.URL
	smtp       mailer.SMTP
	from       *mail.Address
	dkim       []mailer.DKIMKey // none: mails are not signed
	alertTo    []mail.Address
	secret     []byte // nil: kept in Redis
	oldSecret  []byte // nil: none
	quiet      time.Duration
	scanWindow time.Duration
	networks   *surveys.Networks // nil: the list that comes along
	proxies    []string
	level      slog.Level
	dev        bool
	lease      time.Duration
}

// parse checks every setting and names all mistakes at once.
func (s serveSettings) parse() (config, error) {
	var p surveys.Problems
	s.redisSettings.check(&p)
	c := config{redis: s.redisSettings, addr: s.Addr, dev: s.Dev, lease: s.Lease}
	_, port, err := net.SplitHostPort(s.Addr)
	if _, unknown := net.LookupPort("tcp", port); err != nil || unknown != nil {
		p.Add("BAROMETER_ADDR", "must be HOST:PORT or :PORT, with a port up to 65535")
	}
	c.publicURL = parsePublicURL(&p, s.PublicURL)
	c.smtp = parseSMTP(&p, s.SMTP)
	c.from = parseFrom(&p, s.From)
	c.dkim = parseDKIM(&p, s.DKIMKeyFile, s.DKIMSelector)
	c.alertTo = parseAddresses(&p, s.AlertTo)
	c.secret, c.oldSecret = parseSecrets(&p, s.Secret)
	c.quiet = parseDuration(&p, "BAROMETER_QUIET_DAYS", strings.TrimSuffix(s.QuietDays, "d")+"d")
	c.scanWindow = parseDuration(&p, "BAROMETER_SCAN_WINDOW", s.ScanWindow)
	c.networks = parseNetworks(&p, s.Networks)
	c.proxies = parseProxies(&p, s.Proxies)
	if err := c.level.UnmarshalText([]byte(s.Log)); err != nil {
		p.Add("BAROMETER_LOG", "must be debug, info, warn or error")
	}
	return c, settingsError(p)
}

// settingsError says the same as Problems.Err, in the words of settings.
func settingsError(p surveys.Problems) error {
	if len(p) == 0 {
		return nil
	}
	return &surveys.Error{Code: surveys.Invalid, Message: "these settings need a change (barometer serve --help explains them)", Fields: p}
}

func (r redisSettings) check(p *surveys.Problems) {
	if r.Redis != "" {
		if _, err := parseRedis(r.Redis); err != nil {
			p.Add("BAROMETER_REDIS", "%s", err.Error())
		}
	}
	if _, err := time.LoadLocation(r.Timezone); err != nil || r.Timezone == "Local" { // "" is UTC
		p.Add("BAROMETER_TIMEZONE", "must be a time zone such as Europe/Berlin")
	}
}
