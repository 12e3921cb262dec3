// Says two minutes before the session ends, and when it has ended; never leads away from the page. Tabs share the news.

const WARN = 120_000;
const bar = document.querySelector("[data-session]");
const tabs = new BroadcastChannel("session");
const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
let ends, mayStay;
let shown = "";

function show(words) {
  if (words === shown) return;
  shown = words;
  for (const part of bar.querySelectorAll("[data-words]")) part.hidden = part.dataset.words !== words;
}

// Real time, so that a laptop that slept knows: the timer only asks how late it is.
function tick() {
  const left = ends - Date.now();
  if (left <= 0) show("ended");
  else if (left > WARN) show("");
  else if (shown !== "failed") show(mayStay ? "stay" : "last");
}

function count(left, stays) {
  ends = Date.now() + left * 1000;
  mayStay = stays;
  show("");
  tick();
}

// Another tab went on, or signed the same person in again: then this page's forms need its token.
function tell() {
  const token = tokens()[0].value;
  tabs.postMessage({ person: bar.dataset.person, ends, mayStay, token });
}

tabs.addEventListener("message", ({ data }) => {
  if (data.person !== bar.dataset.person) return;
  for (const input of tokens()) input.value = data.token;
  count((data.ends - Date.now()) / 1000, data.mayStay);
});

bar.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-stay]")) return;
  try {
    const headers = { "X-CSRFToken": tokens()[0].value };
    const answer = await fetch(bar.dataset.stayUrl, { method: "POST", headers });
    if (!answer.ok || answer.redirected) return count(0, false);
    const { left, may_stay: stays } = await answer.json();
    count(left, stays);
    tell();
  } catch {
    show("failed");
  }
});

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
count(Number(bar.dataset.left), bar.dataset.mayStay === "yes");
tell();
