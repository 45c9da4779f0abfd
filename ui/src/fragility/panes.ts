/** A picture in rows and columns whose heads stay while it scrolls. The heads are lists of links, the picture between them SVG. */

import { h, own } from "../app/dom.ts";
import { svg } from "../app/svg.ts";

/** Units of the picture in the size of a letter, with which it grows. */
export const LETTER = 16;
/** Of a row or column. */
export const CELL = 26;

interface Panes {
  /** What a screen reader calls the region, and the picture in it. */
  label: string;
  corner: Node | string;
  /** Heads of columns, each as wide as one, or of groups of them. */
  tops: HTMLElement;
  /** Heads of rows, each as high as one. */
  lefts: HTMLElement;
  picture: SVGElement;
  /** What all rows lead to, at the end. */
  end?: Node;
}

export function panes({ label, corner, tops, lefts, picture, end }: Panes): HTMLElement {
  return h(
    "div",
    { class: "scroll fragility-panes", role: "region", "aria-label": label, tabindex: 0 },
    h("div", { class: "fragility-corner" }, corner),
    tops,
    end && h("div", { class: "fragility-end" }, h("span", {}, end)),
    lefts,
    picture,
  );
}

/** A drawing of so many units, which holds the same as what stands below it. Its rows are drawn by its style. */
export function drawn(kind: "map" | "cuts", label: string, width: number, height: number, ...parts: SVGElement[]): SVGElement {
  const size = (units: number) => `${units / LETTER}rem`;
  return svg("svg", { width: size(width), height: size(height), viewBox: `0 0 ${width} ${height}`, class: `fragility-picture fragility-${kind}`, role: "img", "aria-label": label }, ...parts);
}

/** The head of a row or column; one without an address counts what else there is. */
export interface Head {
  href?: string;
  title?: string;
  name: string;
  beside?: string;
  /** A line above it sets it off. */
  first?: boolean;
}

export function heads(kind: "tops" | "lefts", label: string, all: readonly Head[]): HTMLElement {
  return h(
    "ul",
    { class: `fragility-${kind}`, "aria-label": label },
    all.map(({ href, title, name, beside, first }) =>
      h("li", { class: first && "first" }, href ? h("a", { href, title }, own(name)) : h("span", { class: "faint" }, name), beside && h("span", { class: "faint" }, own(beside))),
    ),
  );
}

/** A link in a table or a list. */
export function to(href: string, one: { id: string; name: string }): HTMLElement {
  return h("a", { href, title: one.id }, own(called(one)));
}

/** A name, or the id of what has none that is to be seen. */
export function called({ id, name }: { id: string; name: string }): string {
  return name.trim() || id;
}
