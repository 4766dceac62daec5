// Keys: / search, ? help, letters printed on buttons. Never inside fields; single letters can be switched off.
import { keep } from "./cookie.js";
import { openPalette } from "./palette.js";
import { clearRows, moveRow, pickRow } from "./table.js";

const root = document.documentElement;

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]") !== null;
}

function isShown(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.ariaDisabled !== "true";
}

// The open dialog owns the keys; behind it nothing may be pressed.
function stage() {
  return document.querySelector("dialog[open]") ?? document;
}

function press(letter) {
  const button = [...stage().querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)].find(isShown);
  if (!button) return false;
  button.focus();
  button.click();
  return true;
}

function focusSearch() {
  const box = document.querySelector("[data-seek]");
  if (!box || stage() !== document) return false;
  box.focus();
  box.select();
  return true;
}

function showHelp() {
  const help = document.getElementById("keys");
  if (!help || stage() !== document) return false;
  help.showModal();
  return true;
}

function letterKey(letter) {
  const inRows = stage() === document;
  if (letter === "j" && inRows) return moveRow(1) || press("j");
  if (letter === "k" && inRows) return moveRow(-1) || press("k");
  if (letter === "x" && inRows) return pickRow() || press("x");
  return press(letter);
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  if (!plain) return;
  if (event.key === "Escape" && isTyping(event.target) && event.target.matches("[data-seek]")) event.target.blur();
  else if (event.key === "Escape" && stage() === document) clearRows();
  if (isTyping(event.target) || root.dataset.keys === "off") return;
  if (act(event.key)) event.preventDefault();
}

function act(key) {
  if (key === "/") return focusSearch();
  if (key === "?") return showHelp();
  return key.length === 1 && letterKey(key.toLowerCase());
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    const off = !event.target.checked;
    keep("aftercare_keys", off ? "off" : "");
    if (off) root.dataset.keys = "off";
    else delete root.dataset.keys;
  });
}
