// Nothing here is needed to read a page; it adds what only a script can.

// Charts: the pointer and the arrow keys walk the readings. One tab stop each.
function walk(svg) {
  const points = [...svg.querySelectorAll("circle")];
  const readout = svg.querySelector(".r");
  const show = (i = points.length - 1) => {
    if (!points[i]) return;
    points.forEach((p, j) => {
      p.classList.toggle("on", i === j);
      p.setAttribute("tabindex", i === j ? 0 : -1);
    });
    readout.textContent = points[i].querySelector("title").textContent;
    return points[i];
  };
  points.forEach((p, i) => {
    p.setAttribute("role", "img");
    p.setAttribute("aria-label", p.querySelector("title").textContent);
    p.addEventListener("focus", () => show(i));
    p.addEventListener("keydown", (e) => {
      const step = (e.key === "ArrowRight") - (e.key === "ArrowLeft");
      if (step) e.preventDefault();
      show(i + step)?.focus();
    });
  });
  svg.addEventListener("pointermove", (e) => {
    const x = e.clientX - svg.getBoundingClientRect().left;
    const far = points.map((p) => Math.abs(x - p.cx.baseVal.value));
    show(far.indexOf(Math.min(...far)));
  });
  svg.addEventListener("pointerleave", () => show());
  show();
}

const start = () => document.querySelectorAll("svg.c").forEach(walk);

// A page that lives looks again every few seconds while it is seen, and shows
// what has changed, unless somebody is busy in it.
const every = 4000;
let seen = "";
async function look() {
  const main = document.querySelector("main[data-live]");
  const busy = main?.contains(document.activeElement) || String(getSelection());
  if (!main || document.hidden || busy) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (fresh && seen && fresh.innerHTML !== seen) {
    main.innerHTML = fresh.innerHTML;
    start();
  }
  seen = fresh?.innerHTML ?? "";
}

if (document.querySelector("main[data-live]")) {
  seen = document.querySelector("main").innerHTML;
  setInterval(() => look().catch(() => {}), every);
}
start();
