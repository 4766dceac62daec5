// Photo picker: previews, and an early word about size and kind. The server decides; this only saves the way.
function isRight(file, box) {
  return box.dataset.types.split(",").includes(file.type);
}

function complaint(file, box) {
  if (!isRight(file, box)) return `${file.name} ${box.dataset.wrong}`;
  if (file.size > Number(box.dataset.max)) return `${file.name} ${box.dataset.tooBig}`;
  return "";
}

function keepOnly(input, files) {
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
}

function preview(file, box, input) {
  const item = document.createElement("li");
  const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name, width: 80, height: 60 });
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet s", textContent: "×" });
  drop.ariaLabel = `${box.dataset.remove} ${file.name}`;
  drop.addEventListener("click", () => {
    keepOnly(input, [...input.files].filter((one) => one !== file));
    item.remove();
    input.focus();
  });
  item.append(picture, drop);
  return item;
}

function onPick(input, box) {
  const files = [...input.files];
  const words = files.map((file) => complaint(file, box)).filter(Boolean);
  const good = files.filter((file) => !complaint(file, box));
  if (words.length) keepOnly(input, good);
  box.querySelector("[data-upload-say]").replaceChildren(...words.map(sentence));
  box.querySelector("[data-previews]").replaceChildren(...[...input.files].map((file) => preview(file, box, input)));
}

function sentence(words) {
  return Object.assign(document.createElement("p"), { className: "err", textContent: words });
}

export function startUploads() {
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-upload]");
    if (box && event.target.type === "file") onPick(event.target, box);
  });
}
