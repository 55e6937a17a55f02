// Improvements of one staff page: the preview follows what is chosen, and a press copies a snippet.
const form = document.querySelector("form[data-look]");
const offerCopying = () => document.querySelectorAll("button[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });

let turn = 0;
const follow = async () => {
  const mine = ++turn;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok || mine !== turn) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const preview = document.getElementById("preview");
  const src = page.getElementById("preview").getAttribute("src");
  if (preview.getAttribute("src") !== src) preview.src = src;
  for (const id of ["snippets", "preview-link"]) document.getElementById(id).replaceWith(page.getElementById(id));
  offerCopying();
};
// A colour that cannot be read is judged by the page itself, when "Show me" is pressed.
form.addEventListener("change", () => follow().catch(() => {}));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const said = button.parentElement.querySelector("[role=status]");
  said.textContent = button.dataset.copied;
  setTimeout(() => { said.textContent = ""; }, 4000);
});
offerCopying();
