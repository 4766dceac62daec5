// Counting: what is accepted follows what was counted, until somebody says otherwise.
const number = (input) => Number.parseInt(input.value, 10) || 0;

function follow(counted) {
  const line = counted.closest("[data-line]");
  const accepted = line.querySelector("[data-part=accepted]");
  if (accepted.dataset.touched) return;
  accepted.value = String(Math.min(number(counted), Number(line.dataset.promised)));
}

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("[data-part=accepted]")) target.dataset.touched = "yes";
  if (target.matches?.("[data-part=counted]")) follow(target);
}, true);

// A page that comes back with its answers kept: what differs was somebody's own word.
for (const accepted of document.querySelectorAll("[data-part=accepted]")) {
  const line = accepted.closest("[data-line]");
  const counted = number(line.querySelector("[data-part=counted]"));
  if (number(accepted) !== Math.min(counted, Number(line.dataset.promised))) accepted.dataset.touched = "yes";
}
document.querySelector("#count [autofocus]")?.select();
