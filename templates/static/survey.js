// The form of a survey works without this; here the preview follows while one
// types, and what became of a test mail shows by itself.

const form = document.querySelector("form[data-preview]");
const show = document.querySelector("button[data-show]");

// A frame is as tall as what it holds, and so is the mail inside of it. The
// height of the root is that of its content, its scrollHeight at least the frame's.
const tall = (page) => Math.ceil(page.documentElement.getBoundingClientRect().height);
function fit(frame) {
  const page = frame.contentDocument;
  const mail = page?.querySelector("iframe");
  const grow = () => {
    if (mail?.contentDocument) mail.style.height = `${tall(mail.contentDocument) + 2}px`;
    frame.style.height = `${tall(page)}px`;
  };
  mail?.addEventListener("load", grow);
  grow();
}

// Each preview goes into a frame of its own, which takes the place of the one
// before when it is there: nothing flickers, and Back still leads back.
let asked = 0;
function refresh() {
  const mine = ++asked;
  const now = document.querySelector("iframe.reader:not([hidden])");
  const next = now.cloneNode();
  next.removeAttribute("src");
  next.name = `preview-${mine}`;
  next.hidden = true;
  now.after(next);
  show.formTarget = next.name;
  next.addEventListener("load", () => {
    if (next.contentDocument?.URL === "about:blank") return;
    if (mine !== asked) return next.remove();
    next.hidden = false;
    now.remove();
    fit(next);
  });
  form.requestSubmit(show);
}

let pause;
function soon() {
  clearTimeout(pause);
  pause = setTimeout(refresh, 350);
}

const first = document.querySelector("iframe.reader");
first?.addEventListener("load", () => fit(first));
if (first?.contentDocument?.readyState === "complete") fit(first);
if (form && show) {
  form.addEventListener("input", soon);
  for (const field of document.querySelectorAll("[form=survey]")) field.addEventListener("input", soon);
  if (document.querySelector("[role=alert]")) refresh(); // what was typed is not what was saved
}

// What became of the test mail.
const trial = document.querySelector("#trial[data-watch]");
async function watch() {
  const answer = await fetch(trial.dataset.watch);
  if (!answer.ok) return;
  const news = await answer.json();
  trial.textContent = news.text;
  if (!news.ended) setTimeout(() => watch().catch(() => {}), 1000);
}
if (trial) setTimeout(() => watch().catch(() => {}), 700);
