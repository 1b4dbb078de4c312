package surveys

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

// What a logo stands on in mails and rating pages, and how well it must be
// seen there (WCAG 2.2, 1.4.3).
const (
	paperLight  = "#f6f2e9"
	paperDark   = "#151412"
	leastInk    = 4.5
	darkenSteps = 50
)

func (l Logo) checkColor() *Phrase {
	if l.Color == "" {
		return nil
	}
	if !IsColor(l.Color) {
		return Phrasef("must be a colour such as #1a5276")
	}
	if seen := contrast(l.Color, paperLight); seen < leastInk {
		return Phrasef("is too pale to be read on the paper of a mail: contrast %.1f, %.1f is needed; choose a darker one", seen, leastInk)
	}
	return nil
}

// Dark returns the colour for mails and pages that are read in the dark: the
// owner's, with as much white as it takes to be read there.
func (l Logo) Dark() string {
	if !IsColor(l.Color) {
		return ""
	}
	mixed := func(step int) string { return lighter(l.Color, float64(step)/darkenSteps) }
	// More white is always better seen, so a few steps find the first that will do.
	return mixed(sort.Search(darkenSteps, func(step int) bool { return contrast(mixed(step), paperDark) >= leastInk }))
}

// IsColor reports #rrggbb. Every rating page asks.
func IsColor(s string) bool {
	return len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == ""
}

// channels reads the three of #rrggbb, 0 to 255.
func channels(color string) (out [3]float64) {
	for i := range out {
		n, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err == nil {
			out[i] = float64(n)
		}
	}
	return out
}

// lighter mixes the colour with a share of white.
func lighter(color string, white float64) string {
	c := channels(color)
	for i := range c {
		c[i] += (255 - c[i]) * white
	}
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]+.5), int(c[1]+.5), int(c[2]+.5))
}

// contrast is that of WCAG 2.2 between two colours, 1 to 21.
func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + .05) / (low + .05)
}

// luminance is the relative one of WCAG 2.2.
func luminance(color string) float64 {
	c := channels(color)
	for i := range c {
		c[i] /= 255
		if c[i] <= .04045 {
			c[i] /= 12.92
		} else {
			c[i] = math.Pow((c[i]+.055)/1.055, 2.4)
		}
	}
	return .2126*c[0] + .7152*c[1] + .0722*c[2]
}
