package surveys

import (
	"strconv"
	"strings"
)

// Asking is how a rating link was asked for.
type Asking struct {
	Method    string
	UserAgent string
	Purposes  []string // values of Sec-Purpose, Purpose, X-Purpose and X-Moz
	FetchMode string   // Sec-Fetch-Mode
	FetchDest string   // Sec-Fetch-Dest
	Secure    bool     // https or localhost, where browsers send Sec-Fetch headers
}

// Visitor is who asks, as far as the request itself tells.
type Visitor string

// The visitors. Only a VisitorReader is noted and gets a page that can rate.
const (
	VisitorReader   Visitor = "reader"   // a browser that shows the page
	VisitorChecker  Visitor = "checker"  // looks whether the link works
	VisitorPrefetch Visitor = "prefetch" // loads ahead of a tap that may never come
	VisitorRobot    Visitor = "robot"    // says that it is one
	VisitorPart     Visitor = "part"     // loads the link as a part of something else
)

// Visitor returns who asks.
func (a Asking) Visitor() Visitor {
	switch {
	case a.Method == "HEAD":
		return VisitorChecker
	case a.prefetches():
		return VisitorPrefetch
	case isRobot(a.UserAgent):
		return VisitorRobot
	case a.FetchDest != "" && a.FetchDest != "document", a.FetchMode != "" && a.FetchMode != "navigate":
		return VisitorPart
	}
	return VisitorReader
}

func (a Asking) prefetches() bool {
	for _, p := range a.Purposes {
		p = strings.ToLower(p)
		if strings.Contains(p, "prefetch") || strings.Contains(p, "prerender") || strings.Contains(p, "preview") {
			return true
		}
	}
	return false
}

// isRobot finds those that name themselves: by a name that no browser bears,
// or by the custom of robots to give an address. The bare word "bot" would hit
// CUBOT phones, "telegram" the browser inside that program.
func isRobot(userAgent string) bool {
	ua := strings.ToLower(userAgent)
	if strings.Contains(ua, "+http") || strings.HasPrefix(ua, "whatsapp/") {
		return true
	}
	for _, name := range [...]string{
		"bingpreview", "microsoftpreview", "skypeuripreview", "slackbot", "slack-imgproxy", "facebookexternalhit",
		"facebot", "twitterbot", "telegrambot", "discordbot", "linkedinbot", "pinterestbot", "redditbot", "googlebot",
		"googleimageproxy", "google-pagerenderer", "google-safety", "bingbot", "applebot", "duckduckbot", "yandexbot",
		"baiduspider", "petalbot", "mail.ru_bot", "yahoo! slurp", "yahoomailproxy", "yahoo link preview", "mattermost-bot",
		"iframely", "embedly", "viber-bot", "line-poker", "snapchatads", "outbrain", "w3c_validator",
	} {
		if strings.Contains(ua, name) {
			return true
		}
	}
	return false
}

// Doubts returns what the headers give reason for: a browser of this age sends
// Sec-Fetch headers over a secure connection.
func (a Asking) Doubts() Doubts {
	if a.Secure && a.FetchMode == "" && claimsModern(a.UserAgent) {
		return DoubtHeaders
	}
	return 0
}

// claimsModern reports whether the user agent says Chrome from 80, Firefox
// from 90 or Safari from 17 on.
func claimsModern(userAgent string) bool {
	if v := versionOf(userAgent, "Chrome/"); v > 0 {
		return v >= 80
	}
	if v := versionOf(userAgent, "Firefox/"); v > 0 {
		return v >= 90
	}
	if strings.Contains(userAgent, "Safari/") {
		return versionOf(userAgent, "Version/") >= 17
	}
	return false
}

// versionOf returns the major version behind a name, 0 where there is none.
func versionOf(userAgent, name string) int {
	_, rest, ok := strings.Cut(userAgent, name)
	if !ok {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		rest = rest[:end]
	}
	v, err := strconv.Atoi(rest)
	if err != nil {
		return 0
	}
	return v
}
