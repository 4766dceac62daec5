// Menus are <details>: they open without script; with it they close on Esc, outside clicks, and one at a time.
const openMenus = () => [...document.querySelectorAll("details.menu[open]")];

function onKey(event) {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.preventDefault();
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("keydown", onKey, true);
}
