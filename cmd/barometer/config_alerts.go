package main

import (
	"net/netip"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/nicholas-fedor/shoutrrr"
)

// parseChats reads shoutrrr URLs, separated by blanks. They hold passwords, so
// a mistake is told by its place.
func parseChats(p *surveys.Problems, text string) []string {
	urls := strings.Fields(text)
	for i, url := range urls {
		if _, err := shoutrrr.CreateSender(url); err != nil {
			p.Add("BAROMETER_ALERTS", "number %d must be an address as shoutrrr knows them, such as slack://token@channel", i+1)
		}
	}
	return urls
}

// parseNetworkList reads networks or single addresses, separated by commas.
func parseNetworkList(p *surveys.Problems, name, text string) []netip.Prefix {
	var out []netip.Prefix
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		network, err := netip.ParsePrefix(word)
		if addr, single := netip.ParseAddr(word); err != nil && single == nil {
			network, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			p.Add(name, "must be networks such as 10.0.0.0/8, separated by commas")
			return nil
		}
		out = append(out, network.Masked())
	}
	return out
}

// usualDigest is when the digest goes out where nobody chose, as a minute.
const usualDigest = 8 * 60

// parseDigest reads a time of day as a minute, -1 for off.
func parseDigest(p *surveys.Problems, text string) int {
	switch text {
	case "":
		return usualDigest
	case "off":
		return -1
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		p.Add("BAROMETER_DIGEST", "must be a time of day such as 08:00, or off")
	}
	return 60*at.Hour() + at.Minute()
}

// parseHours reads hours such as 08:00-18:00 or mon-fri 08:00-18:00.
func parseHours(p *surveys.Problems, name, text string) (h surveys.Hours) {
	if text == "" {
		return h
	}
	days, clock, found := strings.Cut(text, " ")
	if !found {
		days, clock = "", text
	}
	from, to, _ := strings.Cut(clock, "-")
	var okFrom, okTo, okDays bool
	h.From, okFrom = surveys.ParseClock(from)
	h.To, okTo = surveys.ParseClock(to)
	h.Days, okDays = parseWeekdays(days)
	if !okFrom || !okTo || !okDays || h.To <= h.From {
		p.Add(name, "must be hours such as 08:00-18:00 or mon-fri 08:00-18:00")
	}
	return h
}

// parseWeekdays reads a day or a stretch of days, such as mon-fri.
func parseWeekdays(text string) (days []time.Weekday, ok bool) {
	if text == "" {
		return nil, true
	}
	first, last, stretch := strings.Cut(text, "-")
	if !stretch {
		last = first
	}
	from, okFrom := surveys.ParseWeekday(first)
	to, okTo := surveys.ParseWeekday(last)
	if !okFrom || !okTo {
		return nil, false
	}
	for day := from; ; day = (day + 1) % 7 {
		if days = append(days, day); day == to {
			return days, true
		}
	}
}
