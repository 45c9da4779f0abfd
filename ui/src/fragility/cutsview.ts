/** Cut sets as a picture of barriers before the service, and the same in words. */

import { h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count } from "../app/numbers.ts";
import { svg } from "../app/svg.ts";
import type { Named } from "../app/types.ts";
import { words } from "../app/words.ts";
import { barriersOf, drawable, setsOf, type Barrier, type Barriers } from "./barriers.ts";
import { bands, called, CELL, drawn, panes } from "./panes.ts";
import type { CutSetsAnswer } from "./types.ts";

const [MOST_ROWS, MOST_BARRIERS] = [40, 60];
const [STEP, GAP, DOT] = [24, 14, 9];
/** The bar that is the service. */
const SERVICE = 30;
/** So many alternatives are listed before a button for more. */
const FEW = 6;

/** `impact` is the address of what breaks with all of these. */
export function cutSets({ service, items, order, named }: CutSetsAnswer, impact: (ids: readonly string[]) => string): (Node | false)[] {
  if (items.length === 0) return [];
  const names = new Map(named.map((one) => [one.id, one]));
  const name = (id: string) => names.get(id) ?? { id, kind: "", name: id };
  const whole = barriersOf(items);
  const shown = drawable(whole, MOST_ROWS, MOST_BARRIERS);
  const left = items.length - setsOf(shown.barriers);
  const label = `What takes ${called(service)} down together, as barriers, drawn; the list below has the same`;
  return [
    shown.rows.length > 0 && panes({ label, corner: "Any one of these ...", tops: sizes(shown, order), lefts: heads(shown, name, impact), picture: picture(shown, label, called(service), name) }),
    h(
      "p",
      { class: "faint" },
      "Each line across is a barrier: the service falls when all that it joins fail. What does the same stands in one row: any one of so many, the number in its dot.",
      left > 0 && ` ${count(left)} of the ${count(items.length)} sets are not drawn; the list below has all.`,
    ),
    h("h3", {}, "The same in words"),
    ...few(h("ol", { class: "plain fragility-sets" }), whole.barriers, (barrier) => inWords(barrier, whole, name, impact), 20),
  ];
}

function sizes({ barriers }: Barriers, order: number): HTMLElement {
  const of = (size: number) => barriers.filter(({ rows }) => rows.length === size).length;
  const found = Array.from({ length: order }, (_, at) => at + 1).filter((size) => of(size) > 0);
  return h(
    "ul",
    { class: "fragility-sizes" },
    found.map((size, at) => {
      const head = h("li", {}, size === 1 ? "alone" : `${size} together`);
      head.style.width = `${(of(size) * STEP + (at < found.length - 1 ? GAP : 0)) / 16}rem`;
      return head;
    }),
  );
}

function heads({ rows }: Barriers, name: (id: string) => Named, impact: (ids: readonly string[]) => string): HTMLElement {
  return h(
    "ul",
    { class: "fragility-lefts", "aria-label": "Things" },
    rows.map((ids) => {
      const first = name(ids[0]!);
      return h(
        "li",
        {},
        h("a", { href: impact([first.id]), title: ids.map((id) => called(name(id))).join(", ") }, own(called(first))),
        h("span", { class: "faint" }, ids.length > 1 ? `or ${count(ids.length - 1)} more` : words(first.kind)),
      );
    }),
  );
}

function picture({ rows, barriers }: Barriers, label: string, service: string, name: (id: string) => Named): SVGElement {
  const height = rows.length * CELL;
  const middle = (row: number) => row * CELL + CELL / 2;
  const parts: SVGElement[] = [];
  let x = STEP / 2;
  for (const [at, { rows: its, sets }] of barriers.entries()) {
    if (at > 0 && barriers[at - 1]!.rows.length !== its.length) {
      parts.push(svg("line", { x1: x - STEP / 2 + GAP / 2, y1: 0, x2: x - STEP / 2 + GAP / 2, y2: height, class: "parting" }));
      x += GAP;
    }
    const of = its.map((row) => (rows[row]!.length > 1 ? `any one of ${rows[row]!.length} (${called(name(rows[row]![0]!))} ...)` : called(name(rows[row]![0]!))));
    parts.push(
      svg(
        "g",
        { class: "barrier" },
        svg("title", {}, `${of.join(" and ")}${sets > 1 ? `: ${count(sets)} sets` : ""}`),
        svg("line", { x1: x, y1: middle(its[0]!), x2: x, y2: middle(its.at(-1)!) }),
        ...its.flatMap((row) => [
          svg("circle", { cx: x, cy: middle(row), r: DOT }),
          ...(rows[row]!.length > 1 ? [svg("text", { x, y: middle(row) }, rows[row]!.length > 99 ? "··" : String(rows[row]!.length))] : []),
        ]),
      ),
    );
    x += STEP;
  }
  const right = x - STEP / 2;
  const wires = rows.map((_, row) => svg("line", { x1: 0, y1: middle(row), x2: right, y2: middle(row), class: "wire" }));
  const bar = svg("g", { class: "service" }, svg("title", {}, service), svg("rect", { x: right, y: 2, width: SERVICE - 4, height: height - 4, rx: 5 }));
  return drawn(label, right + SERVICE, height, ...bands(rows.length, right), ...wires, bar, ...parts);
}

function inWords({ rows, sets }: Barrier, whole: Barriers, name: (id: string) => Named, impact: (ids: readonly string[]) => string): HTMLElement {
  const its = rows.map((row) => whole.rows[row]!);
  const one = (id: string) => h("li", {}, h("a", { href: impact([id]), title: id }, own(called(name(id)))), " ", h("span", { class: "faint" }, words(name(id).kind)));
  return h(
    "li",
    {},
    its.map((ids, at) =>
      h("div", { class: "fragility-any" }, h("span", { class: "label" }, at > 0 && "and ", ids.length > 1 ? `any one of ${count(ids.length)}` : at === 0 && its.length === 1 ? "alone" : ""), ...few(h("ul", { class: "plain" }), ids, one, FEW)),
    ),
    its.length > 1 && h("p", {}, h("a", { href: impact(its.map((ids) => ids[0]!)) }, sets > 1 ? `What breaks with the first of each` : "What breaks with both"), sets > 1 && ` (${count(sets)} sets)`),
  );
}
