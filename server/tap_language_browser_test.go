package server_test

import (
	"testing"
	"time"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// The rating page fits a phone in other scripts, too, and from right to left;
// 2 stands before 3 in the direction of reading.
func TestBrowserTapPagesFitInOtherScripts(t *testing.T) {
	for _, c := range []struct {
		language, counted, stop, about string
		towards                        float64 // the way to the next number, in px
	}{
		{"ar", "تم تسجيل إجابتك.", "هل نتوقف عن سؤالك؟", "ما نحتفظ به", -1},
		{"hi", "आपका जवाब दर्ज हो गया है।", "क्या हम पूछना बंद कर दें?", "हम क्या जानकारी रखते हैं", 1},
	} {
		t.Run(c.language, func(t *testing.T) {
			s := newStreet(t, time.Hour, in(c.language))
			s.fits(c.language+"-thanks", s.link(2), c.counted)
			s.fits(c.language+"-stop", s.url+"/u/"+s.signer.Unsubscribe(s.id), c.stop)
			s.fits(c.language+"-about", s.url+"/about?lang="+c.language, c.about)
			browsertest.Do(t, s.tab, chromedp.EmulateViewport(390, 900), chromedp.Navigate(s.link(2)))
			s.await(c.counted)
			step := browsertest.Get(t, s.tab, chromedp.Evaluate[float64](`(() => {
				let x = v => document.querySelector('.ch button[value="'+v+'"]').getBoundingClientRect().x;
				return x(3) - x(2);
			})()`))
			if step*c.towards <= 0 {
				t.Errorf("from 2 to 3 it is %g px, want the direction of reading", step)
			}
		})
	}
}
