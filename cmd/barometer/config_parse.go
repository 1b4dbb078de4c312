package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"barometer/mailer"
	"barometer/surveys"
)

// parsePublicURL reads where we are reached; where nothing is said, this
// machine at the port that we listen on, which is good for a try.
func parsePublicURL(p *surveys.Problems, s, port string) *url.URL {
	if s == "" {
		return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
	}
	u, err := url.Parse(strings.TrimSuffix(s, "/"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		p.Add("BAROMETER_PUBLIC_URL", "must begin with https:// or http:// and name a host")
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		p.Add("BAROMETER_PUBLIC_URL", "must be a scheme, a host and perhaps a port, nothing more")
	}
	return u
}

func parseSMTP(p *surveys.Problems, s string) mailer.SMTP {
	if s == "" {
		return mailer.SMTP{}
	}
	server, err := mailer.ParseSMTP(s)
	if err != nil {
		p.Add("BAROMETER_SMTP", "%s", err.Error())
	}
	return server
}

func parseFrom(p *surveys.Problems, s string) *mail.Address {
	if s == "" {
		return nil
	}
	from, err := mail.ParseAddress(s)
	if err != nil || surveys.CheckText(from.Name, surveys.MaxName) != nil {
		p.Add("BAROMETER_FROM", "must be one address, such as 'Acme <feedback@acme.example>'")
		return nil
	}
	from.Address = asciiDomain(from.Address)
	if problem := surveys.CheckReplyTo(from.Address); problem != "" {
		p.Add("BAROMETER_FROM", "must be one address, such as 'Acme <feedback@acme.example>'; this one %s", problem)
		return nil
	}
	return from
}

func parseAddresses(p *surveys.Problems, s string) []mail.Address {
	var out []mail.Address
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if surveys.CheckAddress(part) != "" {
			p.Add("BAROMETER_ALERT_TO", "must be mail addresses separated by commas")
			return nil
		}
		out = append(out, mail.Address{Address: part})
	}
	return out
}

func parseProxies(p *surveys.Problems, s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		_, addrErr := netip.ParseAddr(part)
		if _, err := netip.ParsePrefix(part); err != nil && addrErr != nil {
			p.Add("BAROMETER_PROXIES", "must be addresses or networks such as 10.0.0.0/8, separated by commas")
			return nil
		}
		out = append(out, part)
	}
	return out
}

// Limits of a list of networks: those of all vendors together are some
// hundreds, and a visit is compared with each.
const (
	maxNetworks     = 10_000
	maxNetworksFile = 1 << 20 // bytes
	maxLinesTold    = 20
)

// parseNetworks reads the file that stands in for the list of scanner networks.
func parseNetworks(p *surveys.Problems, file string) *surveys.Networks {
	if file == "" {
		return nil
	}
	const name = "BAROMETER_NETWORKS"
	content, err := readUpTo(file, maxNetworksFile)
	if err != nil {
		p.Add(name, "cannot be read: %v", err)
		return nil
	}
	list, err := surveys.ParseNetworks(string(content))
	var wrong *surveys.Error
	switch {
	case errors.As(err, &wrong):
		for _, f := range wrong.Fields[:min(len(wrong.Fields), maxLinesTold)] {
			p.Add(name, "%s of %s %s", f.Field, file, f.Message)
		}
		if more := len(wrong.Fields) - maxLinesTold; more > 0 {
			p.Add(name, "and %d lines more", more)
		}
	case list.Len() == 0, list.Len() > maxNetworks:
		p.Add(name, "must name 1 to %d networks, one a line; %s names %d", maxNetworks, file, list.Len())
	}
	return &list
}

// readUpTo reads a file that must not be larger than most bytes.
func readUpTo(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("%s is larger than %d kB", file, most>>10)
	}
	return content, err
}

// parseSecrets hashes the newest and the one before to 32 bytes each.
func parseSecrets(p *surveys.Problems, s string) (newest, older []byte) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, ",")
	for _, part := range parts {
		if len(part) < 32 {
			p.Add("BAROMETER_SECRET", "must be 32 characters or more, or two of such length separated by a comma")
			return nil, nil
		}
	}
	if len(parts) > 2 {
		p.Add("BAROMETER_SECRET", "may hold two secrets at most")
		return nil, nil
	}
	sum := sha256.Sum256([]byte(parts[0]))
	newest = sum[:]
	if len(parts) == 2 {
		sum := sha256.Sum256([]byte(parts[1]))
		older = sum[:]
	}
	return newest, older
}

// maxDays is about a hundred years: more is a mistake.
const maxDays = 36_500

func parseDays(p *surveys.Problems, name, s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "d"))
	if err != nil || n < 0 || n > maxDays {
		p.Add(name, "must be a number of whole days, such as 14; 0 turns it off")
		return 0
	}
	return time.Duration(n) * 24 * time.Hour
}

func parseDuration(p *surveys.Problems, name, s string) time.Duration {
	d, err := surveys.ParseDuration(s)
	if err != nil {
		p.Add(name, "must be a length of time such as 10m, 2h or 3d")
	}
	return d
}
