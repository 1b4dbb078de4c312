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

// Family is the maker's name of the browser, such as "Safari"; empty where it
// is not known or has none, see Texts.
func (b Browser) Family() string {
	if len(b) != 2 {
		return ""
	}
	return map[byte]string{'e': "Edge", 'o': "Opera", 'm': "Samsung Internet", 'f': "Firefox", 'c': "Chrome", 's': "Safari"}[b[0]]
}

// Texts reports a browser that shows texts only.
func (b Browser) Texts() bool { return len(b) == 2 && b[0] == 't' }

// System is the name of the system that it runs on; empty where it is not known.
func (b Browser) System() string {
	if len(b) != 2 {
		return ""
	}
	return map[byte]string{'a': "Android", 'i': "iOS", 'w': "Windows", 'm': "macOS", 'l': "Linux"}[b[1]]
}
