/** A value as elements: long ones folded, lists as lists. */

import { h, own } from "../app/dom.ts";
import type { Value } from "../app/types.ts";
import { type Known, readable, withUnit } from "./values.ts";

const LONG = 400;
const MANY = 20;

/** A value with its unit. Texts keep their lines, and fold where they are long; "none" where there is none. */
export function shownValue(value: Value | undefined, attribute: Known, attributes: Record<string, Value> = {}): HTMLElement {
  if (value === undefined) return h("span", { class: "entity-none" }, "none");
  if (Array.isArray(value)) return listed(value.map((item) => readable(item, attribute.type)));
  const text = withUnit(value, attribute, attributes);
  if (text === "") return h("span", { class: "entity-none" }, "empty text");
  return folded(text);
}

function listed(items: string[]): HTMLElement {
  if (items.length === 0) return h("span", { class: "entity-none" }, "empty list");
  const list = (some: string[]): HTMLElement =>
    h(
      "ul",
      { class: "entity-values" },
      some.map((item) => h("li", {}, folded(item))),
    );
  if (items.length <= MANY) return list(items);
  return h(
    "div",
    {},
    list(items.slice(0, MANY)),
    unfold(`${items.length - MANY} more`, () => list(items.slice(MANY))),
  );
}

function folded(text: string): HTMLElement {
  if (text.length <= LONG) return h("span", { class: "entity-text" }, own(text));
  // Cut between characters, never through one.
  const start = [...text.slice(0, LONG)].slice(0, -1).join("");
  const more = unfold(`All ${text.length.toLocaleString("en")} characters`, () => h("span", { class: "entity-text" }, own(text)));
  return h("div", {}, h("span", { class: "entity-text" }, own(start), " ..."), more);
}

/** A fold whose content is made when it is opened. */
function unfold(label: string, make: () => HTMLElement): HTMLElement {
  const details = h("details", { class: "entity-fold" }, h("summary", {}, label));
  details.addEventListener("toggle", () => details.append(make()), { once: true });
  return details;
}
