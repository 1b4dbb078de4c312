package main

import (
	"errors"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"time"

	"barometer/mailer"
	"barometer/server"
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
	redisSettings  `embed:""`
	Addr           string `setting:"" default:":8080" placeholder:"HOST:PORT" help:"Where to listen."`
	PublicURL      string `setting:"" placeholder:"URL" help:"Where customers and the team reach the server, such as https://barometer.example.com. Left out: http://localhost with the port, for a try on this machine."`
	SMTP           string `setting:"secret" placeholder:"URL" help:"Mail server: smtp://user:pass@host:587 (STARTTLS), smtps://host:465; ?tls=none must be said. Left out: it is set in the browser."`
	From           string `setting:"" placeholder:"ADDRESS" help:"Sender of the mails, such as 'Acme <feedback@acme.example>'. Left out: it is set in the browser."`
	DKIMKeyFile    string `name:"dkim-key-file" setting:"" placeholder:"FILE" help:"Private key in PEM that signs the mails (DKIM), RSA of 2048 bits or more, or Ed25519; RSA,ED25519 for both. Left out: mails are not signed here."`
	DKIMSelector   string `name:"dkim-selector" setting:"" placeholder:"NAME" help:"Selector that the public key is published under, such as b1; two, separated by a comma, for two keys."`
	BounceDomain   string `setting:"" placeholder:"DOMAIN" help:"Domain that mail comes back to, such as bounce.acme.example; its MX must lead here. Left out: bounces go to the sender."`
	BounceAddr     string `setting:"" placeholder:"HOST:PORT" help:"Where to listen for mail to the bounce domain, such as :25. Needed with it."`
	BounceCertFile string `setting:"" placeholder:"FILE" help:"Certificate in PEM that the listener for the bounce domain offers (STARTTLS); read again when it changes. Left out: it takes mail in the clear."`
	BounceKeyFile  string `setting:"" placeholder:"FILE" help:"Its private key in PEM. Needed with it."`
	SESTopic       string `name:"ses-topic" setting:"" placeholder:"ARN" help:"SNS topic that Amazon SES tells of bounces, complaints and deliveries, such as arn:aws:sns:eu-west-1:123456789012:barometer; its messages are taken at /hooks/ses. Left out: none."`
	PostmarkSecret string `setting:"secret" placeholder:"TEXT" help:"Password of 16 letters or digits or more that Postmark's webhooks come with, at https://postmark:TEXT@…/hooks/postmark. Left out: none are taken."`
	AlertTo        string `setting:"" placeholder:"ADDRESSES" help:"Who is told of complaints, separated by commas. Left out: the members and admins of the team."`
	Alerts         string `setting:"secret" placeholder:"URLS" help:"Chats that are told of complaints and declines, as shoutrrr URLs such as slack://…, separated by blanks. Left out: none."`
	AlarmHours     string `setting:"" placeholder:"HOURS" help:"When the team is told of declines, and chats of anything, such as 08:00-18:00 or mon-fri 08:00-18:00; complaints go out by mail at any time. Left out: any time."`
	Digest         string `setting:"" default:"08:00" placeholder:"HH:MM" help:"When the team is told of the week before, on Mondays; off: never."`
	WebhookNets    string `name:"webhook-networks" setting:"" placeholder:"NETWORKS" help:"Networks of your own that webhooks may reach, also without https, separated by commas, such as 10.0.0.0/8. Left out: none."`
	Secret         string `setting:"secret" placeholder:"TEXT" help:"At least 32 characters that sign the links. NEW,OLD while changing. Left out: made once and kept in Redis."`
	OIDCIssuer     string `name:"oidc-issuer" setting:"" placeholder:"URL" help:"OpenID Connect provider by which people of the team may sign in, such as https://login.example.com. Left out: by password only."`
	OIDCClientID   string `name:"oidc-client-id" setting:"" placeholder:"TEXT" help:"What the provider calls this program. Needed with it."`
	OIDCSecret     string `name:"oidc-client-secret" setting:"secret" placeholder:"TEXT" help:"What the provider knows this program by. Needed with it."`
	OIDCName       string `name:"oidc-name" setting:"" placeholder:"TEXT" help:"The provider's name, for the button. Left out: its host."`
	OIDCDomains    string `name:"oidc-domains" setting:"" placeholder:"DOMAINS" help:"Domains of addresses that may enter by it, separated by commas. Left out: any."`
	OIDCRole       string `name:"oidc-role" setting:"" placeholder:"ROLE" help:"viewer, member or admin: what people of these domains become who are not on the team yet. Left out: they need an invitation."`
	QuietDays      string `setting:"" default:"14" placeholder:"DAYS" help:"Days in which nobody is asked twice."`
	ScanWindow     string `setting:"" default:"10m" placeholder:"DURATION" help:"How long after sending a tap may be a mail scanner's; 0 turns it off."`
	Networks       string `setting:"" placeholder:"FILE" help:"Networks of mail scanners, one a line, instead of the list that comes along."`
	Proxies        string `setting:"" placeholder:"NETWORKS" help:"Addresses or networks of your own proxies, separated by commas: their X-Forwarded-For is believed. Left out: nobody's."`
	Log            string `setting:"" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	Dev            bool   `hidden:"" help:"Read templates from disk."`

	Lease time.Duration `hidden:"" default:"2m" help:"How long claimed mails belong to a worker."`
}

// config are the settings of serve as the parts need them.
type config struct {
	redis      redisSettings
	addr       string
	publicURL  *url.URL
	smtp       mailer.SMTP      // no host: set in the browser
	from       *mail.Address    // nil: set in the browser
	dkim       []mailer.DKIMKey // none: mails are not signed
	bounces    bounceSettings
	topic      string // of SNS, by which Amazon SES tells us; empty: none
	postmark   string // password of Postmark; empty: none
	alertTo    []mail.Address
	alerts     []string // of chats
	inside     []netip.Prefix
	alarmHours surveys.Hours
	digest     int    // minute of the day; -1: never
	secret     []byte // nil: kept in Redis
	oldSecret  []byte // nil: none
	oidc       server.OIDC
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
	c.publicURL = parsePublicURL(&p, s.PublicURL, port)
	c.smtp = parseSMTP(&p, s.SMTP)
	c.from = parseFrom(&p, s.From)
	c.dkim = parseDKIM(&p, s.DKIMKeyFile, s.DKIMSelector)
	c.bounces = parseBounces(&p, s.BounceDomain, s.BounceAddr)
	c.bounces.tls = parseBounceTLS(&p, s.BounceAddr, s.BounceCertFile, s.BounceKeyFile)
	c.topic, c.postmark = parseTopic(&p, s.SESTopic), parsePostmark(&p, s.PostmarkSecret)
	c.alertTo = parseAddresses(&p, s.AlertTo)
	c.alerts = parseChats(&p, s.Alerts)
	c.alarmHours = parseHours(&p, "BAROMETER_ALARM_HOURS", s.AlarmHours)
	c.digest = parseDigest(&p, s.Digest)
	c.inside = parseNetworkList(&p, "BAROMETER_WEBHOOK_NETWORKS", s.WebhookNets)
	c.secret, c.oldSecret = parseSecrets(&p, s.Secret)
	c.oidc = parseOIDC(&p, s)
	c.quiet = parseDays(&p, "BAROMETER_QUIET_DAYS", s.QuietDays)
	c.scanWindow = parseDuration(&p, "BAROMETER_SCAN_WINDOW", s.ScanWindow)
	c.networks = parseNetworks(&p, s.Networks)
	c.proxies = parseProxies(&p, s.Proxies)
	if err := c.level.UnmarshalText([]byte(s.Log)); err != nil {
		p.Add("BAROMETER_LOG", "must be debug, info, warn or error")
	}
	return c, settingsError(p)
}

// problems are all mistakes in the settings.
func (s serveSettings) problems() surveys.Problems {
	_, err := s.parse()
	var e *surveys.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// settingsError says the same as Problems.Err, in the words of settings.
func settingsError(p surveys.Problems) error {
	if len(p) == 0 {
		return nil
	}
	return &surveys.Error{Code: surveys.Invalid, Message: "these settings need a change (barometer serve --help explains them)", Fields: p}
}

// problems are all mistakes in the settings.
func (r redisSettings) problems() (p surveys.Problems) {
	r.check(&p)
	return p
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
