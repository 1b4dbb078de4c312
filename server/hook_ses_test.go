package server_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
)

const (
	sesTopic  = "arn:aws:sns:eu-west-1:123456789012:barometer"
	snsHost   = "https://sns.eu-west-1.amazonaws.com"
	snsKeyURL = snsHost + "/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem"
)

// amazon is SNS: it signs, and answers under its own addresses.
type amazon struct {
	key   *rsa.PrivateKey
	pages map[string]string // by address
	asked []string
}

func newAmazon(t *testing.T) *amazon {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sns.amazonaws.com"},
		NotBefore: hookTime().AddDate(0, -1, 0), NotAfter: hookTime().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return &amazon{key: key, pages: map[string]string{snsKeyURL: cert}}
}

// RoundTrip answers for every host, as a net in the hands of others would.
func (a *amazon) RoundTrip(r *http.Request) (*http.Response, error) {
	a.asked = append(a.asked, r.URL.String())
	page, ok := a.pages[r.URL.String()]
	res := &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(page)), Request: r}
	if !ok {
		res.StatusCode = http.StatusNotFound
	}
	return res, nil
}

func (a *amazon) hooks() server.Hooks {
	return server.Hooks{Topic: sesTopic, Fetch: &http.Client{Transport: a}}
}

// message is what SNS posts with this text, before it is signed.
func message(text string) map[string]string {
	return map[string]string{"Type": "Notification", "MessageId": "6d1e4a50-0c5b-5f0f-9a0e-1b2c3d4e5f60", "TopicArn": sesTopic,
		"Subject": "Amazon SES Email Event Notification", "Message": text, "Timestamp": hookTime().Format("2006-01-02T15:04:05.000Z"),
		"SignatureVersion": "2", "SigningCertURL": snsKeyURL}
}

