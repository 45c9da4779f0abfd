/** A list of any length that stays usable. */

import { h } from "./dom.ts";

/** The first rows of a list, and a button for the next ones: `[list, button]`. */
export function few<T>(list: HTMLElement, items: readonly T[], row: (item: T) => Node, size = 50): Node[] {
  return [list, more(items.length, size, "more", (from, until) => {
    const rows = items.slice(from, until).map(row);
    list.append(...rows);
    return rows[0];
  })];
}

/** The last rows of a list, and before them a button for earlier ones: `[button, list]`. */
export function fewLast<T>(list: HTMLElement, items: readonly T[], row: (item: T) => Node, size = 50): Node[] {
  return [more(items.length, size, "earlier", (from, until) => {
    const rows = items.slice(items.length - until, items.length - from).map(row);
    list.prepend(...rows);
    return rows.at(-1);
  }), list];
}

/** A button that shows so many more; `show` tells which of the new rows is next to those that were there. */
function more(all: number, size: number, word: string, show: (from: number, until: number) => Node | undefined): HTMLElement {
  const button = h("button", { type: "button", class: "button quiet" });
  let shown = 0;
  const next = (): void => {
    const until = Math.min(shown + size, all);
    const first = show(shown, until);
    // Who came here with the keyboard goes on with what came.
    if (shown > 0) focusable(first)?.focus();
    shown = until;
    const left = all - shown;
    button.textContent = `Show ${Math.min(left, size).toLocaleString("en")} ${word} of ${all.toLocaleString("en")}`;
    button.hidden = left === 0;
  };
  button.addEventListener("click", next);
  next();
  return button;
}

function focusable(node: Node | undefined): HTMLElement | null {
  return node instanceof Element ? node.querySelector<HTMLElement>("a, button") : null;
}
