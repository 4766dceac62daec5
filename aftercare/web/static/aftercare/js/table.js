// Rows: a cursor by J and K, selection by X, Shift for a range, and the sum of what is picked.
const rows = () => [...document.querySelectorAll(".grid tbody tr:has(.fix a, [data-row-link])")];
const linkOf = (row) => row.querySelector("[data-row-link]") ?? row.querySelector(".fix a");
const picks = () => [...document.querySelectorAll(".grid tbody .pick input[type=checkbox]")];
let lastPick = null;

export function moveRow(step) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.classList.contains("at"));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  all[here]?.classList.remove("at");
  all[next].classList.add("at");
  linkOf(all[next]).focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

export function pickRow() {
  const box = document.querySelector(".grid tbody tr.at .pick input");
  if (!box) return false;
  box.click();
  return true;
}

export function clearRows() {
  const picked = picks().filter((box) => box.checked);
  for (const box of picked) box.checked = false;
  if (picked.length) tally();
}

// Sums are integers of minor units per currency; only the printing divides.
function sums(picked) {
  const byCurrency = new Map();
  for (const { dataset } of picked) {
    if (dataset.minor) byCurrency.set(dataset.currency, (byCurrency.get(dataset.currency) ?? 0) + Number(dataset.minor));
  }
  return [...byCurrency].map(([currency, minor]) => inWords(minor, currency)).join(" + ");
}

function inWords(minor, currency) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

function tally() {
  const boxes = picks();
  const picked = boxes.filter((box) => box.checked);
  for (const all of document.querySelectorAll("[data-pick-all]")) {
    all.checked = picked.length > 0 && picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
  for (const spot of document.querySelectorAll("[data-bulk-count]")) spot.textContent = String(picked.length);
  for (const spot of document.querySelectorAll("[data-bulk-sum]")) spot.textContent = sums(picked);
}

function pickRange(box) {
  const boxes = picks();
  const [from, to] = [boxes.indexOf(lastPick), boxes.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
}

function onClick(event) {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  if (box.matches("[data-pick-all]")) for (const one of picks()) one.checked = box.checked;
  else if (!box.matches(".grid tbody .pick input")) return;
  else if (event.shiftKey && lastPick) pickRange(box);
  lastPick = box;
  tally();
}

export function startTables() {
  document.addEventListener("click", onClick);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear-rows]")) clearRows();
  });
  document.addEventListener("htmx:afterSettle", tally);
  addEventListener("pageshow", tally);
  tally();
}
