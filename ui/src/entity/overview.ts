/** Attributes with unit and meaning, and the asset side in a panel of its own. */

import { h, own } from "../app/dom.ts";
import type { Joined, Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { ASSET_ATTRIBUTES, assetSide } from "./joined.ts";
import { type Origin, origins } from "./origin.ts";
import { entityLink, type Shown, time } from "./shown.ts";
import { shownValue } from "./values-view.ts";
import { known, type Known, readable } from "./values.ts";

/** Attributes, and for an asset what it cost, who pays and who covers it. */
export function overview(shown: Shown): Node[] {
  const { entity, relationships } = shown.card;
  const papers = assetSide(entity.id, relationships);
  const isAsset = entity.as.includes("Asset") || papers.length > 0;
  const names = Object.keys(entity.attributes).sort();
  const ofAsset = isAsset ? ASSET_ATTRIBUTES.filter((name) => names.includes(name)) : [];
  const others = names.filter((name) => !ofAsset.includes(name));
  return [
    h(
      "section",
      { class: "panel", "aria-labelledby": "entity-attributes" },
      h("h2", { id: "entity-attributes" }, "Attributes"),
      others.length ? facts(shown, others) : h("p", { class: "entity-none" }, "None is recorded."),
    ),
    ...(isAsset ? [assets(shown, ofAsset, papers)] : []),
  ];
}

function facts(shown: Shown, names: readonly string[]): HTMLElement {
  const { kind, attributes } = shown.card.entity;
  const list = h("dl", { class: "entity-facts" });
  const from = origins(shown.card.history, shown.card.earlier, shown.place.asOf);
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined) continue;
    const about = known(shown.frame.vocabulary, kind, name, value);
    list.append(
      h(
        "div",
        {},
        h(
          "dt",
          {},
          own(about.declared ? words(name) : name),
          about.declared ? null : [" ", h("span", { class: "tag" }, "not in the vocabulary")],
        ),
        h("dd", {}, shownValue(value, about, attributes), over(name, value, shown), meaning(about), origin(from.get(name))),
      ),
    );
  }
  return list;
}

function meaning(about: Known): HTMLElement | null {
  return about.about ? h("small", { class: "entity-about" }, own(about.about.replaceAll("`", ""))) : null;
}

function origin(of: Origin | undefined): HTMLElement | null {
  return of === undefined ? null : h("small", { class: "entity-about" }, "by ", own(of.source), ", since ", time(of.since));
}

/** Of a last day, whether it has passed: that is what people look for. */
function over(name: string, value: Value, { place }: Shown): HTMLElement | null {
  if (!/(^|_)end$/.test(name) || typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = (place.asOf ?? new Date().toISOString()).slice(0, 10);
  return value < day ? h("span", { class: "tag entity-over" }, "over") : null;
}

function assets(shown: Shown, names: readonly string[], papers: readonly Joined[]): HTMLElement {
  const byReading = new Map<string, Joined[]>();
  for (const joined of papers) byReading.set(joined.reads, [...(byReading.get(joined.reads) ?? []), joined]);
  const rows = [...byReading].map(([reads, joined]) =>
    h(
      "div",
      {},
      h("dt", {}, own(reads)),
      h(
        "dd",
        {},
        h(
          "ul",
          { class: "entity-values" },
          joined.map((one) => party(shown, one)),
        ),
      ),
    ),
  );
  return h(
    "section",
    { class: "panel", "aria-labelledby": "entity-asset" },
    h("h2", { id: "entity-asset" }, "As an asset"),
    rows.length ? h("dl", { class: "entity-facts" }, rows) : null,
    names.length ? facts(shown, names) : null,
    rows.length + names.length === 0 ? h("p", { class: "entity-none" }, "No owner, cost or contract is recorded.") : null,
  );
}

function party(shown: Shown, joined: Joined): HTMLElement {
  const more = Object.entries(joined.relationship.attributes).map(([name, value]) => `${words(name)}: ${readable(value)}`);
  return h(
    "li",
    {},
    entityLink(shown, joined),
    h("small", { class: "entity-about" }, own([words(joined.kind), ...more].join(", "))),
  );
}
