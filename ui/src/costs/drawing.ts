/** The picture as SVG. Whoever does not see it has the same amounts in the table below. */

import { money } from "../app/numbers.ts";
import { svg } from "../app/svg.ts";
import { BAR, type Bar, type Picture, type Ribbon } from "./picture.ts";

const LETTER = 8;
const HEAD = 18;
/** A bar too low to see is drawn this high. */
const LEAST = 1;

export function drawing({ bars, ribbons, column, width, height }: Picture, label: string): SVGElement {
  // A name stands above its bar and has a column's room.
  const whole = width + column - BAR;
  return svg(
    "svg",
    { width: whole, height: height + HEAD + 6, viewBox: `0 ${-HEAD} ${whole} ${height + HEAD + 6}`, class: "cost-picture", role: "img", "aria-label": label },
    ...ribbons.map(ribbon),
    ...bars.flatMap((each) => bar(each, Math.floor(column / LETTER))),
  );
}

function ribbon({ flow, width, x1, y1, x2, y2 }: Ribbon): SVGElement {
  const middle = (x1 + x2) / 2;
  const edge = (from: number, to: number, a: number, b: number) => `${from} ${a} C ${middle} ${a} ${middle} ${b} ${to} ${b}`;
  const thick = Math.max(LEAST, width);
  const d = `M ${edge(x1, x2, y1, y2)} L ${edge(x2, x1, y2 + thick, y1 + thick)} Z`;
  return svg("path", { d, class: "flow" }, svg("title", {}, money(flow)));
}

function bar({ part, left, top, height, own, others }: Bar, most: number): SVGElement[] {
  const all = Math.max(LEAST, height);
  const text = `${part.name}: ${money({ amount: part.through, currency: part.currency })}`;
  return [
    svg("rect", { x: left, y: top, width: BAR, height: all, class: "through" }, svg("title", {}, text)),
    others > 0 && svg("rect", { x: left, y: top + all - own - others, width: BAR, height: others, class: "others" }),
    own > 0 && svg("rect", { x: left, y: top + all - own, width: BAR, height: Math.max(LEAST, own), class: "own" }),
    svg("text", { x: left, y: top - 5 }, shortened(part.name, most)),
  ].filter((one): one is SVGElement => one !== false);
}

function shortened(name: string, most: number): string {
  const letters = [...name];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
}
