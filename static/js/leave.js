// Warns before leaving only while a form[data-dirty-guard] holds changes that were not sent.

const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) =>
  [name, value instanceof File ? `${value.name}:${value.size}` : value]));

const clean = new Map();
for (const form of document.querySelectorAll("form[data-dirty-guard]")) {
  clean.set(form, state(form));
}

window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) clean.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  const isDirty = ([form, before]) => form.isConnected && ("unsaved" in form.dataset || state(form) !== before);
  if ([...clean].some(isDirty)) event.preventDefault();
});

// After a draft was saved in place, the page says so: form.dispatchEvent(new Event("saved")).
document.addEventListener("saved", (event) => {
  if (clean.has(event.target)) clean.set(event.target, state(event.target));
}, true);
