// Light, dark or as the system says; the rail folded or not. Kept in cookies, applied at once.
import { keep } from "./cookie.js";

function show(choice) {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
  }
}

export function startTheme() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    const choice = button.dataset.themeSet;
    keep("aftercare_theme", choice === "system" ? "" : choice);
    show(choice);
  });
  const fold = document.getElementById("rail-fold");
  fold?.addEventListener("change", () => keep("aftercare_rail", fold.checked ? "folded" : ""));
}
