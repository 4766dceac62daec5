// The review follows the typing: total, bar, effect and button always say the same amount. The server decides.
const form = document.querySelector("form[data-review]");
const digits = Number(form?.dataset.digits ?? 2);
const words = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: "always",
});

const inWords = (minor) => form.dataset.pattern.replace("{amount}", words.format(minor / 10 ** digits));

// The last comma or point divides, as on the server; NaN while it is no amount that the server would read.
function minorOf(text) {
  const bare = text.replace(form.dataset.pattern.replace("{amount}", "").trim(), "").replace(/[\s'’]/g, "");
  if (!/^[\d.,]*$/.test(bare)) return NaN;
  const last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  const many = last >= 0 && bare.split(bare[last]).length > 2;
  const thousands = bare[last] === "," && !bare.includes(".") && bare.length - last === 4;
  const plain = last < 0 || many || thousands ? bare.replace(/[.,]/g, "") : `${bare.slice(0, last).replace(/[.,]/g, "")}.${bare.slice(last + 1)}`;
  return plain === "" ? 0 : Math.round(Number(plain) * 10 ** digits);
}

const amounts = () => [...form.querySelectorAll("input[name^=amount-]")];

function freight() {
  const back = form.querySelector("[name=freight_back]");
  const box = form.querySelector("[name=freight]");
  if (!back) return 0;
  box.readOnly = !back.checked;
  box.closest(".money").toggleAttribute("data-off", !back.checked);
  return back.checked ? minorOf(box.value) : 0;
}

function drawBar(total) {
  const bar = form.querySelector(".owed");
  const paid = Number(form.dataset.paid);
  const given = Number(form.dataset.given);
  bar.querySelector(".this").setAttribute("width", `${paid ? Math.min((100 * total) / paid, 100) : 0}%`);
  bar.querySelector(".k-this b").textContent = inWords(total);
  bar.querySelector(".k-stays b").textContent = inWords(paid - given - total);
}

function withoutTotal() {
  for (const spot of form.querySelectorAll("[data-total]")) spot.textContent = "–";
}

function follow() {
  const extra = freight();
  const total = amounts().reduce((sum, box) => sum + minorOf(box.value), extra);
  if (Number.isNaN(total)) return withoutTotal();
  for (const spot of form.querySelectorAll("[data-total]")) spot.textContent = inWords(total);
  drawBar(total);
  const less = extra < Number(form.dataset.promisedFreight) || amounts().some((box) => minorOf(box.value) < Number(box.dataset.asked));
  const consent = form.querySelector("[data-consent]");
  consent.hidden = !less && !consent.querySelector("input").value && !consent.querySelector("[aria-invalid]");
}

if (form) {
  form.addEventListener("input", follow);
  follow();
}
