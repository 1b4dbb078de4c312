package signal

import "math"

// beta is a Beta distribution; both parameters are at least 0.5 here.
type beta struct{ a, b float64 }

// points is the number of steps of the integral in below. The integrand is
// analytic in the logit within ±π of the real line, so the trapezoid rule
// converges exponentially (Trefethen and Weideman 2014): 160 steps leave less
// than 1e-8.
const points = 160

// below returns the probability that a draw of x is smaller than one of y:
// the integral, over the narrower of the two, of its density in the logit
// times the other's distribution function.
func (x beta) below(y beta) float64 {
	if x.spread() > y.spread() {
		return 1 - y.below(x)
	}
	lo, hi := x.reach()
	step := (hi - lo) / points
	density, cdf := x.logitDensity(), y.cdf()
	sum, mass := 0.0, 0.0
	for i := range points + 1 {
		at := lo + float64(i)*step
		d := density(at)
		sum += d * (1 - cdf(at))
		mass += d
	}
	return sum / mass
}

// spread is about the standard deviation of the logit.
func (x beta) spread() float64 { return math.Sqrt(1/x.a + 1/x.b) }

// reach returns logits beyond which there is next to nothing: eight standard
// deviations, or where the exponential tail has fallen below 1e-12.
func (x beta) reach() (lo, hi float64) {
	mode := math.Log(x.a / x.b)
	return mode - math.Max(8*x.spread(), 30/x.a), mode + math.Max(8*x.spread(), 30/x.b)
}

// logitDensity is the density of the logit of a draw, but for its constant.
func (x beta) logitDensity() func(y float64) float64 {
	n := x.a + x.b
	at := func(y float64) float64 { return x.a*y - n*log1pExp(y) }
	most := at(math.Log(x.a / x.b))
	return func(y float64) float64 { return math.Exp(at(y) - most) }
}

// log1pExp is ln(1 + e^y) without overflow.
func log1pExp(y float64) float64 {
	if y > 0 {
		return y + math.Log1p(math.Exp(-y))
	}
	return math.Log1p(math.Exp(y))
}

// cdf is the share of draws below the logit y: the regularised incomplete
// beta function by its continued fraction (Abramowitz and Stegun 26.5.8).
func (x beta) cdf() func(y float64) float64 {
	ga, _ := math.Lgamma(x.a)
	gb, _ := math.Lgamma(x.b)
	gn, _ := math.Lgamma(x.a + x.b)
	constant := gn - ga - gb
	return func(y float64) float64 {
		u, v := 1/(1+math.Exp(-y)), 1/(1+math.Exp(y))
		if u > (x.a+1)/(x.a+x.b+2) {
			return 1 - beta{x.b, x.a}.cdfLow(v, u, constant)
		}
		return x.cdfLow(u, v, constant)
	}
}

// cdfLow is the distribution function at u = 1 − v, quick for u up to about
// the mean; constant is −ln B(a, b).
func (x beta) cdfLow(u, v, constant float64) float64 {
	if u == 0 {
		return 0
	}
	front := math.Exp(constant + x.a*math.Log(u) + x.b*math.Log(v))
	return front * x.fraction(u) / x.a
}

// fraction evaluates the continued fraction by the method of Lentz (1976).
func (x beta) fraction(u float64) float64 {
	const tiny, enough, most = 1e-300, 1e-15, 10_000
	solid := func(f float64) float64 {
		if math.Abs(f) < tiny {
			return tiny
		}
		return f
	}
	a, b := x.a, x.b
	c, d := 1.0, 1/solid(1-(a+b)*u/(a+1))
	h := d
	for m := 1.0; m < most; m++ {
		for _, t := range [2]float64{
			m * (b - m) * u / ((a + 2*m - 1) * (a + 2*m)),
			-(a + m) * (a + b + m) * u / ((a + 2*m) * (a + 2*m + 1)),
		} {
			d = 1 / solid(1+t*d)
			c = solid(1 + t/c)
			h *= c * d
		}
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return h
}
