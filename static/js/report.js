// Counts the report's unsaved changes, marks changed rows, adds and removes licence rows, sends once.

const form = document.getElementById("report");
const counter = document.querySelector("[data-change-count]");
const texts = () => [...form.querySelectorAll("input, select, textarea")].filter((field) =>
  field.name && !["hidden", "file", "submit"].includes(field.type) && field.getAttribute("role") !== "switch");
const valueOf = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value);
const opened = new Map(texts().map((field) => [field, valueOf(field)]));

function count() {
  let number = 0;
  for (const toggle of form.querySelectorAll("[role=switch][data-saved]")) {
    const changed = toggle.checked !== (toggle.dataset.saved === "on");
    const row = toggle.closest("[data-row]");
    row.classList.toggle("is-changed", changed);
    row.querySelector("[data-unsaved]").hidden = !changed;
    number += changed;
  }
  const named = new Set();
  for (const field of texts()) {
    if (!opened.has(field) ? field.value : opened.get(field) !== valueOf(field)) named.add(field.name.replace(/_(day|month|year)$/, ""));
  }
  for (const upload of form.querySelectorAll("[data-upload] input[name$=-upload]")) number += upload.value !== "";
  number += named.size;
  counter.hidden = number === 0;
  counter.querySelector("[data-number]").textContent = number;
}

form.addEventListener("input", count);
form.addEventListener("change", count);
form.addEventListener("counted", count);
count();

const rows = form.querySelector("[data-repeat]");
const number = rows.querySelector("input[name=channel-count]");

form.querySelector("[data-add]").addEventListener("click", (event) => {
  event.preventDefault();
  const html = rows.querySelector("template").innerHTML.replaceAll("__number__", number.value);
  rows.insertAdjacentHTML("beforeend", html);
  number.value = Number(number.value) + 1;
  rows.querySelector("[data-repeat-row]:last-child input:not([type=hidden])").focus();
});

rows.addEventListener("click", (event) => {
  const row = event.target.closest("[data-remove]") && event.target.closest("[data-repeat-row]");
  if (!row) return;
  event.preventDefault();
  for (const field of row.querySelectorAll("input:not([type=hidden])")) field.value = "";
  row.hidden = true;
  count();
  form.querySelector("[data-add]").focus();
});

// A second press while the first is on its way would only wait for it; after the session's end nobody would take it.
form.addEventListener("submit", (event) => {
  const ended = document.querySelector("[data-words=ended]:not([hidden]) a");
  if (ended) {
    event.preventDefault();
    return ended.focus();
  }
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => delete form.dataset.sent);
