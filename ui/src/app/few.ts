/** A list of any length that stays usable. */

import { h } from "./dom.ts";

/** The first rows of a list, and a button for the next ones: `[list, button]`. */
export function few<T>(list: HTMLElement, items: readonly T[], row: (item: T) => Node, size = 50): Node[] {
  const more = h("button", { type: "button", class: "button quiet" });
  let shown = 0;
  const show = (): void => {
    const next = items.slice(shown, shown + size);
    const rows = next.map(row);
    list.append(...rows);
    // Who came here with the keyboard goes on with what came.
    if (shown > 0) focusable(rows[0])?.focus();
    shown += next.length;
    const left = items.length - shown;
    more.textContent = `Show ${Math.min(left, size).toLocaleString("en")} more of ${items.length.toLocaleString("en")}`;
    more.hidden = left === 0;
  };
  more.addEventListener("click", show);
  show();
  return [list, more];
}

function focusable(node: Node | undefined): HTMLElement | null {
  return node instanceof Element ? node.querySelector<HTMLElement>("a, button") : null;
}
