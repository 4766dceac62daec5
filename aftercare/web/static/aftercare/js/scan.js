// Scan box: takes the scanner's letters whenever nobody types elsewhere, and empties itself for the next slip.
function takesOver(event, box) {
  const busy = event.target.closest?.("input, textarea, select, button, a, [contenteditable], dialog[open]");
  return !busy && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && box.checkVisibility();
}

export function startScan() {
  const box = document.querySelector("[data-scan]");
  if (!box) return;
  box.focus();
  box.select();
  document.documentElement.dataset.keys = "off"; // a scanner types letters: none may press a button here
  document.addEventListener("keydown", (event) => {
    if (!takesOver(event, box)) return;
    box.focus();
    box.select();
  }, true);
}
