// [data-copy="#id"] copies that element's text and says "คัดลอกแล้ว" to the eye and to the ear.

const spoken = document.createElement("span");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
document.body.append(spoken);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source || button.dataset.copied) return;
  try {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
  } catch {
    getSelection().selectAllChildren(source);
    return;
  }
  const before = [...button.childNodes];
  const icon = document.createElement("i");
  icon.className = "bi bi-check-lg";
  icon.setAttribute("aria-hidden", "true");
  button.dataset.copied = "true";
  button.replaceChildren(icon, "คัดลอกแล้ว");
  spoken.textContent = "คัดลอกแล้ว";
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.copied;
    spoken.textContent = "";
  }, 2500);
});
