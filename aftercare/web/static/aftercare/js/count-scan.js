// Counting with a hand scanner, which types a code and Enter: each scan of a piece counts one, digits grade.
const box = document.querySelector("[data-count-scan]");
const frame = document.getElementById("by-scan");
const GRADES = ["as_new", "opened", "damaged", "wrong", "missing"];
const lines = () => [...document.querySelectorAll("[data-line]")];
const codes = (line) => line.dataset.codes.toLowerCase().split(" ");
const field = (line, part) => line.querySelector(`[data-part=${part}]`);
let current = null;
let started = false;

function say(...parts) {
  frame.querySelector("[data-scan-say]").replaceChildren(...parts);
}

function told(target) {
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.dispatchEvent(new Event("change", { bubbles: true }));
}

function begin() {
  if (started) return;
  started = true;
  for (const line of lines()) {
    field(line, "counted").value = "0";
    told(field(line, "counted"));
  }
}

function count(line) {
  begin();
  current = line;
  const counted = field(line, "counted");
  counted.value = String((Number.parseInt(counted.value, 10) || 0) + 1);
  told(counted);
  say(`${line.dataset.name}: ${counted.value} ${frame.dataset.counted}`);
}

function grade(digit) {
  const line = current ?? (lines().length === 1 ? lines()[0] : null);
  const choice = line?.querySelector(`input[value=${GRADES[digit - 1]}]`);
  if (!choice) return;
  choice.checked = true;
  told(choice);
  say(`${line.dataset.name}: ${choice.parentElement.textContent.trim()} ${frame.dataset.graded}`);
}

function teach(line, code) {
  const body = new FormData();
  body.set("line", line.dataset.key);
  body.set("code", code);
  body.set("csrfmiddlewaretoken", document.querySelector("#count [name=csrfmiddlewaretoken]").value);
  fetch(frame.dataset.learn, { method: "POST", body }).then((answer) => {
    if (!answer.ok) return;
    line.dataset.codes += ` ${code}`;
    count(line);
    box.focus();
  });
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn s", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function ask(code) {
  const words = Object.assign(document.createElement("p"), { textContent: `${code} ${frame.dataset.unknown}` });
  const choices = lines().map((line) => button(line.dataset.name, () => teach(line, code)));
  const other = button(frame.dataset.never, () => box.form.submit());
  const row = Object.assign(document.createElement("div"), { className: "line" });
  row.append(...choices, other);
  say(words, row);
  choices[0]?.focus();
}

// What has the shape of a return or of a link is another parcel: the page of the dock finds it.
const isParcel = (text) => text.includes("/") || /^[A-Za-z]{2,4}[^0-9A-Za-z]{0,2}\d{4}[^0-9A-Za-z]{0,2}\d{6,}$/.test(text);

function onScan(event) {
  const text = box.value.trim();
  if (!text || isParcel(text)) return;
  event.preventDefault();
  take(text);
}

function take(text) {
  const line = lines().find((one) => codes(one).includes(text.toLowerCase()));
  if (line) count(line);
  else if (/^[1-5]$/.test(text)) grade(Number(text));
  else if (text.toLowerCase() === "book") document.getElementById("count").requestSubmit();
  else ask(text);
  if (line || text.length === 1) box.value = "";
  else box.select();
}

// A scanner that types while a number has the focus means a piece, not a number.
function onEnter(event) {
  const input = event.target;
  if (event.key !== "Enter" || !input.matches?.("[data-part]") || /^\d{0,4}$/.test(input.value.trim())) return;
  event.preventDefault();
  event.stopPropagation();
  const text = input.value.trim();
  input.value = input.dataset.before;
  if (isParcel(text)) {
    box.value = text;
    box.form.submit();
    return;
  }
  take(text);
  // Ready for the next piece: what the scanner types replaces the number that stands there.
  input.dataset.before = input.value;
  if (document.activeElement === input) input.select();
}

// Keys that nobody else takes belong to the scanner.
function onKey(event) {
  const busy = event.target.closest?.("input, textarea, select, button, a, dialog[open]");
  if (busy || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  box.focus();
  box.select();
}

if (box && frame) {
  box.form.addEventListener("submit", onScan);
  document.addEventListener("keydown", onEnter, true);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("[data-part]")) target.dataset.before = target.value;
  });
}

// The focus comes now and not with the page: before this script hears it, a code with Enter would be a number sent in.
const first = document.querySelector("#count [data-first]");
first?.focus();
first?.select();
