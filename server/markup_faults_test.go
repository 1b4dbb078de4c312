package server_test

import (
	"strings"
	"testing"
)

// A judge of markup is judged first: each of these has one fault.
func TestFaultsOfMarkupAreFound(t *testing.T) {
	const page = `<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>One</h1>%</main></body></html>`
	if found := faultsOf(strings.Replace(page, "%", `<p>a<ul><li>b<li>c</ul><svg><path d="M0"/></svg><table><thead><tr><th>x<tbody><tr><td>y</table><label>A <input name="a"></label>`, 1)); found != nil {
		t.Errorf("nothing is wrong, and yet %q", found)
	}
	for part, want := range map[string]string{
		`<div><p>x</div>`:                         "",
		`<div><b>x</div>`:                         "</div> where <b> is open",
		`<span>`:                                  "is open",
		`<p>a<p>b</p></p>`:                        "</p> where",
		`<b id="a"></b><i id="a"></i>`:            "stands twice",
		`<label for="none">x</label>`:             "leads nowhere",
		`<button popovertarget="none">x</button>`: "leads nowhere",
		`<a href="#none">x</a>`:                   "leads nowhere",
		`<a href="/x"><button>x</button></a>`:     "<button> in a link",
		`<h3>x</h3>`:                              "after h1",
		`<h1>x</h1>`:                              "2 h1",
		`<img src="/x">`:                          "without alt",
		`<input name="x">`:                        "has no label",
		`<label>A <input></label>`:                "has no name",
		`<table><tr><td>a<td>b<tr><td>c</table>`:  "has 1 cells",
		`<ul><b>x</b></ul>`:                       "<b> in <ul>",
		`<div/>`:                                  "by its slash",
		`<a href="/x"></a>`:                       "says nothing",
		`<b style="x">x</b>`:                      "policy",
		`<b title="#ZgotmplZ">x</b>`:              "does not allow",
		`<span><div>x</div></span>`:               "<div> in",
		`<form><form></form></form>`:              "<form> in <form>",
	} {
		found := strings.Join(faultsOf(strings.Replace(page, "%", part, 1)), "; ")
		if !strings.Contains(found, want) {
			t.Errorf("%s: found %q, want %q", part, found, want)
		}
	}
}
