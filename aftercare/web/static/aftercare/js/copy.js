// Copy buttons: the clipboard gets the text, the reader a word.
import { toast } from "./toast.js";

export function startCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.done);
  });
}
