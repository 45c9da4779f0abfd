/** Cut sets as a picture of barriers before the service, and the same in words. */

import { h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count, counted } from "../app/numbers.ts";
import { svg } from "../app/svg.ts";
import type { Named } from "../app/types.ts";
import { words } from "../app/words.ts";
import { barriersOf, drawable, leftOut, ofSize, sizesOf, type Barrier, type Barriers } from "./barriers.ts";
import { called, CELL, drawn, heads, LETTER, panes, to, type Head } from "./panes.ts";
import type { CutSetsAnswer } from "./types.ts";

const [MOST_ROWS, MOST_BARRIERS] = [60, 90];
const [STEP, DOT] = [24, 10];
/** Room for the head of a size, of which there may be a single barrier. */
const LEAST = 72;
/** So many alternatives are listed before a button for more. */
const FEW = 6;
/** And so many in the title of a row. */
const TITLED = 20;

/** `impact` is the address of what breaks with all of these. */
export function cutSets({ service, items, named }: CutSetsAnswer, impact: (ids: readonly string[]) => string): (Node | false)[] {
  if (items.length === 0) return [];
  const names = new Map(named.map((one) => [one.id, one]));
  const name = (id: string) => names.get(id)!;
  const whole = barriersOf(items);
  const shown = drawable(whole, MOST_ROWS, MOST_BARRIERS);
  const left = leftOut(whole, shown);
  const label = `What takes ${called(service)} down together, drawn; the same in words stands below`;
  return [
    panes({ label, corner: "Any one of these", tops: sizes(shown), lefts: lefts(shown, name, impact), picture: picture(shown, label, name), end: own(called(service)) }),
    h(
      "p",
      { class: "faint" },
      "It falls when all that an upright line joins fail. Things that do the same stand in one row: any one of them is enough; the dot says of how many.",
      left.length > 0 && ` Not drawn, but among the words: ${left.join(", ")}.`,
    ),
    h(
      "details",
      // Where it is narrow, words are read and pictures are not.
      { open: matchMedia("(max-width: 45rem)").matches },
      h("summary", {}, `The same in words: ${counted(items.length, "set")}`),
      ...few(h("ol", { class: "plain fragility-sets" }), whole.barriers, (barrier) => inWords(barrier, whole, name, impact), 20),
    ),
  ];
}

/** The barriers of each size, and how wide they stand. */
function bySize(shown: Barriers): { size: number; barriers: Barrier[]; width: number }[] {
  return sizesOf(shown).map((size) => {
    const its = ofSize(shown, size);
    return { size, barriers: its, width: Math.max(LEAST, its.length * STEP) };
  });
}

function sizes(shown: Barriers): HTMLElement {
  return h(
    "ul",
    { class: "fragility-sizes" },
    bySize(shown).map(({ size, width }) => {
      const head = h("li", {}, h("span", {}, size === 1 ? "alone" : `${size} together`));
      head.style.width = `${width / LETTER}rem`;
      return head;
    }),
  );
}

function lefts({ rows }: Barriers, name: (id: string) => Named, impact: (ids: readonly string[]) => string): HTMLElement {
  const all = rows.map((ids): Head => {
    const first = name(ids[0]!);
    const told = ids.slice(0, TITLED).map((id) => called(name(id)));
    return { href: impact([first.id]), title: told.join(", ") + (ids.length > TITLED ? " ..." : ""), name: called(first), beside: ids.length > 1 ? `or ${count(ids.length - 1)} more` : words(first.kind) };
  });
  return heads("lefts", "Things", all);
}

function picture(shown: Barriers, label: string, name: (id: string) => Named): SVGElement {
  const height = shown.rows.length * CELL;
  const groups = bySize(shown);
  const width = groups.reduce((sum, group) => sum + group.width, 0);
  const parts: SVGElement[] = [];
  let left = 0;
  for (const group of groups) {
    if (left > 0) parts.push(svg("line", { x1: left, y1: 0, x2: left, y2: height, class: "parting" }));
    const room = group.width / group.barriers.length;
    parts.push(...group.barriers.map((each, at) => barrier(each, left + (at + 0.5) * room, shown.rows, name)));
    left += group.width;
  }
  return drawn("cuts", label, width, height, ...parts);
}

function barrier({ rows: its, sets }: Barrier, x: number, rows: readonly string[][], name: (id: string) => Named): SVGElement {
  const alternatives = its.map((row) => rows[row]!);
  const told = alternatives.map((ids) => (ids.length > 1 ? `any one of ${count(ids.length)}` : called(name(ids[0]!))));
  return svg(
    "g",
    { class: "barrier" },
    svg("title", {}, `${told.join(" and ")}: ${counted(sets, "set")}`),
    svg("line", { x1: x, y1: middle(its[0]!), x2: x, y2: middle(its.at(-1)!) }),
    ...its.flatMap((row, at) => [
      svg("circle", { cx: x, cy: middle(row), r: DOT }),
      ...(alternatives[at]!.length > 1 ? [svg("text", { x, y: middle(row) }, alternatives[at]!.length > 99 ? "99+" : String(alternatives[at]!.length))] : []),
    ]),
  );
}

function middle(row: number): number {
  return row * CELL + CELL / 2;
}

function inWords({ rows, sets }: Barrier, whole: Barriers, name: (id: string) => Named, impact: (ids: readonly string[]) => string): HTMLElement {
  const its = rows.map((row) => whole.rows[row]!);
  const one = (id: string) => h("li", {}, to(impact([id]), name(id)), " ", h("span", { class: "faint" }, words(name(id).kind)));
  const lead = (ids: readonly string[], at: number) => {
    const any = ids.length > 1 ? `any one of ${count(ids.length)}` : "";
    if (at > 0) return `and ${any}`;
    return its.length === 1 ? `${any} alone` : any;
  };
  return h(
    "li",
    {},
    its.map((ids, at) => h("div", { class: "fragility-any" }, h("strong", {}, lead(ids, at)), ...few(h("ul", { class: "plain" }), ids, one, FEW))),
    its.length > 1 && h("p", {}, h("a", { href: impact(its.map(([first]) => first!)) }, `What breaks with ${sets > 1 ? "the first of each" : "all of these"}`), sets > 1 && ` (${counted(sets, "set")})`),
  );
}
