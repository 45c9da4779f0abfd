/** A box to choose one of several from. */

import { fill, h } from "./dom.ts";

/** What there is to choose, with what the address says where that is something else: the API refuses it. */
export function choose(select: HTMLSelectElement, known: readonly string[], chosen: string, text: (one: string) => string | undefined): void {
  const offered = known.includes(chosen) ? known : [...known, chosen];
  fill(select, offered.map((one) => h("option", { value: one, selected: one === chosen }, text(one) ?? one)));
  select.value = chosen;
}
