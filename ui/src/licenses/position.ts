/** A position in words. */

import { h } from "../app/dom.ts";
import { counted, signed } from "../app/numbers.ts";
import { SIGNS } from "../app/states.ts";
import type { Position } from "./types.ts";

/** What tells one position from another: a product has one for each metric. */
export function keyOf({ product, metric }: Pick<Position, "product" | "metric">): string {
  return JSON.stringify([product, metric ?? ""]);
}

/** The product as people call it, with what of edition and version its name does not hold already. */
export function called({ name, edition, version }: Pick<Position, "name" | "edition" | "version">): string {
  const said = name.toLowerCase();
  return [name, ...[edition, version].filter((part) => part && !said.includes(part.toLowerCase()))].join(" ");
}

/** How it stands: `4 cores lacking`, `covered`, `14 users to spare`. */
export function standing({ delta, unit }: Pick<Position, "delta" | "unit">): string {
  if (delta === 0) return "covered";
  return `${counted(Math.abs(delta), unit)} ${delta < 0 ? "lacking" : "to spare"}`;
}

/** The difference, by sign and color where units are lacking, and by a word for whoever sees neither. */
export function difference({ delta, unit }: Pick<Position, "delta" | "unit">): HTMLElement {
  return h(
    "span",
    { class: `state ${delta < 0 ? "down" : "unaffected"}`, title: standing({ delta, unit }) },
    h("span", { "aria-hidden": "true" }, `${delta < 0 ? SIGNS.down : SIGNS.unaffected} `),
    signed(delta),
    delta < 0 && h("span", { class: "unseen" }, " lacking"),
  );
}
