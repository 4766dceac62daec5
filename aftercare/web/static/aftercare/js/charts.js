// KPI curves by Vega-Lite. It works under the strict policy: expressions are interpreted (ast), nothing is evaluated,
// styles are ours. Colours come from the legend's lines, so that charts follow the theme.
const REDRAW_ON = { attributes: true, attributeFilter: ["data-theme"] };

const LINES = {
  average: { strokeDash: [4, 3], interpolate: "step-after" },
  platinum: { strokeDash: [1, 3], strokeWidth: 2, strokeCap: "round", interpolate: "step-after" },
  own: { strokeWidth: 2 },
};

function colours(chart) {
  const found = { text: getComputedStyle(chart).color };
  for (const line of document.querySelectorAll("[data-line]")) found[line.dataset.line] = getComputedStyle(line).stroke;
  return found;
}

function rows(data) {
  return data.days.map((day, n) => ({
    day, own: data.own[n], average: data.average[n], platinum: data.platinum[n],
  }));
}

// A scale needs something to span: a line without a single value is left out, a chart without any is not drawn.
function hasValues(data, field) {
  return data[field].some((value) => value !== null);
}

function line(field, colour, mark) {
  return {
    mark: { type: "line", color: colour, ...mark },
    encoding: { y: { field, type: "quantitative", scale: { zero: false, nice: true }, title: null } },
  };
}

function spec(data, colour) {
  const words = data.words;
  const lines = Object.keys(LINES);
  const tips = ["own", "average", "platinum"].map((field) => ({ field, type: "quantitative", format: ".2f", title: words[field] }));
  const day = { field: "day", type: "temporal", timeUnit: "utcyearmonthdate" };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    data: { values: rows(data) },
    width: "container",
    height: 150,
    background: "transparent",
    encoding: { x: { ...day, title: null, axis: { format: data.dayFormat, tickCount: 4, grid: false } } },
    layer: [
      ...lines.filter((field) => hasValues(data, field)).map((field) => line(field, colour[field], LINES[field])),
      {
        mark: { type: "point", filled: true, size: 60, color: colour.own },
        params: [{ name: "at", select: { type: "point", on: "pointermove", clear: "pointerout", nearest: true, encodings: ["x"] } }],
        encoding: {
          y: { field: "own", type: "quantitative" },
          opacity: { condition: { param: "at", empty: false, value: 1 }, value: 0 },
          tooltip: [{ ...day, format: data.dayFormat, title: words.day }, ...tips],
        },
      },
    ],
    config: {
      view: { stroke: null },
      axis: { labelColor: colour.text, domainColor: colour.text, tickColor: colour.text, gridColor: colour.text, gridOpacity: 0.12, labelFontSize: 11 },
    },
  };
}

async function draw(chart) {
  const data = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
  chart.parentElement.hidden = !hasValues(data, "own");
  if (chart.parentElement.hidden) return;
  const options = { ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  await window.vegaEmbed(chart, spec(data, colours(chart)), options);
}

function drawAll() {
  for (const chart of document.querySelectorAll("[data-chart]")) {
    draw(chart).then(() => { chart.dataset.drawn = ""; });
  }
}

if (window.vegaEmbed) {
  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, REDRAW_ON);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
}
