package templates_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// rgb is a colour, each part from 0 to 1, in sRGB.
type rgb [3]float64

func parseRGB(t *testing.T, hex string) (c rgb) {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	for i := range c {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(hex, err)
		}
		c[i] = float64(n) / 255
	}
	return c
}

// tokens are the colours of the style sheet in both schemes, by name.
func tokens(t *testing.T) (schemes [2]map[string]rgb) {
	t.Helper()
	sheet, err := os.ReadFile("static/barometer.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes = [2]map[string]rgb{{}, {}}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):\s*light-dark\(#([0-9a-f]+),\s*#([0-9a-f]+)\)`).FindAllStringSubmatch(string(sheet), -1) {
		schemes[0][m[1]], schemes[1][m[1]] = parseRGB(t, m[2]), parseRGB(t, m[3])
	}
	mixes := regexp.MustCompile(`\.(c[24])\s*\{\s*--c:\s*color-mix\(in oklab,\s*var\(--(\w+)\) (\d+)%,\s*var\(--plate\)\)`).FindAllStringSubmatch(string(sheet), -1)
	if len(mixes) != 2 || len(schemes[0]) < 12 {
		t.Fatalf("the style sheet has %d colours and %d mixed ones, want the tokens and the second and fourth choice", len(schemes[0]), len(mixes))
	}
	for _, scheme := range schemes {
		for _, m := range mixes {
			share, _ := strconv.ParseFloat(m[3], 64)
			scheme[m[1]] = mixOKLab(scheme[m[2]], scheme["plate"], share/100)
		}
	}
	return schemes
}

// linear takes the gamma off (IEC 61966-2-1).
func linear(c rgb) (out rgb) {
	for i, v := range c {
		if out[i] = v / 12.92; v > .04045 {
			out[i] = math.Pow((v+.055)/1.055, 2.4)
		}
	}
	return out
}

// contrast is the ratio of WCAG 2.2, 1 to 21.
func contrast(a, b rgb) float64 {
	light := func(c rgb) float64 { l := linear(c); return .2126*l[0] + .7152*l[1] + .0722*l[2] }
	high, low := math.Max(light(a), light(b)), math.Min(light(a), light(b))
	return (high + .05) / (low + .05)
}

func times(m [3]rgb, v rgb) (out rgb) {
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

// mixOKLab mixes as CSS Color 4 does in OKLab (Björn Ottosson 2020).
func mixOKLab(a, b rgb, share float64) (out rgb) {
	toLMS := [3]rgb{{.4122214708, .5363325363, .0514459929}, {.2119034982, .6806995451, .1073969566}, {.0883024619, .2817188376, .6299787005}}
	fromLMS := [3]rgb{{4.0767416621, -3.3077115913, .2309699292}, {-1.2684380046, 2.6097574011, -.3413193965}, {-.0041960863, -.7034186147, 1.7076147010}}
	x, y := times(toLMS, linear(a)), times(toLMS, linear(b))
	var mixed rgb
	for i := range mixed { // OKLab is linear in these roots, so the mix is too
		mixed[i] = math.Pow(share*math.Cbrt(x[i])+(1-share)*math.Cbrt(y[i]), 3)
	}
	for i, v := range times(fromLMS, mixed) {
		if out[i] = 12.92 * v; v > .0031308 {
			out[i] = 1.055*math.Pow(v, 1/2.4) - .055
		}
		out[i] = math.Min(1, math.Max(0, out[i]))
	}
	return out
}

// TestColoursCanBeTold holds every pair of colours that is used to WCAG 2.2 AA:
// text 4.5 (1.4.3), borders of controls, marks and lines of charts 3 (1.4.11).
func TestColoursCanBeTold(t *testing.T) {
	type pair struct {
		over, under string
		least       float64
	}
	pairs := []pair{{"plate", "ink", 4.5}, {"plate", "pico-primary-hover-background", 4.5}, {"plate", "c1", 4.5}, {"ink", "c2", 4.5}, {"ink", "c3", 4.5}, {"ink", "c4", 4.5}, {"plate", "c5", 4.5}}
	for _, under := range []string{"paper", "plate"} {
		for _, over := range []string{"ink", "ink2", "storm", "rain", "change", "fair", "setfair"} {
			pairs = append(pairs, pair{over, under, 4.5})
		}
		for _, over := range []string{"edge", "brass"} {
			pairs = append(pairs, pair{over, under, 3})
		}
	}
	for i, scheme := range tokens(t) {
		scheme["c1"], scheme["c3"], scheme["c5"] = scheme["storm"], scheme["line"], scheme["fair"]
		for _, p := range pairs {
			over, there := scheme[p.over]
			under, too := scheme[p.under]
			if !there || !too {
				t.Fatalf("no colour %s or %s", p.over, p.under)
			}
			if got := contrast(over, under); got < p.least {
				t.Errorf("%s on %s is %.2f in the %s scheme, want %.1f", p.over, p.under, got, []string{"light", "dark"}[i], p.least)
			}
		}
	}
	for _, known := range []struct {
		a, b string
		want string
	}{{"000000", "ffffff", "21.00"}, {"777777", "ffffff", "4.48"}} {
		if got := fmt.Sprintf("%.2f", contrast(parseRGB(t, known.a), parseRGB(t, known.b))); got != known.want {
			t.Errorf("the contrast of #%s and #%s is %s, want %s", known.a, known.b, got, known.want)
		}
	}
}
