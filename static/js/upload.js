// Sends a file the moment it is chosen or dropped: progress, cancel, retry; the form keeps its id.

const form = document.getElementById("report");
const spokenAt = [0, 50, 100];
const megabytes = (bytes) => (bytes / 1048576).toFixed(1);
const sizeOf = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${megabytes(bytes)} MB`);

for (const field of form.querySelectorAll("[data-upload]")) {
  const section = field.dataset.upload;
  const zone = field.querySelector(".dropzone");
  const input = field.querySelector("input[type=file]");
  const id = field.querySelector("input[name$=-upload]");
  const part = (name) => field.querySelector(`[data-${name}]`);
  field.classList.add("is-scripted");
  let request = null;
  let file = null;

  const show = (state) => {
    zone.dataset.state = state;
    const showing = { empty: ["empty"], sending: ["chosen", "sending"], failed: ["empty", "failed"], done: ["chosen", "done"] }[state];
    for (const element of field.querySelectorAll("[data-when]")) element.hidden = !showing.includes(element.dataset.when);
  };
  const fail = (message) => {
    part("upload-error").textContent = message;
    part("upload-error").hidden = false;
    show("failed");
    input.value = "";
  };
  const say = (words) => { part("spoken").textContent = words; };
  const clear = () => {
    id.value = "";
    input.value = "";
    part("upload-error").hidden = true;
    show("empty");
    form.dispatchEvent(new Event("counted"));
  };

  const progress = ({ loaded, total }) => {
    const percent = Math.round((loaded / total) * 100);
    field.querySelector("progress").value = percent;
    part("percent").textContent = `${percent}% · ${megabytes(loaded)} จาก ${megabytes(total)} MB`;
    const passed = spokenAt.filter((mark) => percent >= mark).pop();
    if (field.dataset.spoken !== String(passed)) say(`อัปโหลด ${passed}%`);
    field.dataset.spoken = passed;
  };

  const send = () => {
    request?.abort();
    part("upload-error").hidden = true;
    part("name").textContent = file.name;
    part("facts").textContent = "";
    show("sending");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("section", section);
    data.append(`${section}-file`, file);
    request = new XMLHttpRequest();
    request.open("POST", form.dataset.uploadUrl);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", progress);
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status !== 200 || !answer?.id) return fail(answer?.error ?? "อัปโหลดไม่สำเร็จ กรุณาลองอีกครั้ง หรือเข้าสู่ระบบใหม่");
      id.value = answer.id;
      input.value = "";
      part("name").textContent = answer.name;
      const next = answer.is_waiting ? "รอตรวจไวรัส จะเผยแพร่เองเมื่อบันทึกและตรวจผ่าน" : "อัปโหลดแล้ว จะเผยแพร่เมื่อกดบันทึก";
      part("facts").textContent = `${sizeOf(answer.size)} · ${answer.pages} หน้า · ${next}`;
      show("done");
      say("อัปโหลดเสร็จแล้ว");
      return form.dispatchEvent(new Event("counted"));
    });
    request.addEventListener("error", () => fail("การเชื่อมต่อขาดหาย ไฟล์ยังไม่ถูกส่ง กดลองอีกครั้ง"));
    request.addEventListener("abort", clear);
    request.send(data);
  };

  input.addEventListener("change", () => {
    if (!input.files.length) return;
    [file] = input.files;
    send();
  });
  part("cancel").addEventListener("click", () => request.abort());
  part("retry").addEventListener("click", () => send());
  part("discard").addEventListener("click", (event) => {
    event.preventDefault();
    clear();
    input.focus();
  });
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    [file] = event.dataTransfer.files;
    if (file) send();
  });
}
