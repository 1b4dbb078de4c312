package server

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"image/color"
	"net/url"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// Codes of the second factor are those of RFC 6238 as every authenticator app
// makes them: 6 digits of HMAC-SHA1, another one every 30 s.
const (
	codeStep   = 30 // s
	codeDrift  = 1  // steps that a clock may be off, either way
	codeDigits = otp.DigitsSix
	codeSecret = 20 // bytes, RFC 4226 4
)

// recoveryCodes is how many are given, each for once.
const recoveryCodes = 10

// newCodeSecret returns a secret for codes, in the letters that apps read.
// crypto/rand never fails: it ends the program where it would.
func newCodeSecret() string {
	b := make([]byte, codeSecret)
	_, _ = rand.Read(b)
	return base32.StdEncoding.EncodeToString(b)
}

// stepOf finds the step that a code belongs to, around now; ok is false for a
// code of none.
func stepOf(secret, code string, now time.Time) (step int64, ok bool) {
	middle := now.Unix() / codeStep
	for at := middle - codeDrift; at <= middle+codeDrift; at++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), hotp.ValidateOpts{Digits: codeDigits})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = at, true
		}
	}
	return step, ok
}

// useCode spends a code of the app, or a recovery code; false for a wrong one.
func (s *Server) useCode(ctx context.Context, user surveys.User, typed string) (bool, error) {
	code := bare(typed)
	if len(code) != codeDigits.Length() {
		return s.Store.UseRecoveryCode(ctx, user.ID, strings.NewReplacer("0", "o", "1", "l").Replace(code)) // base32 has no 0 and 1
	}
	secret, err := s.Store.Factor(ctx, user.ID)
	if err != nil || secret == "" {
		return false, err
	}
	step, ok := stepOf(secret, code, s.Store.Now())
	if !ok {
		return false, nil
	}
	return s.Store.UseCode(ctx, user.ID, secret, step)
}

// bare is a code without what people and apps put between its parts.
func bare(code string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(code)))
}

// newRecoveryCodes returns codes of 80 bits, in groups as they are shown, and
// bare as they are kept.
func newRecoveryCodes() (shown, kept []string) {
	for range recoveryCodes {
		code := strings.ToLower(rand.Text()[:16])
		kept = append(kept, code)
		shown = append(shown, grouped(code))
	}
	return shown, kept
}

// grouped puts a blank after every four letters.
func grouped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text[i:min(i+4, len(text))])
	}
	return b.String()
}

// codeAddress is what an app reads from the picture.
func codeAddress(secret, email string) string {
	const issuer = "Barometer"
	values := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+email) + "?" + values.Encode()
}

// pictureOf draws a text as a QR code: rows of dark modules.
func pictureOf(text string) (templates.QR, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return templates.QR{}, err
	}
	size := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < size && code.At(x, y) == color.Black }
	var b strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if x > from {
				b.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + ".5h" + strconv.Itoa(x-from))
			}
		}
	}
	return templates.NewQR(size, b.String()), nil
}
