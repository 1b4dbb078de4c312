package surveys

import "strings"

// Browser is the family and the system of a browser in two letters: all that
// is kept of a user agent.
type Browser string

// unknownBrowser stands for everything that is not recognised.
const unknownBrowser = 'x'

// BrowserOf reads a user agent. Order matters: most browsers claim to be
// several, the rarest claim is the true one.
func BrowserOf(userAgent string) Browser {
	family := letterOf(userAgent, []string{
		"eEdg", "oOPR/", "mSamsungBrowser", "fFirefox", "fFxiOS", "cCriOS", "cChrome", "sSafari", "tLynx", "tw3m", "tELinks",
	})
	system := letterOf(userAgent, []string{
		"aAndroid", "iiPhone", "iiPad", "wWindows", "mMacintosh", "lLinux", "lX11",
	})
	return Browser([]byte{family, system})
}

func letterOf(userAgent string, known []string) byte {
	for _, k := range known {
		if strings.Contains(userAgent, k[1:]) {
			return k[0]
		}
	}
	return unknownBrowser
}

// String says the browser in words, such as "Safari on iOS".
func (b Browser) String() string {
	if len(b) != 2 {
		return "an unknown browser"
	}
	family := map[byte]string{'e': "Edge", 'o': "Opera", 'm': "Samsung Internet", 'f': "Firefox",
		'c': "Chrome", 's': "Safari", 't': "a text browser"}[b[0]]
	system := map[byte]string{'a': "Android", 'i': "iOS", 'w': "Windows", 'm': "macOS", 'l': "Linux"}[b[1]]
	switch {
	case family == "":
		return "an unknown browser"
	case system == "":
		return family
	}
	return family + " on " + system
}
