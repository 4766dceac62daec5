// Toasts: dismiss by hand; plain good news fades by itself unless somebody reads it (hover or focus).
const STAY = 8000;

function fade(toast) {
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, STAY) : toast.remove());
  setTimeout(leave, STAY);
}

function watch(root) {
  for (const toast of root.querySelectorAll("[data-fades]")) {
    toast.removeAttribute("data-fades");
    fade(toast);
  }
}

export function toast(words, bad = false) {
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: words }));
  document.getElementById("toasts")?.append(box);
  fade(box);
}

export function startToasts() {
  const place = document.getElementById("toasts");
  if (!place) return;
  place.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast").remove());
  document.addEventListener("htmx:afterSettle", () => watch(place));
  watch(place);
}
