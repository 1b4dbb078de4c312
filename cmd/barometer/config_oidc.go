package main

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"barometer/server"
	"barometer/surveys"
)

// parseOIDC reads who else vouches for people of the team.
func parseOIDC(p *surveys.Problems, s serveSettings) server.OIDC {
	out := server.OIDC{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCSecret, Role: surveys.Right(s.OIDCRole)}
	if s.OIDCIssuer == "" {
		if s.OIDCClientID+s.OIDCSecret+s.OIDCRole+s.OIDCDomains != "" {
			p.Add("BAROMETER_OIDC_ISSUER", "is needed with the other settings of OpenID Connect")
		}
		return out
	}
	issuer, err := url.Parse(s.OIDCIssuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !isLocal(issuer.Hostname()) {
		p.Add("BAROMETER_OIDC_ISSUER", "must begin with https:// and name a host")
		return out
	}
	if s.OIDCClientID == "" {
		p.Add("BAROMETER_OIDC_CLIENT_ID", "is needed with BAROMETER_OIDC_ISSUER")
	}
	if s.OIDCSecret == "" {
		p.Add("BAROMETER_OIDC_CLIENT_SECRET", "is needed with BAROMETER_OIDC_ISSUER")
	}
	out.Name, out.Domains = cmp.Or(s.OIDCName, issuer.Hostname()), parseDomains(p, s.OIDCDomains)
	if out.Role != "" && !slices.Contains([]surveys.Right{surveys.Viewer, surveys.Member, surveys.Admin}, out.Role) {
		p.Add("BAROMETER_OIDC_ROLE", "must be viewer, member or admin")
	}
	if out.Role != "" && len(out.Domains) == 0 {
		p.Add("BAROMETER_OIDC_DOMAINS", "is needed with BAROMETER_OIDC_ROLE: else everybody whom the provider knows would be let in")
	}
	return out
}

func parseDomains(p *surveys.Problems, text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		if part == "" {
			continue
		}
		ascii := strings.TrimPrefix(asciiDomain("b@"+part), "b@")
		if surveys.CheckAddress("b@"+ascii) != "" {
			p.Add("BAROMETER_OIDC_DOMAINS", "must be domains such as acme.example, separated by commas")
			return nil
		}
		out = append(out, ascii)
	}
	return out
}
