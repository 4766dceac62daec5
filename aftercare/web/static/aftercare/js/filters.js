// The filter menu: “Show” closes it, since the list behind it has followed the typing already.
document.addEventListener("submit", (event) => {
  const menu = event.target.closest("[data-filters]");
  if (!menu || !window.htmx) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
