// Stepper: − and + for gloves; the number stays a plain field that can be typed into.
function bounded(value, input) {
  const top = input.dataset.max === undefined ? Infinity : Number(input.dataset.max);
  return Math.min(Math.max(value, 0), top);
}

function onClick(event) {
  const button = event.target.closest("[data-less], [data-more]");
  const input = button?.closest("[data-count]")?.querySelector("input");
  if (!input) return;
  const step = button.hasAttribute("data-more") ? 1 : -1;
  input.value = String(bounded((Number.parseInt(input.value, 10) || 0) + step, input));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function startCounts() {
  document.addEventListener("click", onClick);
}
