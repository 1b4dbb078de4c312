package surveys

import (
	"regexp"
	"strconv"
	"strings"
)

// Refusal is what a mail server said against a mail: the reply code of SMTP
// (RFC 5321, 4.2) and the enhanced status code (RFC 3463), which says more
// exactly what is the matter. What was not said is zero.
type Refusal struct {
	Code                   int // such as 550; 0 in a notification without one
	Class, Subject, Detail int // such as 5, 1, 1
}

// ReadRefusal reads the codes at the beginning of a server's words: "550 5.1.1
// No such user", "550-5.1.1 …", "5.1.1" or "452 full". ok is false where there
// are none.
func ReadRefusal(words string) (r Refusal, ok bool) {
	found := regexp.MustCompile(`^\s*(?:([245]\d\d)(?:[\s-]+|$))?(?:([245])\.(\d{1,3})\.(\d{1,3})\b)?`).FindStringSubmatch(words)
	number := func(i int) int { n, _ := strconv.Atoi(found[i]); return n }
	r = Refusal{Code: number(1), Class: number(2), Subject: number(3), Detail: number(4)}
	if r.Class == 0 {
		r.Class = r.Code / 100
	}
	return r, r.Class != 0
}

// is compares subject and detail; the class, for now or for good, is apart.
func (r Refusal) is(subject int, details ...int) bool {
	for _, d := range details {
		if r.Subject == subject && r.Detail == d {
			return true
		}
	}
	return false
}

// Final reports a refusal for good; any other may be tried again.
func (r Refusal) Final() bool { return r.Class == 5 }

// DeadBox reports codes which say that the mailbox itself takes no mail, now or
// later: bad mailbox, bad domain, moved, null MX (RFC 7505), disabled. Everything
// else may be our own fault and must not silence a person. See IsDeadBox.
func (r Refusal) DeadBox() bool {
	return r.Final() && (r.is(1, 1, 2, 6, 10) || r.is(2, 1))
}

// Greylisted reports a server that wants a mail to come again in some minutes.
func (r Refusal) Greylisted() bool {
	return r.Class == 4 && (r.is(7, 0, 1) || r.Subject == 0 && (r.Code == 450 || r.Code == 451))
}

// Full reports a mailbox that has no room left, which people clear up.
func (r Refusal) Full() bool { return r.is(2, 2) }

// Crowded reports a server that is given too much mail by us: all mail to its
// domain should rest.
func (r Refusal) Crowded() bool {
	return r.Class == 4 && (r.Code == 421 || r.is(7, 28) || r.is(4, 5) || r.is(3, 2) || r.is(2, 1))
}

// Advice is what a server's words mean to the team, and what to do about them.
type Advice string

// The advices; the empty one is none.
const (
	AdviceDead     Advice = "dead"     // the mailbox takes no mail any more
	AdviceFull     Advice = "full"     // it has no room left
	AdviceCrowded  Advice = "crowded"  // too much mail by us: all of it rests
	AdviceGreylist Advice = "greylist" // come again later
	AdviceRefused  Advice = "refused"  // for good, nobody knows why
	AdviceLater    Advice = "later"    // not now, nobody knows why
	AdviceProof    Advice = "proof"    // proof is missing that the mail is ours
	AdviceLogin    Advice = "login"    // our log-in is refused
	AdviceWary     Advice = "wary"     // the server is wary of us for now
	AdviceUnwanted Advice = "unwanted" // rules, a block list, or it looks like spam
	AdviceLetters  Advice = "letters"  // a server on the way cannot carry the address
	AdviceWay      Advice = "way"      // the way to the server is broken
	AdviceTheirs   Advice = "theirs"   // a fault or limit of theirs
	AdviceSender   Advice = "sender"   // our address is not accepted
	AdviceAddress  Advice = "address"  // theirs is not accepted
	AdviceMailbox  Advice = "mailbox"  // the mailbox does not take this mail
	AdviceUTF8     Advice = "utf8"     // our own server cannot carry the address
	AdviceServer   Advice = "server"   // our own server cannot be reached
	AdviceStuffed  Advice = "stuffed"  // no room left, and it was given up
	AdviceGivenUp  Advice = "given_up" // not now, until it was given up
)

// AdviceOn reads a server's words, or our own; "" for words without codes that
// we know.
func AdviceOn(words string) Advice {
	r, ok := ReadRefusal(words)
	if !ok {
		return adviceOnOurs(words)
	}
	switch {
	case IsDeadBox(words):
		return AdviceDead
	case r.Full():
		return AdviceFull
	case r.Crowded():
		return AdviceCrowded
	case r.Greylisted(), r.Class == 4 && saysGreylist(words): // Postgrey says 450 4.2.0
		return AdviceGreylist
	}
	if advice := adviceBySubject(r, words); advice != "" {
		return advice
	}
	if r.vague() && saysUnwanted(words) {
		return AdviceUnwanted
	}
	if r.Final() {
		return AdviceRefused
	}
	return AdviceLater
}

// AdviceAtEnd is AdviceOn for a mail that is tried no more.
func AdviceAtEnd(words string) Advice {
	switch advice := AdviceOn(words); advice {
	case AdviceFull:
		return AdviceStuffed
	case AdviceCrowded, AdviceGreylist, AdviceLater, AdviceWary:
		return AdviceGivenUp
	default:
		return advice
	}
}

func adviceBySubject(r Refusal, words string) Advice {
	switch {
	case r.is(7, 20, 21, 22, 23, 24, 25, 26, 27, 29), r.is(7, 515):
		return AdviceProof
	case r.is(7, 8, 9, 11, 14):
		return AdviceLogin
	case r.Subject == 7 && !r.Final():
		return AdviceWary
	case r.Subject == 7:
		return AdviceUnwanted
	case r.is(6, 7):
		return AdviceLetters
	case r.is(4, 1) && r.Final() && strings.Contains(words, "Recipient address rejected"):
		return AdviceAddress // Exchange Online, of recipients that a directory does not have
	case r.Subject == 4:
		return AdviceWay
	case r.Subject == 3:
		return AdviceTheirs
	case r.is(1, 7, 8):
		return AdviceSender
	case r.Subject == 1:
		return AdviceAddress
	case r.Subject == 2:
		return AdviceMailbox
	}
	return ""
}

// adviceOnOurs is about what we found ourselves, in our own words.
func adviceOnOurs(words string) Advice {
	switch {
	case strings.Contains(words, "SMTPUTF8"):
		return AdviceUTF8
	case strings.Contains(words, "mail server"):
		return AdviceServer
	}
	return ""
}
