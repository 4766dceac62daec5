// Rows that are put in order by dragging: the table names the form that carries the order, its inputs follow the rows.
const table = document.querySelector("[data-sortable]");
const form = table && document.getElementById(table.dataset.sortable);
let dragged = null;

const rows = () => [...table.querySelectorAll("tbody tr[data-id]")];
const order = () => rows().map((row) => row.dataset.id).join();

function onStart(event) {
  dragged = event.target.closest("tr[data-id]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.id);
  dragged.classList.add("dragged");
}

function onOver(event) {
  const over = event.target.closest("tr[data-id]");
  if (!dragged || !over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
}

function onEnd() {
  dragged?.classList.remove("dragged");
  dragged = null;
  const inputs = [...form.querySelectorAll("[name=order]")];
  if (inputs.map((input) => input.value).join() === order()) return;
  rows().forEach((row, place) => { inputs[place].value = row.dataset.id; });
  form.requestSubmit();
}

if (form) {
  for (const grip of table.querySelectorAll(".grip")) grip.closest("tr").draggable = true;
  table.addEventListener("dragstart", onStart);
  table.addEventListener("dragover", onOver);
  table.addEventListener("drop", (event) => event.preventDefault());
  table.addEventListener("dragend", onEnd);
}
