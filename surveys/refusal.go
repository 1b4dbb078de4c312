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

// DeadBox reports that the mailbox itself takes no mail, now or later: bad
// mailbox, bad domain, moved, null MX (RFC 7505), disabled. Everything else may
// be our own fault and must not silence a person.
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

// Advice says to the team what a server's words mean and what to do about them,
// in one or two sentences; "" for words without codes that we know.
func Advice(words string) string {
	r, ok := ReadRefusal(words)
	if !ok {
		return adviceOfOurs(words)
	}
	switch {
	case r.DeadBox():
		return "This mailbox does not exist or takes no mail any more. Nobody there is asked again; correct the address where it comes from."
	case r.Full():
		return "The mailbox is full. It is tried again for two days; nothing to do."
	case r.Crowded():
		return "The server takes no more mail from us for the moment. All mail to this domain rests and is tried again by itself."
	case r.Greylisted():
		return "The server asks to come again later, as it does with senders that it does not know yet. It is tried again by itself."
	}
	if advice := adviceBySubject(r); advice != "" {
		return advice
	}
	if r.Final() {
		return "The server refused the mail for good. Read its words; when the cause is gone, press send again."
	}
	return "The server could not take the mail now. It is tried again by itself."
}

func adviceBySubject(r Refusal) string {
	switch {
	case r.is(7, 20, 21, 22, 23, 24, 25, 26, 27, 29), r.is(7, 515):
		return "The server misses proof that the mail is ours (SPF, DKIM, DMARC or the name of the sending host). Run barometer doctor, which checks them one by one, then press send again."
	case r.is(7, 8, 9, 11, 14):
		return "The mail server refuses our log-in. Check user and password in BAROMETER_SMTP."
	case r.Subject == 7 && !r.Final():
		return "The server is wary of our mails for the moment. It is tried again by itself; where it lasts, run barometer doctor."
	case r.Subject == 7:
		return "The server does not want this mail from us: its rules, a block list, or it looks like spam. Read its words and run barometer doctor; the contact is not to blame and stays askable."
	case r.Subject == 6 && r.is(6, 7):
		return "The address has letters that a mail server on the way cannot carry. Ask the contact for another one."
	case r.Subject == 4:
		return "The way to the server is broken, often its DNS. It may pass by itself; look whether the domain of the address is right."
	case r.Subject == 3:
		return "The receiving mail system has a fault or a limit of its own. The contact is not to blame and stays askable."
	case r.Subject == 1 && (r.is(1, 7) || r.is(1, 8)):
		return "The server does not accept our sender address. Check BAROMETER_FROM and the bounce domain with barometer doctor."
	case r.Subject == 1:
		return "The server does not accept the address. Look whether it is spelt right."
	case r.Subject == 2:
		return "The mailbox does not take this mail. The contact stays askable; another address may help."
	}
	return ""
}

// adviceOfOurs is about what we found ourselves, in our own words.
func adviceOfOurs(words string) string {
	switch {
	case strings.Contains(words, "SMTPUTF8"):
		return "The address has letters that the mail server cannot carry. Ask the contact for another one, or use a mail server that offers SMTPUTF8."
	case strings.Contains(words, "mail server"):
		return "Run barometer doctor: it tries the way to the mail server step by step."
	}
	return ""
}
