// A form is sent once: the pressed button waits visibly until the answer comes or the page is shown again.
// A button may stand outside its form and name it (the phone's deck does), so it is found through the form's elements.
function senders(form) {
  return [...form.elements].filter((one) => one.matches("button:not([type=button])"));
}

function wait(form, button) {
  for (const one of senders(form)) one.setAttribute("aria-disabled", "true");
  button?.setAttribute("aria-busy", "true");
}

function release(root) {
  const forms = root.matches?.("form[data-sent]") ? [root] : root.querySelectorAll("form[data-sent]");
  for (const form of forms) {
    delete form.dataset.sent;
    for (const one of senders(form)) {
      one.removeAttribute("aria-disabled");
      one.removeAttribute("aria-busy");
    }
  }
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.dataset.download !== undefined) return;
  // Marked at once, for the second click of a double click; a form that another listener refused is set free again.
  form.dataset.sent = "true";
  setTimeout(() => {
    if (!event.defaultPrevented || form.hasAttribute("hx-post")) wait(form, event.submitter);
    else release(form);
  });
}

// The answer sends the reader to another page: until that stands there is nothing more to send. With a # the page may stay.
const leads = (answer) => /^[^#]+$/.test(answer?.getResponseHeader("HX-Redirect") ?? "");

export function startSubmits() {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => leads(detail.xhr) || release(target));
  addEventListener("pageshow", (event) => event.persisted && release(document));
}
