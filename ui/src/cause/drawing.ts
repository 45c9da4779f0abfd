/** The picture as SVG. Whoever does not see it has the same in the table and the evidence beside it. */

import { svg } from "../app/svg.ts";
import { cut } from "../graph/labels.ts";
import type { Picture, Spot, Step } from "./picture.ts";

const LETTERS = 26;
const READABLE = 0.75;
/** Room for names at the left and right, for a name below, and for what stands above. */
const [SIDE, BELOW, ABOVE] = [100, 40, 26];
const [RANKED, BETWEEN] = [14, 6];

/** `select` is told the candidate that is clicked. */
export function drawing({ spots, steps, width, height }: Picture, selected: string, label: string, select: (id: string) => void): SVGElement {
  const at = new Map(spots.map((spot) => [spot.id, spot]));
  const [left, top] = [-SIDE, -height / 2 - ABOVE];
  const [wide, high] = [width + 2 * SIDE, height + ABOVE + BELOW];
  const chosen = ({ of }: Step) => of.has(selected);
  // What is chosen is drawn over the others.
  const ordered = [...steps].sort((a, b) => Number(chosen(a)) - Number(chosen(b)));
  const whole = svg(
    "svg",
    { width: wide, height: high, viewBox: `${left} ${top} ${wide} ${high}`, class: "cause-picture", role: "img", "aria-label": label },
    head(),
    ...ordered.map((step) => line(at.get(step.from)!, at.get(step.to)!, chosen(step))),
    ...spots.map((spot) => mark(spot, spot.id === selected, steps.some((step) => chosen(step) && (step.from === spot.id || step.to === spot.id)), select)),
  );
  // As narrow as its room, as long as names can be read.
  whole.style.minWidth = `${READABLE * wide}px`;
  return whole;
}

function head(): SVGElement {
  const tip = (id: string) =>
    svg("marker", { id, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse", class: id }, svg("path", { d: "M0 0L8 4L0 8z" }));
  return svg("defs", {}, tip("cause-tip"), tip("cause-tip-chosen"));
}

function line(from: Spot, to: Spot, chosen: boolean): SVGElement {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [start, end] = [radius(from) + 3, radius(to) + 4];
  return svg("line", {
    x1: from.x + x * start,
    y1: from.y + y * start,
    x2: to.x - x * end,
    y2: to.y - y * end,
    class: chosen ? "step chosen" : "step",
    "marker-end": `url(#${chosen ? "cause-tip-chosen" : "cause-tip"})`,
  });
}

function mark(spot: Spot, selected: boolean, onWay: boolean, select: (id: string) => void): SVGElement {
  const { id, name, kind, x, y, rank, hurts, alarms } = spot;
  const its = radius(spot);
  const parts = [
    svg("title", {}, [name, kind, rank !== null && `candidate ${rank}`, hurts && "hurts", alarms && "alarms"].filter(Boolean).join(", ")),
    selected && svg("circle", { cx: x, cy: y, r: its + 5, class: "ring" }),
    hurts ? svg("rect", { x: x - its, y: y - its, width: 2 * its, height: 2 * its, rx: 3, class: "hurts" }) : svg("circle", { cx: x, cy: y, r: its, class: rank === null ? "between" : "ranked" }),
    (rank !== null || hurts) && svg("text", { x, y: y + 5, class: "rank" }, rank === null ? "!" : String(rank)),
    alarms && svg("path", { d: `M${x + its + 2} ${y - its + 2}l6 -11l6 11z`, class: "alarm" }),
    svg("text", { x, y: y + its + 15, class: onWay || selected ? "name chosen" : "name" }, cut(name, LETTERS)),
  ].filter((one): one is SVGElement => one !== false);
  const group = svg("g", rank === null ? {} : { class: "candidate", "data-id": id }, ...parts);
  if (rank !== null) group.addEventListener("click", () => select(id));
  return group;
}

function radius({ rank, hurts }: Spot): number {
  return rank === null && !hurts ? BETWEEN : RANKED;
}
