// Keeps an open page true: on each change of the status the main part is fetched again and put in place.
(() => {
  "use strict";
  const connection = document.getElementById("connection");
  const main = document.getElementById("main");
  let busy = false;
  let again = false;
  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (fresh && fresh.innerHTML !== main.innerHTML) { main.replaceChildren(...fresh.childNodes); }
    } finally {
      busy = false;
      if (again) { again = false; refresh(); }
    }
  }
  const events = new EventSource("/events");
  events.addEventListener("status", refresh);
  events.onopen = () => { connection.textContent = "live"; };
  events.onerror = () => { connection.textContent = "disconnected: the page shows the last known state"; };
})();
