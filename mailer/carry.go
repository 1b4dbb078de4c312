package mailer

import "context"

// carry sends the letters of a bag over as few connections as it can.
func (m *Mailer) carry(ctx context.Context, b bag) {
	var first *letter
	for {
		if first == nil {
			if first = b.next(); first == nil {
				return
			}
		}
		s, err := m.pool.get(ctx)
		if err != nil {
			m.Log.Warn("no connection to the mail server", "server", m.SMTP.String(), "error", err)
			m.gate.close()
			drain(b, first, unreached(ctx, err))
			return
		}
		first = s.deliver(ctx, &resumed{bag: b, first: first})
		if s.broken && !s.used() {
			m.gate.close()
		} else {
			m.gate.open()
		}
		m.pool.put(s)
		if first != nil && m.late.full() {
			b.done(first, result{verdict: untouched})
			return
		}
	}
}

// unreached says why there was no connection: our own end costs no attempt.
func unreached(ctx context.Context, err error) result {
	if ctx.Err() != nil {
		return result{verdict: untouched}
	}
	return lost(err)
}

// drain gives every letter of the bag the same result.
func drain(b bag, first *letter, r result) {
	for l := first; l != nil; l = b.next() {
		b.done(l, r)
	}
}

// resumed is a bag from which one letter was taken already.
type resumed struct {
	bag
	first *letter
}

func (r *resumed) next() *letter {
	if l := r.first; l != nil {
		r.first = nil
		return l
	}
	return r.bag.next()
}
