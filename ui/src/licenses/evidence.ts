/** The evidence of a position: who or what needs how much, by which rule, worked out how, and the licenses that cover it. */

import { few } from "../app/few.ts";
import { fill, h, own } from "../app/dom.ts";
import { count, counted, money } from "../app/numbers.ts";
import type { Frame } from "../app/question.ts";
import { called, difference, standing } from "./position.ts";
import type { LicenseUse, Position } from "./types.ts";

export interface EvidencePane {
  element: HTMLElement;
  /** Of this position; null: none is selected. `asked` goes along with links. */
  show(position: Position | null, asked: { asOf: string; on: string }): void;
}

export function evidencePane(frame: Frame, close: () => void): EvidencePane {
  const element = h("aside", { class: "evidence panel", "aria-label": "Evidence", tabindex: -1, hidden: true });
  let shown: Position | null = null;
  return {
    element,
    show(position, asked) {
      element.hidden = position === null;
      if (position === shown) return;
      shown = position;
      if (position === null) return fill(element);
      fill(element, closer(close), ...told(position, frame, asked));
      frame.announce(`${called(position)}: ${standing(position)}.`);
    },
  };
}

/** The button that closes a pane. */
export function closer(close: () => void): HTMLElement {
  return h("button", { class: "quiet closer", "aria-label": "Close the evidence", onclick: close }, "×");
}

function told(position: Position, frame: Frame, { asOf, on }: { asOf: string; on: string }): (Node | false)[] {
  const { product, metric, unit, owned, required, exposure } = position;
  const past: Record<string, string> = asOf ? { as_of: asOf } : {};
  const link = (id: string, name: string) => entity(frame, id, name, asOf);
  const rows = h("ol", { class: "plain evidence-rows" });
  return [
    h("h2", {}, own(called(position))),
    h("p", {}, difference(position), " · ", metric === null ? "no license" : own(metric), position.policy_version ? ` · rules of ${position.policy_version}` : ""),
    h("p", {}, `${counted(owned, unit)} owned, ${count(required)} required: ${standing(position)}`, exposure ? `, which would cost ${money(exposure)}.` : "."),
    h(
      "p",
      { class: "links" },
      link(product, "All about it"),
      h("a", { href: frame.href("what-if", new URLSearchParams({ about: product, ...past, ...(on ? { on } : {}) })) }, "What if something changes"),
    ),
    h("h3", {}, `What needs it: ${count(position.evidence.length + position.evidence_omitted)}`),
    position.evidence.length === 0 && h("p", { class: "faint" }, "Nothing that is recorded needs it."),
    ...few(rows, position.evidence, ({ id, required: units, rule, why }) =>
      h("li", {}, h("span", { class: "evidence-units" }, counted(units, unit)), " ", link(id, id), h("span", {}, own(why)), h("span", { class: "faint" }, own(rule))),
    ) as HTMLElement[],
    omitted(position),
    h("h3", {}, `Licenses that cover it: ${count(position.licenses.length)}`),
    position.licenses.length === 0 && h("p", { class: "faint" }, "None. Record a License that entitles to it (ENTITLES), with its metric and quantity."),
    h("ul", { class: "plain" }, position.licenses.map((use) => h("li", {}, link(use.id, use.name), h("span", { class: "faint" }, ` ${uses(use)}`)))),
    position.warnings.length > 0 && h("h3", {}, `Warnings: ${count(position.warnings.length)}`),
    position.warnings.length > 0 && h("ul", { class: "plain" }, position.warnings.map((warning) => h("li", { class: "warning" }, own(warning)))),
  ];
}

/** A link to an entity, as of the same time. */
export function entity(frame: Frame, id: string, name: string, asOf: string): HTMLElement {
  return h("a", { href: frame.href("entity", new URLSearchParams({ id, ...(asOf ? { as_of: asOf } : {}) })), title: id }, own(name));
}

/** That an answer does not tell all rows, and where they are. */
export function omitted({ evidence_omitted: more }: Position): HTMLElement | false {
  return more > 0 && h("p", { class: "warning" }, `${count(more)} more are not told here: the XLSX of the licenses has every row.`);
}

/** `16 of 24 used here` */
function uses({ quantity, used }: LicenseUse): string {
  return `${count(used)} of ${count(quantity)} used here`;
}
