// Nothing here is needed to read a page; it adds what only a script can.

// A day of a calendar says what its row in the table below says.
function caption(svg) {
  const rows = svg.parentElement.nextElementSibling.querySelectorAll("tbody tr");
  svg.querySelectorAll("rect").forEach((day, i) => {
    const [date, share, spread] = [...rows[i].cells].map((cell) => cell.textContent);
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = `${date}: ${share === "–" ? svg.dataset.none : share}, ${spread}`;
    day.append(title);
  });
}

// Charts: the pointer and the arrow keys walk the readings. One tab stop each.
function walk(svg) {
  if (svg.matches(".cells")) caption(svg);
  const points = [...svg.querySelectorAll("circle, rect:has(> title), .stop")];
  const readout = svg.querySelector(".r") ?? svg.parentElement.querySelector(".r");
  const last = points.findLastIndex((p) => p.matches(".on, [data-last]"));
  const show = (i = last < 0 ? points.length - 1 : last) => {
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
    const far = points.map((p) => {
      const r = p.getBoundingClientRect();
      const down = svg.matches(".cells") ? r.y + r.height / 2 - e.clientY : 0;
      return Math.hypot(r.x + r.width / 2 - e.clientX, down);
    });
    show(far.indexOf(Math.min(...far)));
  });
  svg.addEventListener("pointerleave", () => show());
  show();
}

const start = () => document.querySelectorAll("svg.c").forEach(walk);

// A page that lives is told when something has changed, fetches itself again
// and puts the parts that are different in place; not a part in which somebody
// types or selects. Where there is no stream of changes it asks now and then.
const main = document.querySelector("main[data-live]");
const parts = () => [...main.querySelectorAll("[data-part]")];
const seen = new Map();
let owed = false; // something has changed that is not shown
let wait;

const inUse = (part) => {
  const at = getSelection();
  return part.contains(document.activeElement) || (!at.isCollapsed && at.containsNode(part, true));
};

// How far a part's change has moved the others that are in view, counted as
// browsers count it: the share of the window they cross, times how far they go.
const places = (part) => parts().filter((p) => p !== part).map((p) => [p, p.getBoundingClientRect()]);

function shift(before) {
  let area = 0;
  let far = 0;
  for (const [part, was] of before) {
    const now = part.getBoundingClientRect();
    const [top, bottom] = [Math.max(0, Math.min(was.top, now.top)), Math.min(innerHeight, Math.max(was.bottom, now.bottom))];
    if (Math.abs(now.top - was.top) < 3 || bottom <= top) continue;
    area += (bottom - top) * now.width;
    far = Math.max(far, Math.abs(now.top - was.top));
  }
  return (area / (innerHeight * innerWidth)) * (far / Math.max(innerHeight, innerWidth));
}

// Nothing may be pushed from under somebody's eyes: what would move the page by
// more than this within five seconds waits for a button.
const bearable = 0.08;
let moves = []; // of the last five seconds
const offer = document.getElementById("fresh");

function tooFar(before) {
  moves = moves.filter(([at]) => at > Date.now() - 5000);
  const move = shift(before);
  if (moves.reduce((sum, [, by]) => sum + by, move) > bearable) return true;
  if (move) moves.push([Date.now(), move]);
  return false;
}

function put(fresh, wished = false) {
  let news = false;
  let held = false;
  owed = false;
  for (const part of parts()) {
    const name = part.dataset.part;
    const next = fresh.querySelector(`[data-part="${name}"]`)?.innerHTML;
    if (next === undefined || next === seen.get(name)) continue;
    if (inUse(part)) {
      owed = true;
      continue;
    }
    const open = [...part.querySelectorAll("details")].map((d) => d.open);
    const [old, before] = [[...part.childNodes], wished ? [] : places(part)];
    part.innerHTML = next;
    part.querySelectorAll("details").forEach((d, i) => (d.open = open[i] ?? false));
    if (!wished && tooFar(before)) {
      part.replaceChildren(...old);
      held = true;
      continue;
    }
    part.querySelectorAll("svg.c").forEach(walk);
    seen.set(name, next);
    news = true;
  }
  const say = held && offer.hidden ? offer.textContent : news && `${main.dataset.live} ${document.querySelector("h1").textContent}`;
  if (say) document.getElementById("news").textContent = say;
  offer.hidden = !held;
}

async function look(wished) {
  if (document.hidden) {
    owed = true;
    return;
  }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  put(new DOMParser().parseFromString(await answer.text(), "text/html"), wished);
}

// Several changes in a moment are one look, and a storm of them one a second.
let looked = 0;
let looking = false;
let missed = false; // something changed while it looked
const soon = () => {
  missed ||= looking;
  wait ??= setTimeout(async () => {
    [looked, looking] = [Date.now(), true];
    await look().catch(() => (owed = true));
    [looking, wait] = [false, undefined];
    if (missed) soon();
    missed = false;
  }, Math.max(300, looked + 1000 - Date.now()));
};

if (main && parts().length) {
  parts().forEach((part) => seen.set(part.dataset.part, part.innerHTML));
  const stream = new EventSource("/live");
  stream.addEventListener("ready", soon);
  stream.addEventListener("moved", soon);
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setInterval(soon, 15000);
  });
  document.addEventListener("visibilitychange", () => owed && soon());
  document.addEventListener("focusout", () => owed && soon());
  offer.addEventListener("click", () => look(true).catch(() => (owed = true)));
  setInterval(soon, 300000); // "4 min ago" grows old by itself
}
start();

// The key "/" leads to the search field, on the phone through the menu.
document.addEventListener("keydown", (e) => {
  const field = document.querySelector("#nav input[type=search]");
  const typing = e.target.closest?.("input, textarea, select, [contenteditable]");
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || typing || !field) return;
  e.preventDefault();
  if (!field.checkVisibility()) document.getElementById("nav").showPopover();
  field.focus();
  field.select();
});
