// Dialogs: a link with data-dialog loads its page into the one <dialog>; focus goes back where it came from.
let opener = null;

const slot = () => document.getElementById("dialog");

function load(link) {
  opener = link;
  slot().replaceChildren();
  htmx.ajax("GET", link.getAttribute("href"), { target: "#dialog", swap: "innerHTML" });
}

function onClick(event) {
  const link = event.target.closest("a[data-dialog]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link && slot() && window.htmx && plain) {
    event.preventDefault();
    load(link);
  }
  const open = event.target.closest("[data-open]");
  if (open) show(document.getElementById(open.dataset.open), open);
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && isOutside(event)) event.target.close();
  const photo = event.target.closest("[data-lightbox]");
  if (photo && plain && slot()) enlarge(event, photo);
}

function isOutside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

function show(dialog, from) {
  if (!dialog || dialog.open) return;
  opener = from ?? opener;
  from?.closest("[popover]")?.hidePopover();
  dialog.showModal();
}

function enlarge(event, photo) {
  event.preventDefault();
  const frame = document.createElement("form");
  frame.method = "dialog";
  frame.className = "lightbox";
  const picture = Object.assign(new Image(), { src: photo.href, alt: photo.dataset.lightbox });
  const words = Object.assign(document.createElement("h2"), { id: "dialog-title", textContent: photo.dataset.lightbox });
  const shut = Object.assign(document.createElement("button"), { className: "btn", textContent: "×" });
  shut.ariaLabel = document.body.dataset.wordClose ?? "×";
  frame.append(words, shut, picture);
  slot().replaceChildren(frame);
  slot().classList.add("wide");
  show(slot(), photo);
}

function onSwap(event) {
  const dialog = slot();
  if (!dialog || event.detail.target !== dialog || !dialog.childElementCount) return;
  show(dialog);
  const wrong = dialog.querySelector("[aria-invalid=true]");
  (wrong ?? dialog.querySelector("[autofocus], .in input:not([type=hidden]), .in textarea, .in select"))?.focus();
}

// A refusal never replaces what was typed: it goes above the dialog's fields, or among the toasts.
function onBeforeSwap({ detail }) {
  if (detail.xhr.status < 400 || !detail.serverResponse.includes('data-refusal="')) return;
  const room = document.querySelector("dialog[open] [data-refusal-slot]");
  detail.shouldSwap = true;
  detail.target = room ?? document.getElementById("toasts");
  detail.swapOverride = room ? "innerHTML" : "beforeend";
}

// What was done in a dialog stands on the page beneath: however it is left ([data-after]), the page is read again.
export function startDialogs() {
  document.addEventListener("htmx:beforeSwap", onBeforeSwap);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSettle", onSwap);
  document.addEventListener("close", (event) => {
    event.target.classList?.remove("wide");
    if (event.target.querySelector?.("[data-after]")) location.reload();
    else if (opener?.isConnected) opener.focus();
    opener = null;
  }, true);
}
