package server

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"barometer/surveys"

	"golang.org/x/time/rate"
)

// Types of messages that SNS posts.
const (
	snsNotification = "Notification"
	snsSubscription = "SubscriptionConfirmation"
)

// snsMessage is what Amazon SNS posts to those who follow a topic.
type snsMessage struct {
	Type, TopicArn, Subject, Message, Timestamp, Token, SubscribeURL string
	MessageID                                                        string `json:"MessageId"`
	SignatureVersion, Signature, SigningCertURL                      string
}

// signed is the text that the signature is about.
func (m snsMessage) signed() string {
	fields := [][2]string{{"Message", m.Message}, {"MessageId", m.MessageID}, {"Subject", m.Subject}, {"Timestamp", m.Timestamp}, {"TopicArn", m.TopicArn}, {"Type", m.Type}}
	if m.Type != snsNotification {
		fields = [][2]string{{"Message", m.Message}, {"MessageId", m.MessageID}, {"SubscribeURL", m.SubscribeURL}, {"Timestamp", m.Timestamp}, {"Token", m.Token}, {"TopicArn", m.TopicArn}, {"Type", m.Type}}
	}
	var b strings.Builder
	for _, f := range fields {
		if f[0] != "Subject" || f[1] != "" {
			b.WriteString(f[0] + "\n" + f[1] + "\n")
		}
	}
	return b.String()
}

// Limits of getting certificates: Amazon changes its own about once a year.
const (
	certificateBytes = 16 << 10
	certificateTime  = 5 * time.Second
	certificateEvery = 6 * time.Second
	certificateBurst = 10
	certificatesKept = 4
)

// sns hears one topic and nobody else.
type sns struct {
	topic, host string
	client      *http.Client
	now         func() time.Time
	fetches     *rate.Limiter

	mu   sync.Mutex
	keys map[string]*x509.Certificate // by address
}

func newSNS(topic string, client *http.Client, now func() time.Time) *sns {
	if client == nil {
		client = &http.Client{}
	}
	once := *client
	once.Timeout = certificateTime
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	host, _ := TopicHost(topic)
	return &sns{topic: topic, host: host, client: &once, now: now, keys: map[string]*x509.Certificate{},
		fetches: rate.NewLimiter(rate.Every(certificateEvery), certificateBurst)}
}

// TopicHost returns the host of SNS that a topic is at, by the topic's ARN such
// as arn:aws:sns:eu-west-1:123456789012:barometer; ok is false for no ARN.
func TopicHost(topic string) (host string, ok bool) {
	found := regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$`).FindStringSubmatch(topic)
	if found == nil {
		return "", false
	}
	host = "sns." + found[2] + ".amazonaws.com"
	if found[1] == "aws-cn" {
		host += ".cn"
	}
	return host, true
}

// check makes sure that a message is of the topic and signed by SNS
// (docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message).
func (v *sns) check(ctx context.Context, m snsMessage) error {
	forged := surveys.Errorf(surveys.Forbidden, "this is not signed by the SNS topic that we follow")
	if m.TopicArn != v.topic {
		return forged
	}
	signature, err := base64.StdEncoding.DecodeString(m.Signature)
	if err != nil || m.SignatureVersion != "1" && m.SignatureVersion != "2" {
		return forged
	}
	// One exact host: others below amazonaws.com are anybody's, such as the
	// buckets of S3. And one kind of file: other answers of SNS hold what
	// anybody has written.
	u, err := url.Parse(m.SigningCertURL)
	if err != nil || m.SigningCertURL != "https://"+v.host+u.Path || !regexp.MustCompile(`^/SimpleNotificationService-[0-9A-Za-z]+\.pem$`).MatchString(u.Path) {
		return forged
	}
	cert, err := v.certificate(ctx, m.SigningCertURL)
	if err != nil {
		return err
	}
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if now := v.now(); !ok || now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return forged
	}
	hash, sum := crypto.SHA256, sha256.Sum256([]byte(m.signed()))
	digest := sum[:]
	if m.SignatureVersion == "1" { // what topics have that nobody has changed
		sum := sha1.Sum([]byte(m.signed()))
		hash, digest = crypto.SHA1, sum[:]
	}
	if rsa.VerifyPKCS1v15(key, hash, digest, signature) != nil {
		return forged
	}
	return nil
}

// certificate returns what lies at the address. That it is the key of SNS
// follows from the host, whose own certificate the client verifies.
func (v *sns) certificate(ctx context.Context, address string) (*x509.Certificate, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if c := v.keys[address]; c != nil {
		return c, nil
	}
	if !v.fetches.AllowN(v.now(), 1) {
		return nil, surveys.Errorf(surveys.Unavailable, "too many certificates in short time")
	}
	raw, err := v.get(ctx, address)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, unavailable(fmt.Errorf("the certificate of SNS is no PEM"))
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, unavailable(err)
	}
	if len(v.keys) >= certificatesKept {
		clear(v.keys)
	}
	v.keys[address] = c
	return c, nil
}

// confirm tells SNS that we want the messages of the topic.
func (v *sns) confirm(ctx context.Context, m snsMessage) error {
	if u, err := url.Parse(m.SubscribeURL); err != nil || u.Scheme != "https" || u.Host != v.host || u.User != nil {
		return surveys.Errorf(surveys.Forbidden, "the address to confirm at is not that of the topic")
	}
	_, err := v.get(ctx, m.SubscribeURL)
	return err
}

// get reads what lies at an address of SNS; what cannot be read now, SNS tells
// again.
func (v *sns) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, unavailable(err)
	}
	res, err := v.client.Do(req)
	if err != nil {
		return nil, unavailable(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, unavailable(fmt.Errorf("SNS answers %s", res.Status))
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, certificateBytes))
	if err != nil {
		return nil, unavailable(err)
	}
	return raw, nil
}

func unavailable(err error) error {
	return &surveys.Error{Code: surveys.Unavailable, Message: "SNS cannot be asked", Err: err}
}
