package surveys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"io"
	"time"
)

// NonceValid is how long a served page can confirm. Afterwards its form gets a
// fresh page that keeps what was typed.
const NonceValid = 30 * time.Minute

// Nonce is what a served rating page carries, sealed, so that its confirmation
// needs nothing from Redis before the one script.
type Nonce struct {
	Invitation InvitationID
	Scale      ScaleID   // of the invitation
	Choice     int       // of the link that was tapped
	Visit      int       // number of the visit
	Seen       int       // state of the visits at the weighing; any later event makes it stale
	OpenedAt   time.Time // of the visit, in ms
	IssuedAt   time.Time // of this page, in ms
	Client     Client
	Doubts     Doubts // at the weighing
}

// Stale reports whether the page is too old to confirm.
func (n Nonce) Stale(now time.Time) bool { return now.Sub(n.IssuedAt) > NonceValid }

// nonceBody is the length of a nonce in bytes before it is sealed.
const nonceBody = 10 + 1 + 1 + 2 + 4 + 6 + 4 + ClientSize + 2

// nonceVersion is sealed with each nonce, so that another layout never opens.
const nonceVersion = "nonce v1"

// Sealer seals nonces with AES-256-GCM and makes the keepsakes of browsers.
type Sealer struct {
	aeads    []cipher.AEAD // the newest first
	keepsake cipher.Block
	rand     io.Reader
}

// NewSealer derives the keys from the master secret; pages sealed with an
// older secret stay valid while it is given, too. rand gives the random part
// of each nonce (crypto/rand.Reader outside tests).
func NewSealer(rand io.Reader, secret []byte, older ...[]byte) *Sealer {
	s := &Sealer{rand: rand, keepsake: newBlock(deriveKey(secret, "barometer keepsake v1"))}
	for _, master := range append([][]byte{secret}, older...) {
		s.aeads = append(s.aeads, newAEAD(deriveKey(master, "barometer nonce v1")))
	}
	return s
}

// newBlock cannot fail for a key of 32 bytes.
func newBlock(key []byte) cipher.Block {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("sealing pages: " + err.Error())
	}
	return block
}

// newAEAD cannot fail for AES.
func newAEAD(key []byte) cipher.AEAD {
	aead, err := cipher.NewGCM(newBlock(key))
	if err != nil {
		panic("sealing pages: " + err.Error())
	}
	return aead
}

// Seal returns the nonce as text for a form field.
func (s *Sealer) Seal(n Nonce) (string, error) {
	aead := s.aeads[0]
	iv := make([]byte, aead.NonceSize(), aead.NonceSize()+nonceBody+aead.Overhead())
	if _, err := io.ReadFull(s.rand, iv); err != nil {
		return "", err
	}
	var body [nonceBody]byte
	return base64.RawURLEncoding.EncodeToString(aead.Seal(iv, iv, n.append(body[:0]), []byte(nonceVersion))), nil
}

// Open reads a nonce; ok is false for anything that was not sealed here. It
// does not look at the clock: see Stale.
func (s *Sealer) Open(text string) (n Nonce, ok bool) {
	for _, aead := range s.aeads {
		size := aead.NonceSize() + nonceBody + aead.Overhead()
		if len(text) != base64.RawURLEncoding.EncodedLen(size) {
			return Nonce{}, false
		}
		// Decoding skips line breaks, so that the text may hold less than it seems.
		raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
		if err != nil || len(raw) != size {
			return Nonce{}, false
		}
		var body [nonceBody]byte
		plain, err := aead.Open(body[:0], raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(nonceVersion))
		if err == nil {
			return parseNonce(plain), true
		}
	}
	return Nonce{}, false
}

func (n Nonce) append(b []byte) []byte {
	id := n.Invitation.Bytes()
	b = append(b, id[:]...)
	b = append(b, scaleNumber(n.Scale), byte(n.Choice))
	b = binary.BigEndian.AppendUint16(b, uint16(n.Visit))
	b = binary.BigEndian.AppendUint32(b, uint32(n.Seen))
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], uint64(n.OpenedAt.UnixMilli()))
	b = append(b, at[2:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(max(0, n.IssuedAt.Sub(n.OpenedAt).Milliseconds())))
	b = append(b, n.Client[:]...)
	return binary.BigEndian.AppendUint16(b, uint16(n.Doubts))
}

// parseNonce reads what append wrote; b was sealed here, so its length is right.
func parseNonce(b []byte) (n Nonce) {
	n.Invitation = InvitationIDFromBytes([10]byte(b[:10]))
	n.Scale, n.Choice = scaleByNumber(b[10]), int(b[11])
	n.Visit = int(binary.BigEndian.Uint16(b[12:]))
	n.Seen = int(binary.BigEndian.Uint32(b[14:]))
	var at [8]byte
	copy(at[2:], b[18:24])
	n.OpenedAt = time.UnixMilli(int64(binary.BigEndian.Uint64(at[:])))
	n.IssuedAt = n.OpenedAt.Add(time.Duration(binary.BigEndian.Uint32(b[24:])) * time.Millisecond)
	n.Client = Client(b[28 : 28+ClientSize])
	n.Doubts = Doubts(binary.BigEndian.Uint16(b[28+ClientSize:]))
	return n
}

// scaleOrder gives scales their numbers in nonces.
func scaleOrder() [6]ScaleID { return [...]ScaleID{Thumbs, Faces3, Thermometer4, CSAT5, CES7, NPS11} }

func scaleNumber(id ScaleID) byte {
	for i, s := range scaleOrder() {
		if s == id {
			return byte(i)
		}
	}
	return 255
}

func scaleByNumber(n byte) ScaleID {
	if all := scaleOrder(); int(n) < len(all) {
		return all[n]
	}
	return ""
}

// Keepsake is the value of the cookie that a browser gets when its tap
// counted, so that it may change its mind by another tap: AES of the id, which
// is one block and so needs no more of a MAC.
func (s *Sealer) Keepsake(id InvitationID) string {
	var block [aes.BlockSize]byte
	raw := id.Bytes()
	copy(block[:], raw[:])
	s.keepsake.Encrypt(block[:], block[:])
	return base64.RawURLEncoding.EncodeToString(block[:])
}

// IsKeepsake reports whether the cookie's value is the invitation's.
func (s *Sealer) IsKeepsake(id InvitationID, value string) bool {
	return subtle.ConstantTimeCompare([]byte(s.Keepsake(id)), []byte(value)) == 1
}
