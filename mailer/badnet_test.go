package mailer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// badNet is the net between us and a server, which can be made bad.
type badNet struct {
	*testing.T
	addr  string // in place of the server's
	proxy *toxiproxy.Proxy
}

func newBadNet(t *testing.T, name, server string) *badNet {
	t.Helper()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	p := toxiproxy.NewProxy(api, name, "127.0.0.1:0", server)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &badNet{T: t, addr: p.Listen, proxy: p}
}

// poison is one way in which a net is bad.
type poison struct {
	kind       string // of toxiproxy
	attributes string // JSON
}

// suffer makes the net bad in both directions, for the given share of
// connections.
func (n *badNet) suffer(p poison, share float64) {
	n.Helper()
	for _, way := range []string{"upstream", "downstream"} {
		toxic := fmt.Sprintf(`{"name":"%s-%s","type":%q,"stream":%q,"toxicity":%g,"attributes":%s}`, p.kind, way, p.kind, way, share, p.attributes)
		if _, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			n.Fatal(err)
		}
	}
}

// heal makes it good again.
func (n *badNet) heal() { n.proxy.Toxics.ResetToxics(context.Background()) }
