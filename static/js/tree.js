// The tree of agencies: its links open a level in place (htmx loads it once); arrow keys walk along the rows.
const branchOf = (toggle) => toggle.closest("li").querySelector(":scope > ul");
const isOpen = (toggle) => toggle?.ariaExpanded === "true";

function show(toggle, open) {
  toggle.role = "button";
  toggle.ariaExpanded = String(open);
  branchOf(toggle).hidden = !open;
}

const closeNew = () => document.querySelectorAll(".tree-toggle:not([role])").forEach((toggle) => show(toggle, false));
closeNew();

document.addEventListener("click", (event) => {
  const toggle = event.target.closest(".tree-toggle");
  if (!toggle || !branchOf(toggle).childElementCount) return; // htmx loads it
  event.preventDefault();
  event.stopPropagation();
  show(toggle, !isOpen(toggle));
}, true);

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  closeNew();
  const row = detail.elt.matches(".tree-row + ul") && detail.elt.previousElementSibling;
  if (row) show(row.querySelector(".tree-toggle"), true);
});

document.querySelector("[data-tree]")?.addEventListener("keydown", (event) => {
  const row = event.target.closest(".tree-row"), toggle = row?.querySelector(".tree-toggle");
  if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll(".tree-row")].filter((each) => each.checkVisibility());
  let next = null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") next = rows[rows.indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)];
  else if (event.key === "ArrowRight" && isOpen(toggle)) next = branchOf(toggle).querySelector(".tree-row");
  else if (event.key === "ArrowLeft" && !isOpen(toggle)) next = row.closest("ul").previousElementSibling;
  else if (toggle && (event.key.startsWith("Arrow") || (event.key === " " && event.target === toggle))) toggle.click();
  else return;
  event.preventDefault();
  next?.querySelector("a").focus();
});
