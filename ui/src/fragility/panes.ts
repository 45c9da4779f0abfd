/** A picture in rows and columns whose heads stay while it scrolls. The heads are lists of links, the picture between them SVG. */

import { h } from "../app/dom.ts";
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
    h("div", { class: "fragility-corner faint" }, corner),
    tops,
    end && h("div", { class: "fragility-end" }, h("span", {}, end)),
    lefts,
    picture,
  );
}

/** A drawing of so many units, which holds the same as what stands below it. */
export function drawn(label: string, width: number, height: number, ...parts: SVGElement[]): SVGElement {
  const size = (units: number) => `${units / LETTER}rem`;
  return svg("svg", { width: size(width), height: size(height), viewBox: `0 0 ${width} ${height}`, class: "fragility-picture", role: "img", "aria-label": label }, ...parts);
}

/** Every other row is set off, for the eye to follow it. */
export function bands(rows: number, width: number): SVGElement[] {
  return Array.from({ length: Math.floor(rows / 2) }, (_, at) => svg("rect", { x: 0, y: (2 * at + 1) * CELL, width, height: CELL, class: "band" }));
}

/** A name, or the id of what has none that is to be seen. */
export function called({ id, name }: { id: string; name: string }): string {
  return name.trim() || id;
}
