package surveys

// When a response rate is a warning: few answer, or far fewer than before. Who
// stops answering need not be like who goes on. How large the bias is cannot be
// told from the rate (Groves and Peytcheva 2008, "The impact of nonresponse
// rates on nonresponse bias"), hence a warning and no correction.
const (
	trustMails = 20   // mails below which a rate says nothing
	trustLeast = 20.0 // percent
	trustDrop  = 0.6  // of the rate before
)

// Caution says why the figures beside a response rate are to be read with care.
type Caution string

// The cautions; the empty one is none.
const (
	CautionFewer Caution = "fewer" // under 60 % of the rate before, the two intervals apart, 20 mails each
	CautionFew   Caution = "few"   // under 20 % of at least 20 mails
)

// CautionOf judges response rates by day of sending: of a period and of the
// one before.
func CautionOf(now, before Level) Caution {
	switch {
	case now.N < trustMails:
		return ""
	case before.N >= trustMails && now.Rate < trustDrop*before.Rate && now.High < before.Low:
		return CautionFewer
	case now.Rate < trustLeast:
		return CautionFew
	}
	return ""
}

// Loudest says where the answers of a project lean on one customer: over half
// of at least 10 came from it, though others were heard. ok is false where they
// do not. counts are the answers of each customer.
func Loudest(counts []int) (which int, ok bool) {
	total := 0
	for i, n := range counts {
		total += n
		if n > counts[which] {
			which = i
		}
	}
	const enough = 10
	if total < enough {
		return 0, false
	}
	return which, 2*counts[which] > total && counts[which] < total
}
