/** What carries a code: a scanner types it and Enter, and the next one after it. */

import { call } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Entity } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { LookupAnswer } from "./types.ts";

const CODES = ["barcode", "asset_tag", "serial_number"];

export interface Lookup {
  element: HTMLElement;
  /** Looks this code up, among what is there now; "" is none. */
  show(code: string): void;
  close(): void;
}

export function lookup(frame: Frame, wanted: (code: string) => void): Lookup {
  const input = h("input", { id: "stock-code", autocomplete: "off", spellcheck: false, size: 24, "aria-describedby": "stock-code-hint" });
  const said = h("div", { "aria-live": "polite" });
  const asks = asking(said);
  let shown = "";
  const element = h(
    "form",
    {
      class: "panel given",
      "aria-label": "By code",
      onsubmit: (event) => {
        event.preventDefault();
        const code = input.value.trim();
        // The next scan takes the place of this one.
        input.select();
        if (code === shown && code !== "") ask(code);
        else wanted(code);
      },
    },
    h("label", { for: "stock-code" }, "Code"),
    input,
    h("button", { class: "button" }, "Look up"),
    h("small", { class: "faint", id: "stock-code-hint" }, "A barcode, an asset tag or a serial number."),
    said,
  );

  function ask(code: string): void {
    void asks.ask(async (signal) => {
      const { body } = await call<LookupAnswer>(`/assets/lookup?${new URLSearchParams({ code })}`, { signal });
      fill(said, ...told(body));
    });
  }

  function told({ code, items, omitted }: LookupAnswer): (Node | false)[] {
    if (items.length === 0) return [h("p", {}, "No asset carries ", h("strong", {}, own(code)), ". Check the code, or record it as the asset's barcode, asset_tag or serial_number.")];
    return [
      items.length > 1 && h("p", { class: "warning" }, `${items.length + omitted} assets carry this code.`),
      h("ul", { class: "plain" }, items.map((item) => h("li", {}, found(item, code)))),
      omitted > 0 && h("p", { class: "warning" }, `${omitted} more are not listed.`),
    ];
  }

  function found(item: Entity, code: string): HTMLElement {
    const { life_cycle_status: status, model } = item.attributes;
    const by = CODES.find((name) => String(item.attributes[name] ?? "").trim().toLowerCase() === code.trim().toLowerCase());
    const more = [words(item.kind), model, status === undefined ? "no status" : words(String(status)), by && `by its ${words(by).toLowerCase()}`];
    return h(
      "span",
      {},
      h("a", { href: frame.href("entity", new URLSearchParams({ id: item.id, tab: "life" })) }, own(item.name)),
      h("span", { class: "faint" }, " ", own(item.id), " · ", own(more.filter(Boolean).join(" · "))),
    );
  }

  return {
    element,
    show(code) {
      if (code === shown) return;
      shown = code;
      if (document.activeElement !== input) input.value = code;
      if (code) return ask(code);
      asks.end();
      fill(said);
    },
    close: () => asks.end(),
  };
}
