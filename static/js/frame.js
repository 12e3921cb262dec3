// The page's small manners: "/" goes to the search field, Ctrl+S presses [data-save], Esc closes, errors take focus, the current part is marked.

const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    const search = document.querySelector("main [data-search]") || document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.code === "KeyS" && (event.ctrlKey || event.metaKey) && document.querySelector("[data-save]")) {
    event.preventDefault();
    document.querySelector("[data-save]").click();
  }
  if (event.key === "Escape") {
    for (const details of document.querySelectorAll("details[data-closes][open]")) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const details of document.querySelectorAll("details[data-closes][open]")) {
    if (!details.contains(event.target)) details.open = false;
  }
});

const focusMarked = (root) => root.querySelector("[data-focus]")?.focus();
focusMarked(document);
document.addEventListener("htmx:afterSettle", (event) => focusMarked(event.target));

const parts = new Map();
for (const link of document.querySelectorAll(".anchor-list a[href^='#']")) {
  const part = document.getElementById(link.hash.slice(1));
  if (part) parts.set(part, link);
}
if (parts.size) {
  const seen = new Set();
  const mark = (entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
    const current = [...parts.keys()].findLast((part) => seen.has(part));
    if (!current) return;
    for (const [part, link] of parts) {
      if (part === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(mark, { rootMargin: "-10% 0px -60% 0px" });
  for (const part of parts.keys()) watcher.observe(part);
}
