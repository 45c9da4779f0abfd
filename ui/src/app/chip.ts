/** The one thing that a question is narrowed to, in the bar at the top. */

import { fill, h, own, redraw } from "./dom.ts";
import type { Frame } from "./question.ts";

export interface Chip {
  element: HTMLElement;
  /** Shows it as a link to its page as of a time ("" is now), with a button that takes it out; `none` where the id is "". */
  show(id: string, name: string, asOf: string): void;
}

export function chip(frame: Frame, none: string, remove: () => void): Chip {
  const element = h("ul", { class: "chips" });
  let shown = "";
  return {
    element,
    show(id, name, asOf) {
      const wanted = JSON.stringify([id, name, asOf]);
      if (wanted === shown) return;
      shown = wanted;
      const link = () => frame.href("entity", new URLSearchParams({ id, ...(asOf ? { as_of: asOf } : {}) }));
      redraw(element, () =>
        fill(
          element,
          id !== "" && h("li", { class: "chip" }, h("a", { href: link(), title: id }, own(name)), h("button", { type: "button", class: "quiet", "aria-label": `Remove ${name}`, onclick: remove }, "×")),
          id === "" && none !== "" && h("li", { class: "faint" }, none),
        ),
      );
    },
  };
}
