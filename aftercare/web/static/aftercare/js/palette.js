// Ctrl K: asks the server what matches and lets arrows choose. The server draws the list; the letters stay in the box.
let timer = 0;
let asked = 0;
let answered = null; // the words that the list now answers

const palette = () => document.getElementById("palette");
const options = () => [...palette().querySelectorAll("[role=option]")];

export function openPalette() {
  const dialog = palette();
  if (!dialog) return false;
  if (dialog.open) {
    dialog.close();
    return true;
  }
  document.querySelector("dialog[open]") ?? dialog.showModal();
  if (!dialog.open) return false;
  const box = dialog.querySelector("[data-palette-input]");
  box.value = "";
  answered = null;
  box.focus();
  ask("");
  return true;
}

async function ask(words) {
  const ticket = ++asked;
  const url = new URL(palette().dataset.url, location.href);
  url.searchParams.set("q", words);
  url.searchParams.set("on", location.pathname);
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || ticket !== asked) return;
  palette().querySelector("#palette-list").innerHTML = await answer.text();
  answered = words;
  choose(0);
}

function choose(index) {
  const all = options();
  if (!all.length) return;
  const next = (index + all.length) % all.length;
  all.forEach((option, at) => {
    option.id ||= `palette-option-${at}`;
    option.setAttribute("aria-selected", String(at === next));
  });
  palette().querySelector("[data-palette-input]").setAttribute("aria-activedescendant", all[next].id);
  all[next].scrollIntoView({ block: "nearest" });
}

const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

// Enter may come before the answer to the last letters, from a scanner always: never open what fitted earlier letters.
async function go(words) {
  clearTimeout(timer);
  if (answered !== words) await ask(words);
  if (answered === words) options()[chosen()]?.click();
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(chosen() + step);
  else if (event.key === "Enter") go(event.target.value);
  else if (event.key === "Escape") palette().close(); // a search field would take the first Escape to empty itself
  else return;
  event.preventDefault();
}

export function startPalette() {
  const box = palette()?.querySelector("[data-palette-input]");
  if (!box) return;
  box.addEventListener("keydown", onKey);
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(box.value), 120);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) openPalette();
  });
}
