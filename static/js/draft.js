// Saves the report form as a draft by itself, every 20 seconds while something has changed.

const form = document.getElementById("report");
const words = document.querySelector("[data-draft-words]");
const typed = () => JSON.stringify([...new FormData(form)].filter(([, value]) => !(value instanceof File)));
let kept = typed();
let busy = false;

async function save() {
  const now = typed();
  if (busy || now === kept || form.dataset.sent) return;
  busy = true;
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  data.append("save_draft", "1");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const { saved_at: at } = await answer.json();
    kept = now;
    words.textContent = `บันทึกร่างอัตโนมัติ ${at}`;
  } catch {
    words.textContent = "บันทึกร่างอัตโนมัติไม่สำเร็จ ข้อความยังอยู่ในหน้านี้ จะลองใหม่เอง";
  } finally {
    busy = false;
  }
}

setInterval(save, 20000);
document.addEventListener("visibilitychange", () => document.hidden && save());
