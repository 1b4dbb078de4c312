package surveys

import (
	"regexp"
	"strings"
)

// IsDeadBox reports that a server's words mean that the mailbox itself takes no
// mail, now or later. The enhanced code decides (RFC 3463); where there is none,
// or one that says nothing, the text does, if it can mean nothing else.
func IsDeadBox(words string) bool {
	r, _ := ReadRefusal(words)
	return r.DeadBox() || r.vague() && saysNoSuchBox(words)
}

// vague reports a refusal of the recipient for good whose codes do not say why:
// 550 alone may be a mailbox as well as a policy (RFC 5321, 4.2.3), and x.0.0,
// x.1.0, x.2.0 and x.5.0 are "other or undefined" (RFC 3463, 3).
func (r Refusal) vague() bool {
	undefined := r.Detail == 0 && (r.Subject == 0 || r.Subject == 1 || r.Subject == 2 || r.Subject == 5)
	return r.Final() && undefined && (r.Code == 0 || r.Code >= 550 && r.Code <= 554)
}

// Words of servers about mailboxes that are not there, as Postfix, Exim, qmail,
// sendmail, Exchange, Courier and large providers write them.
const (
	boxNames  = `(?:users?|recipients?|mailbox|(?:e-?mail )?account|(?:e-?mail )?address|local part)`
	boxIsGone = `\bunknown (?:or illegal )?(?:local )?(?:user|alias|recipient|mailbox|address|part)\b` +
		`|\b(?:user|recipient|mailbox|address|account)(?: is)? unknown\b` +
		`|\bno such (?:local )?(?:user|recipient|mailbox|account|person|address|e-?mail)\b` +
		`|\bno mailbox here by that name\b` +
		`|\b` + boxNames + `\b(?: [^ ]+){0,6}? (?:does not|doesn't|does no longer|no longer) exists?\b` +
		`|\b` + boxNames + `(?: was| is)?(?: [^ ]+)? not found\b` +
		`|\binvalid (?:user|recipient|mailbox)\b|\bnot a valid (?:user|recipient|mailbox)\b` +
		`|\bdoesn't have an? [^ ]* ?account\b` +
		`|\b(?:mailbox|account) (?:is|has been) (?:disabled|closed|deleted|deactivated|terminated)\b` +
		`|\bempfänger unbekannt\b|\bunbekannter empfänger\b|\b(?:utilisateur|destinataire) inconnu\b`
	// What speaks of us, of the way or of now, whatever else it says.
	boxMayLive = `spam|junk|unsolicited|virus|content|block|black ?list|banned|reputation|policy|polici` +
		`|\brates?\b|limit|throttl|too (?:many|much|fast)|unknown (?:users|recipients)|exceed` +
		`|temporar|try (?:again|later)|\blater\b|greylist|quota|\bfull\b|over ?size|too (?:large|big)|\bsize\b|storage` +
		`|\bspf\b|\bdkim\b|\bdmarc\b|authentic|\bhelo\b|\behlo\b|\bdns\b|reverse|\bptr\b|\brbl\b|\bip\b|client host|your (?:host|server)` +
		`|sender|sending|\bfrom\b|return[- ]path|callback|callout|verif` +
		`|relaying|relay (?:access|not|denied)|(?:to|not) relay` +
		`|denied|prohibit|permission|not (?:permitted|allowed|authori[sz]ed)|restrict|\bdomain\b`
)

// saysGreylist reports words of servers that want a mail to come again later,
// whatever their code.
func saysGreylist(words string) bool {
	return regexp.MustCompile(`(?i)gr[ea]y-?list`).MatchString(words)
}

// saysUnwanted reports words about spam, lists of bad senders, or rules.
func saysUnwanted(words string) bool {
	return regexp.MustCompile(`(?i)spam|junk|unsolicited|block|black ?list|banned|reputation|policy|polici`).MatchString(words)
}

// saysNoSuchBox reads words without the codes, addresses and links in them,
// which may hold anything.
func saysNoSuchBox(words string) bool {
	text := strings.ToLower(OneLine(words, maxWords))
	text = regexp.MustCompile(`<[^<>]*>|https?://\S+|\S+@\S+`).ReplaceAllString(text, "")
	text = strings.Join(strings.Fields(text), " ")
	return regexp.MustCompile(boxIsGone).MatchString(text) && !regexp.MustCompile(boxMayLive).MatchString(text)
}
