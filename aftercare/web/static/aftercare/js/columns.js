// The list's columns by mouse: a head is dragged to its place, its edge to its width. The menu does the same by keyboard.
// The server draws order, hidden columns and widths; only where frozen columns stand must be measured.
const NARROWEST = 48;
const WIDEST = 800;
const FROZEN_SHARE = 0.6; // of the window: what is frozen beyond that would leave nothing to scroll
const wrap = () => document.querySelector(".grid-wrap[data-columns]");
const heads = () => [...wrap().querySelectorAll("thead th[data-column]")];
const menu = () => document.getElementById("columns");
let dragged = null;
let sizing = null;

function freeze() {
  if (!wrap()) return;
  let left = wrap().querySelector("thead .pick").getBoundingClientRect().width;
  heads().forEach((head, place) => {
    const width = head.getBoundingClientRect().width;
    const fits = left + width < wrap().clientWidth * FROZEN_SHARE;
    if (head.classList.contains("ice")) wrap().style.setProperty(`--ice-${place + 1}`, fits ? `${left}px` : "auto");
    left += width;
  });
}

const watcher = new ResizeObserver(freeze);

function watch() {
  watcher.disconnect();
  if (!wrap()) return;
  watcher.observe(wrap());
  for (const head of heads().filter((one) => one.matches(".fix, .ice"))) watcher.observe(head);
}

// What is sent changes that alone; the menu comes back, and tells the rows to come anew unless they show it already.
function send(values) {
  htmx.ajax("POST", menu().getAttribute("hx-get"), { source: menu(), target: menu(), swap: "innerHTML", select: "unset", values });
}

// The menu is fetched when it is first opened, unless something that was dragged has brought it already.
function onToggle({ target }) {
  const form = target.open && target.contains(menu()) && menu().querySelector("form");
  if (form === null) htmx.trigger(menu(), "columns-wanted");
}

function cellsOf(head) {
  return [...head.closest("table").rows].map((row) => row.cells[head.cellIndex]);
}

function widen(event) {
  const width = Math.round(Math.min(Math.max(sizing.width + event.clientX - sizing.from, NARROWEST), WIDEST));
  if (!sizing.told) for (const cell of cellsOf(sizing.head)) cell.classList.add("set");
  sizing.told = width;
  sizing.col.width = width;
}

function onDown(event) {
  const head = event.target.closest?.("[data-edge]")?.closest("th");
  if (!head || event.button) return;
  event.preventDefault();
  const col = head.closest("table").querySelectorAll("col")[head.cellIndex];
  sizing = { head, col, from: event.clientX, width: head.getBoundingClientRect().width, told: 0 };
  event.target.setPointerCapture(event.pointerId);
}

function onUp() {
  if (sizing?.told) send({ [`width-${sizing.head.dataset.column}`]: sizing.told, quiet: 1 });
  sizing = null;
}

function onDouble(event) {
  const head = event.target.closest?.("[data-edge]")?.closest("th");
  if (head) send({ [`width-${head.dataset.column}`]: "" });
}

function clear() {
  for (const head of heads()) head.classList.remove("drop-before", "drop-after", "dragged");
}

// The place under the mouse: before or behind a head; nothing stands before the first one.
function placeOf(event) {
  const head = event.target.closest?.("thead th[data-column]");
  if (!dragged || !head) return null;
  const box = head.getBoundingClientRect();
  return { head, behind: head.matches(".fix") || event.clientX > box.left + box.width / 2 };
}

function onStart(event) {
  if (!event.target.matches?.("thead th[draggable]")) return;
  dragged = event.target;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
  dragged.classList.add("dragged");
}

function onOver(event) {
  const place = placeOf(event);
  if (!place) return;
  event.preventDefault();
  clear();
  dragged.classList.add("dragged");
  if (place.head !== dragged) place.head.classList.add(place.behind ? "drop-after" : "drop-before");
}

function onDrop(event) {
  const place = placeOf(event);
  if (!place) return;
  event.preventDefault();
  const moved = dragged.dataset.column;
  const order = wrap().dataset.columns.split(",").filter((key) => key !== moved);
  if (place.head !== dragged) {
    order.splice(order.indexOf(place.head.dataset.column) + Number(place.behind), 0, moved);
    send({ order });
  }
}

function onEnd() {
  if (dragged && wrap()) clear();
  dragged = null;
}

document.addEventListener("pointerdown", onDown);
document.addEventListener("pointermove", (event) => sizing && widen(event));
document.addEventListener("pointerup", onUp);
document.addEventListener("pointercancel", onUp);
document.addEventListener("dblclick", onDouble);
document.addEventListener("dragstart", onStart);
document.addEventListener("dragover", onOver);
document.addEventListener("drop", onDrop);
document.addEventListener("dragend", onEnd);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("htmx:afterSettle", watch);
watch();
