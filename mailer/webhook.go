package mailer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"barometer/surveys"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Bounds of a delivery by HTTP.
const (
	hookTimeout = 5 * time.Second
	hookAnswer  = 64 << 10 // octets of an answer that are read at most
)

// errInside says that a name led to an address that webhooks must not reach.
var errInside = errors.New("the address lies in a private network")

// hookClient posts events. It follows no redirect, uses no proxy, and looks at
// the address that it really dials, since a name can change where it leads.
type hookClient struct {
	http *http.Client
}

func newHookClient(inside []netip.Prefix) *hookClient {
	dialer := &net.Dialer{Timeout: hookTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		return checkDialled(address, inside)
	}}
	return &hookClient{&http.Client{
		Timeout: hookTimeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTimeout, ResponseHeaderTimeout: hookTimeout,
			MaxIdleConnsPerHost: handsEach, MaxResponseHeaderBytes: hookAnswer, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// checkDialled refuses an address and port that is neither outside nor named.
func checkDialled(address string, inside []netip.Prefix) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if surveys.IsInside(at.Addr(), inside) || (surveys.IsOutside(at.Addr()) && at.Port() == 443) {
		return nil
	}
	return errInside
}

// post delivers once: the status of the answer, 0 for none, and what went
// wrong in words for a person, empty for 2xx.
func (h *hookClient) post(ctx context.Context, hook surveys.Webhook, d surveys.Delivery, now time.Time) (status int, words string) {
	signer, err := standardwebhooks.NewWebhook(hook.Secret)
	if err != nil {
		return 0, "the secret cannot be used"
	}
	signature, err := signer.Sign(string(d.ID), now, []byte(d.Body))
	if err != nil {
		return 0, "the event cannot be signed"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, strings.NewReader(d.Body))
	if err != nil {
		return 0, "the address cannot be used"
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Barometer")
	r.Header.Set(standardwebhooks.HeaderWebhookID, string(d.ID))
	r.Header.Set(standardwebhooks.HeaderWebhookTimestamp, fmt.Sprint(now.Unix()))
	r.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	answer, err := h.http.Do(r)
	if err != nil {
		return 0, hookTrouble(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, hookAnswer))
	if answer.StatusCode/100 == 2 {
		return answer.StatusCode, ""
	}
	return answer.StatusCode, "answered " + answer.Status
}

// hookTrouble says in words what kept a delivery from being answered; the error
// itself holds the address, which may hold a secret.
func hookTrouble(err error) string {
	var name *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, errInside):
		return "its name leads into a private network; name that network in BAROMETER_WEBHOOK_NETWORKS if it is meant"
	case errors.As(err, &name):
		return "its name cannot be found"
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("no answer within %s", hookTimeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	}
	return "the connection failed"
}
