// Counting: what is accepted follows what was counted, and “missing” follows zero, until somebody says otherwise.
const number = (input) => Number.parseInt(input.value, 10) || 0;
const part = (line, name) => line.querySelector(`[data-part=${name}]`);
const missing = (line) => line.querySelector("input[value=missing]");

function mostAccepted(line) {
  return Math.min(number(part(line, "counted")), Number(line.dataset.promised));
}

function onCounted(line) {
  const accepted = part(line, "accepted");
  if (!accepted.dataset.touched) accepted.value = String(mostAccepted(line));
  if (part(line, "counted").value === "") return;
  if (number(part(line, "counted")) === 0) missing(line).checked = true;
  else if (missing(line).checked) missing(line).checked = false;
}

function onMissing(line) {
  for (const name of ["counted", "accepted", "damaged"]) part(line, name).value = "0";
}

document.addEventListener("input", ({ target }) => {
  const line = target.closest?.("[data-line]");
  if (!line) return;
  if (target.dataset.part === "accepted") target.dataset.touched = "yes";
  if (target.dataset.part === "counted") onCounted(line);
  if (target === missing(line)) onMissing(line);
}, true);

// A page that comes back with its answers kept: what differs was somebody's own word.
for (const line of document.querySelectorAll("[data-line]")) {
  const accepted = part(line, "accepted");
  if (number(accepted) !== mostAccepted(line)) accepted.dataset.touched = "yes";
}
