// Improvements only: every page works without them.

const script = document.querySelector("script[data-components]");
if (script) import(script.dataset.components).then(({ initAll }) => {
  initAll();
  // A radio that opens more questions may not carry aria-expanded (ARIA allows it on other roles only).
  const tidy = () => document.querySelectorAll("input[type=radio][aria-expanded]").forEach((radio) => radio.removeAttribute("aria-expanded"));
  tidy();
  document.addEventListener("click", () => setTimeout(tidy));
  window.addEventListener("pageshow", () => setTimeout(tidy));
});

// What is typed is kept, so that a time-out or a flat battery loses nothing.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  let timer = 0;
  let changed = false;
  const keep = () => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=password], input[type=file]")) data.delete(input.name);
    fetch(window.location.href, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-Hearth-Autosave": "1" },
      credentials: "same-origin",
      keepalive: true,
    }).catch(() => { changed = true; });
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}

// Up and down move between the rows of a list.
for (const table of document.querySelectorAll("table[data-arrows]")) {
  table.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const row = event.target.closest("tbody tr");
    if (!row) return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const place = [...row.querySelectorAll("a, button")].indexOf(event.target);
    const links = next ? next.querySelectorAll("a, button") : [];
    const target = links[place] || links[0];
    if (target) {
      event.preventDefault();
      target.focus();
    }
  });
}

// What runs in the background shows by itself how far it is. When it has ended, the whole page is loaded again.
for (const part of document.querySelectorAll("[data-refresh]")) {
  const again = () => setTimeout(look, Number(part.dataset.refresh) * 1000);
  const look = async () => {
    if (document.hidden) return again();
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!answer.ok || answer.redirected || !fresh) return;
      if (!("refresh" in fresh.dataset)) return window.location.reload();
      part.replaceChildren(...fresh.childNodes);
    } catch { /* the network is away: next time */ }
    again();
  };
  again();
}

// "Is this person already known?" answers while the desk types. What is typed goes in the body of a POST.
for (const form of document.querySelectorAll("form[data-known]")) {
  const panel = document.getElementById("known");
  const names = ["given_name", "family_name", "birth_date", "address", "postcode"];
  let timer = 0;
  let asked = "";
  const ask = async () => {
    const data = new FormData(form);
    const body = new URLSearchParams();
    for (const name of [...names, "csrfmiddlewaretoken"]) body.set(name, data.get(name) || "");
    const words = names.map((name) => body.get(name)).join("|");
    if (!panel || words === asked || !body.get("given_name") || !body.get("family_name")) return;
    asked = words;
    try {
      const answer = await fetch(form.dataset.known, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      panel.replaceChildren(...page.body.childNodes);
    } catch { asked = ""; }
  };
  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
}
