/** Where a ticket leads on: why it broke, what breaks, and what whoever takes the call needs. */

import { h } from "../app/dom.ts";
import { link, type Shown } from "../entity/shown.ts";
import { failing } from "./about.ts";

/** The API takes so many symptoms. */
const MOST = 100;

export function onward({ place, card, frame }: Shown): (HTMLElement | null)[] {
  const all = failing(card, frame.vocabulary);
  const asked = all.slice(0, MOST).map(({ id }) => id);
  const past: [string, string][] = place.asOf === null ? [] : [["as_of", place.asOf]];
  const cause = new URLSearchParams([["symptom", place.id], ...past]);
  const impact = new URLSearchParams([...asked.map((id) => ["target", id]), ...past]);
  const some = asked.length < all.length;
  return [
    link(frame, "context", new URLSearchParams([["id", place.id], ...past]), "What the agent needs first"),
    asked.length === 0 ? null : link(frame, "cause", cause, "Why did it break?"),
    asked.length === 0 ? null : link(frame, "impact", impact, "What breaks with what it is about"),
    some ? h("span", { class: "faint" }, `The latter asks about the first ${MOST} of ${all.length.toLocaleString("en")} that it is about.`) : null,
  ];
}
