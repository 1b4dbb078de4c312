package surveys_test

import (
	"fmt"
	"testing"

	"barometer/surveys"
)

const (
	chromeNow  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
	iPhoneNow  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"
	iPhoneOld  = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1"
	firefoxNow = "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0"
)

func TestWhoAsks(t *testing.T) {
	for _, c := range []struct {
		why   string
		given surveys.Asking
		want  surveys.Visitor
	}{
		{"a tap in a mail program", surveys.Asking{Method: "GET", UserAgent: chromeNow, FetchMode: "navigate", FetchDest: "document"}, surveys.VisitorReader},
		{"a text browser", surveys.Asking{Method: "GET", UserAgent: "Lynx/2.8.9rel.1"}, surveys.VisitorReader},
		{"a CUBOT phone", surveys.Asking{Method: "GET", UserAgent: "Mozilla/5.0 (Linux; Android 9; CUBOT X19) Chrome/146.0 Mobile Safari/537.36"}, surveys.VisitorReader},
		{"the browser inside Telegram", surveys.Asking{Method: "GET", UserAgent: chromeNow + " Telegram-Android/11.2"}, surveys.VisitorReader},
		{"a look at the headers only", surveys.Asking{Method: "HEAD", UserAgent: chromeNow}, surveys.VisitorChecker},
		{"a prefetch", surveys.Asking{Method: "GET", UserAgent: chromeNow, Purposes: []string{"prefetch;prerender"}, FetchMode: "navigate"}, surveys.VisitorPrefetch},
		{"an old Safari's preview", surveys.Asking{Method: "GET", UserAgent: iPhoneOld, Purposes: []string{"preview"}}, surveys.VisitorPrefetch},
		{"a preview for a chat", surveys.Asking{Method: "GET", UserAgent: "WhatsApp/2.24.20.78 A"}, surveys.VisitorRobot},
		{"iMessage in disguise", surveys.Asking{Method: "GET", UserAgent: iPhoneNow + " facebookexternalhit/1.1 Facebot Twitterbot/1.0"}, surveys.VisitorRobot},
		{"a robot with an address", surveys.Asking{Method: "GET", UserAgent: "Mozilla/5.0 (compatible; NewBot/1.0; +https://new.example/bot)"}, surveys.VisitorRobot},
		{"an image in a page", surveys.Asking{Method: "GET", UserAgent: chromeNow, FetchMode: "no-cors", FetchDest: "image"}, surveys.VisitorPart},
		{"a frame", surveys.Asking{Method: "GET", UserAgent: chromeNow, FetchMode: "navigate", FetchDest: "iframe"}, surveys.VisitorPart},
	} {
		if got := c.given.Visitor(); got != c.want {
			t.Errorf("%s is a %s, want a %s", c.why, got, c.want)
		}
	}
}

func TestBrowserThatDoesNotAskLikeOne(t *testing.T) {
	for _, c := range []struct {
		why   string
		given surveys.Asking
		want  surveys.Doubts
	}{
		{"Chrome without Sec-Fetch", surveys.Asking{UserAgent: chromeNow, Secure: true}, surveys.DoubtHeaders},
		{"Firefox without Sec-Fetch", surveys.Asking{UserAgent: firefoxNow, Secure: true}, surveys.DoubtHeaders},
		{"Safari without Sec-Fetch", surveys.Asking{UserAgent: iPhoneNow, Secure: true}, surveys.DoubtHeaders},
		{"Chrome as it is", surveys.Asking{UserAgent: chromeNow, FetchMode: "navigate", Secure: true}, 0},
		{"over plain http nobody sends it", surveys.Asking{UserAgent: chromeNow}, 0},
		{"Safari before 16.4", surveys.Asking{UserAgent: iPhoneOld, Secure: true}, 0},
		{"Lynx", surveys.Asking{UserAgent: "Lynx/2.8.9rel.1", Secure: true}, 0},
	} {
		if got := c.given.Doubts(); got != c.want {
			t.Errorf("%s: doubts %v, want %v", c.why, got.Names(), c.want.Names())
		}
	}
}

func TestBrowsersAreTold(t *testing.T) {
	for agent, want := range map[string]string{
		chromeNow: "Chrome Windows false", iPhoneNow: "Safari iOS false", firefoxNow: "Firefox Linux false",
		chromeNow + " Edg/146.0.0.0": "Edge Windows false", "Lynx/2.8.9rel.1": "  true", "": "  false",
	} {
		b := surveys.BrowserOf(agent)
		if got := fmt.Sprint(b.Family(), " ", b.System(), " ", b.Texts()); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
