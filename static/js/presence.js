// Says who else has this form open: tells the server every 20 seconds, shows what it answers.

const place = document.querySelector("[data-presence-url]");
const token = document.querySelector("#report [name=csrfmiddlewaretoken]");
let shown = "";

async function speak() {
  try {
    const answer = await fetch(place.dataset.presenceUrl, { method: "POST", headers: { "X-CSRFToken": token.value } });
    if (!answer.ok || answer.redirected) return;
    const words = (await answer.text()).trim();
    if (words !== shown) place.innerHTML = words;
    shown = words;
  } catch {
    // Offline: nobody to ask; the next time will tell.
  }
}

speak();
setInterval(speak, 20000);
