// `data_visualization` blocks as SVG: line, area, bar, pie; and the same figures as a hidden table.

import { h, s } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 240;
const EDGE = { left: 52, right: 14, top: 12, bottom: 34 };
const SHORT = new Intl.NumberFormat([], { notation: "compact", maximumFractionDigits: 2 });
const EXACT = new Intl.NumberFormat([], { maximumFractionDigits: 4 });

/** Render a chart with its title, legend and figures. */
export function chart(block) {
  const pie = block.chart.type === "pie";
  const names = pie
    ? block.chart.segments.map((segment) => segment.label)
    : block.chart.series.map((series) => series.name);
  const picture = pie ? pieOf(block.chart.segments) : plotOf(block.chart);
  const label = `${block.chart.type} chart: ${block.title}`;
  const svg = s("svg", { class: "chart-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, picture);
  return h("figure", { class: "chart" },
    h("figcaption", {}, block.title), svg,
    names.length > 1 || pie ? legend(names, block.chart) : null, figures(block));
}

function plotOf({ type, series, axis_config: axis }) {
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const place = placer(axis.categories, ticks);
  return [
    ticks.map((tick) => gridLine(tick, place)),
    axis.categories.map((label, index) => categoryLabel(label, index, axis.categories, place)),
    series.map((each, index) => drawn(type, each, index, series.length, axis.categories, place)),
    axis.y_label ? s("title", {}, axis.y_label) : null,
  ];
}

function drawn(type, series, index, count, categories, place) {
  const values = categories.map((label) => series.data.find((point) => point.label === label)?.value ?? 0);
  if (type === "bar") return bars(values, series.name, index, count, categories, place);
  const points = values.map((value, at) => `${place.x(at)},${place.y(value)}`);
  const area = [`${place.x(0)},${place.y(0)}`, ...points, `${place.x(values.length - 1)},${place.y(0)}`];
  return s("g", { class: `series-${index}` },
    type === "area" ? s("polygon", { class: "chart-area", points: area.join(" ") }) : null,
    s("polyline", { class: "chart-line", points: points.join(" ") }),
    values.map((value, at) => s("circle", { class: "chart-dot", cx: place.x(at), cy: place.y(value), r: 3.2 },
      s("title", {}, `${series.name}, ${categories[at]}: ${EXACT.format(value)}`))));
}

function bars(values, name, index, count, categories, place) {
  const room = Math.min(place.step * 0.72, 64);
  const width = room / count;
  return s("g", { class: `series-${index}` }, values.map((value, at) => {
    const top = Math.min(place.y(value), place.y(0));
    return s("rect", {
      class: "chart-bar", x: place.x(at) - room / 2 + index * width, y: top, rx: 2,
      width: Math.max(width - 1.5, 1), height: Math.max(Math.abs(place.y(value) - place.y(0)), 0.5),
    }, s("title", {}, `${name}, ${categories[at]}: ${EXACT.format(value)}`));
  }));
}

function pieOf(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  let angle = -Math.PI / 2;
  const point = (at) => [WIDTH / 2 + 100 * Math.cos(at), HEIGHT / 2 + 100 * Math.sin(at)].join(" ");
  return segments.map((segment, index) => {
    const turn = Math.min((segment.value / total) * 2 * Math.PI, 2 * Math.PI - 0.0001);
    const path = `M${WIDTH / 2} ${HEIGHT / 2} L${point(angle)} A100 100 0 ${turn > Math.PI ? 1 : 0} 1 ${point(angle + turn)} Z`;
    angle += turn;
    return s("path", { class: `chart-slice series-${index}`, d: path },
      s("title", {}, `${segment.label}: ${EXACT.format(segment.value)}`));
  });
}

function placer(categories, ticks) {
  const low = ticks[0];
  const high = ticks.at(-1);
  const step = (WIDTH - EDGE.left - EDGE.right) / categories.length;
  const tall = HEIGHT - EDGE.top - EDGE.bottom;
  return {
    step,
    x: (index) => round(EDGE.left + step * (index + 0.5)),
    y: (value) => round(EDGE.top + tall * (1 - (value - low) / (high - low || 1))),
  };
}

function ticksOf(low, high) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => span / each <= 5);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function gridLine(tick, place) {
  const y = place.y(tick);
  return [
    s("line", { class: tick === 0 ? "chart-base" : "chart-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y, y2: y }),
    s("text", { class: "chart-label", x: EDGE.left - 8, y: y + 4, "text-anchor": "end" }, SHORT.format(tick)),
  ];
}

function categoryLabel(label, index, categories, place) {
  const every = Math.ceil(Math.max(...categories.map((each) => each.length)) * 7 / place.step);
  if (index % every) return null;
  return s("text", { class: "chart-label", x: place.x(index), y: HEIGHT - 12, "text-anchor": "middle" }, label);
}

function legend(names) {
  return h("ul", { class: "chart-legend" },
    names.map((name, index) => h("li", { class: `series-${index}` }, h("span", { class: "chart-key" }), name)));
}

function figures({ title, chart: { type, segments, series, axis_config: axis } }) {
  const rows = type === "pie"
    ? segments.map((segment) => [segment.label, segment.value])
    : axis.categories.map((label) => [label, ...series.map((each) => each.data.find((p) => p.label === label)?.value)]);
  const head = type === "pie" ? ["", "Value"] : ["", ...series.map((each) => each.name)];
  return h("table", { class: "hidden-figures" }, h("caption", {}, title),
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, rows.map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", {}, EXACT.format(value)))))));
}

const round = (value) => Math.round(value * 10) / 10;