// sign signs by the documented order of the fields, and writes it as JSON.
func (a *amazon) sign(t *testing.T, m map[string]string) string {
	t.Helper()
	names := []string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
	if m["Type"] != "Notification" {
		names = []string{"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}
	}
	text := ""
	for _, name := range names {
		if value, ok := m[name]; ok {
			text += name + "\n" + value + "\n"
		}
	}
	sum, hash := sha256.Sum256([]byte(text)), crypto.SHA256
	digest := sum[:]
	if m["SignatureVersion"] == "1" {
		sum := sha1.Sum([]byte(text))
		digest, hash = sum[:], crypto.SHA1
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, hash, digest)
	if err != nil {
		t.Fatal(err)
	}
	m["Signature"] = base64.StdEncoding.EncodeToString(signature)
	return encoded(t, m)
}

func encoded(t *testing.T, m map[string]string) string {
	t.Helper()
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestSESTellsWhatBecameOfMails(t *testing.T) {
	a := newAmazon(t)
	h := openHearing(t, a.hooks())
	tag := surveys.NewSigner(make([]byte, 32)).Bounce(ofHooks)
	for _, c := range []struct {
		name string
		want []surveys.Feedback
	}{
		{"permanent", []surveys.Feedback{failure("550 5.1.1 <anna@northwind.example>: Recipient address rejected: User unknown")}},
		{"permanent-notification", []surveys.Feedback{failure("550 5.1.1 user unknown")}}, // found by the envelope
		{"permanent-policy", []surveys.Feedback{failure("554 5.7.1 Message rejected due to our policy")}},
		{"no-email", []surveys.Feedback{failure("5.1.1 Amazon SES says Permanent (NoEmail)")}},
		{"suppressed", []surveys.Feedback{failure("5.1.1 Amazon SES did not send the message to this address because it is on the suppression list for your account.")}},
		{"transient", []surveys.Feedback{delay("452 4.2.2 The email account that you tried to reach is over quota")}},
		{"out-of-office", []surveys.Feedback{delay("Amazon SES says Transient (General)")}},
		{"undetermined", []surveys.Feedback{delay("Amazon SES says Undetermined (Undetermined)")}},
		{"complaint", []surveys.Feedback{{Kind: surveys.FeedbackComplaint}}},
		{"delivery", []surveys.Feedback{{Kind: surveys.FeedbackDelivery}}},
		{"delay", []surveys.Feedback{delay("421 4.4.1 Unable to connect to remote host")}},
		{"reject", []surveys.Feedback{failure("Amazon SES refused the mail: Bad content")}},
		{"not-spam", nil}, {"auth-failure", nil}, {"open", nil}, {"click", nil}, {"foreign", nil},
	} {
		for _, version := range []string{"1", "2"} {
			m := message(payload(t, "ses/"+c.name, tag))
			m["SignatureVersion"], m["MessageId"] = version, c.name+version
			body := a.sign(t, m)
			for range 2 { // SNS may deliver a message more than once
				if w := h.post("/hooks/ses", body); w.Code != http.StatusNoContent {
					t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
				}
			}
			if c.name == "delivery" {
				c.want = append(c.want[:1:1], c.want[0])
			}
			h.expect(c.name, c.want...)
		}
	}
}

func TestSNSMessagesAreSigned(t *testing.T) {
	a, stranger := newAmazon(t), newAmazon(t)
	text, h := payload(t, "ses/permanent", ""), openHearing(t, a.hooks())
	for _, c := range []struct {
		name  string
		forge func(map[string]string) string
	}{
		{"not signed", func(m map[string]string) string { return encoded(t, m) }},
		{"signed by another", func(m map[string]string) string { return stranger.sign(t, m) }},
		{"changed", func(m map[string]string) string { a.sign(t, m); m["Message"] += " "; return encoded(t, m) }},
		{"another time", func(m map[string]string) string {
			a.sign(t, m)
			m["Timestamp"] = "2026-11-20T12:00:01.000Z"
			return encoded(t, m)
		}},
		{"another id", func(m map[string]string) string { a.sign(t, m); m["MessageId"] = "1"; return encoded(t, m) }},
		{"another version", func(m map[string]string) string { a.sign(t, m); m["SignatureVersion"] = "1"; return encoded(t, m) }},
		{"no version", func(m map[string]string) string { a.sign(t, m); m["SignatureVersion"] = ""; return encoded(t, m) }},
		{"another topic", func(m map[string]string) string { m["TopicArn"] += "2"; return a.sign(t, m) }},
		{"fields moved", func(m map[string]string) string { a.sign(t, m); m["Message"] += "\nMessageId"; return encoded(t, m) }},
		{"too old", func(m map[string]string) string { m["Timestamp"] = "2026-11-19T11:00:00.000Z"; return a.sign(t, m) }},
		{"of the future", func(m map[string]string) string { m["Timestamp"] = "2026-11-20T13:00:00.000Z"; return a.sign(t, m) }},
		{"no time", func(m map[string]string) string { m["Timestamp"] = "now"; return a.sign(t, m) }},
		{"a certificate ended", func(m map[string]string) string { m["Timestamp"] = "2028-01-01T00:00:00.000Z"; return a.sign(t, m) }},
	} {
		h.clock.Set(hookTime())
		if c.name == "a certificate ended" {
			h.clock.Set(time.Date(2028, time.January, 1, 0, 0, 0, 0, time.UTC))
		}
		if w := h.post("/hooks/ses", c.forge(message(text))); w.Code != http.StatusForbidden || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		h.expect(c.name)
	}
}

// The key is fetched from SNS in the topic's region and from nowhere else:
// everybody can have a bucket called sns.
func TestCertificatesComeFromSNS(t *testing.T) {
	a := newAmazon(t)
	cert := a.pages[snsKeyURL]
	file := strings.TrimPrefix(snsKeyURL, snsHost)
	h := openHearing(t, a.hooks())
	for _, address := range []string{
		"http://sns.eu-west-1.amazonaws.com" + file, "https://sns.us-east-1.amazonaws.com" + file, "https://sns.s3-eu-west-1.amazonaws.com" + file,
		"https://sns.eu-west-1.amazonaws.com.evil.example" + file, "https://evil.example" + file, "https://sns.eu-west-1.amazonaws.com@evil.example" + file,
		"https://sns.eu-west-1.amazonaws.com:8443" + file, snsHost + "/?Action=GetEndpointAttributes&x=/SimpleNotificationService-1.pem",
		snsHost + file + "?x=1", snsHost + file + "#x", snsHost + "/other.pem", "//sns.eu-west-1.amazonaws.com" + file, "", "::",
	} {
		a.pages[address] = cert
		m := message(payload(t, "ses/permanent", ""))
		m["SigningCertURL"] = address
		if w := h.post("/hooks/ses", a.sign(t, m)); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if len(a.asked) != 0 {
		t.Errorf("asked for %v", a.asked)
	}
	for i := range 5 {
		m := message(payload(t, "ses/permanent", ""))
		m["MessageId"] = string(rune('a' + i))
		h.post("/hooks/ses", a.sign(t, m))
	}
	if len(a.asked) != 1 || len(h.heard) != 5 {
		t.Errorf("for %d messages asked for %v", len(h.heard), a.asked)
	}
	delete(a.pages, snsKeyURL) // the net is down: SNS is to come again
	if w := openHearing(t, a.hooks()).post("/hooks/ses", a.sign(t, message("{}"))); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a certificate: %d", w.Code)
	}
}

func TestOnlyTheTopicOfTheSettingsIsConfirmed(t *testing.T) {
	a := newAmazon(t)
	confirm := snsHost + "/?Action=ConfirmSubscription&TopicArn=" + sesTopic + "&Token=2336412f37"
	h := openHearing(t, a.hooks())
	a.pages[confirm], a.pages["https://evil.example/confirm"] = "<ConfirmSubscriptionResponse/>", ""
	for _, c := range []struct {
		name, topic, address string
		signer               *amazon
		want                 int
	}{
		{"the topic", sesTopic, confirm, a, http.StatusNoContent},
		{"another topic", strings.Replace(sesTopic, "barometer", "other", 1), confirm, a, http.StatusForbidden},
		{"signed by another", sesTopic, confirm, newAmazon(t), http.StatusForbidden},
		{"leads elsewhere", sesTopic, "https://evil.example/confirm", a, http.StatusForbidden},
		{"in the clear", sesTopic, strings.Replace(confirm, "https", "http", 1), a, http.StatusForbidden},
	} {
		a.asked = nil
		m := message("You have chosen to subscribe to the topic.")
		delete(m, "Subject")
		m["Type"], m["TopicArn"], m["Token"], m["SubscribeURL"] = "SubscriptionConfirmation", c.topic, "2336412f37", c.address
		w := h.post("/hooks/ses", c.signer.sign(t, m))
		confirmed := strings.Contains(strings.Join(a.asked, " "), "onfirm")
		if w.Code != c.want || confirmed != (c.want == http.StatusNoContent) {
			t.Errorf("%s: %d, asked for %v", c.name, w.Code, a.asked)
		}
	}
	// What SES says when it begins to tell a topic is no event.
	if w := h.post("/hooks/ses", a.sign(t, message("Successfully validated SNS topic for Amazon SES event publishing."))); w.Code != http.StatusNoContent {
		t.Errorf("the greeting: %d", w.Code)
	}
	h.expect("the greeting")
}

func TestTopicsHaveAHost(t *testing.T) {
	for topic, want := range map[string]string{
		sesTopic: "sns.eu-west-1.amazonaws.com", "arn:aws-cn:sns:cn-north-1:123456789012:a": "sns.cn-north-1.amazonaws.com.cn",
		"arn:aws-us-gov:sns:us-gov-west-1:123456789012:a.fifo": "sns.us-gov-west-1.amazonaws.com",
		"arn:aws:sqs:eu-west-1:123456789012:a":                 "", "arn:aws:sns:evil.example/:123456789012:a": "", "arn:aws:sns:eu-west-1:1:a": "", "": "",
	} {
		if got, ok := server.TopicHost(topic); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v", topic, got, ok)
		}
	}
}
