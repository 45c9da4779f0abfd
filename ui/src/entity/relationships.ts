/** Relationships both ways, grouped by how they read. */

import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import type { Joined } from "../app/types.ts";
import { words } from "../app/words.ts";
import { carries, type Group, groups } from "./joined.ts";
import { entityLink, type Shown, time } from "./shown.ts";
import { readable } from "./values.ts";

const FILTER_FROM = 12;

/** All relationships, with a filter where there are many. */
export function relationships(shown: Shown): Node[] {
  const { card, place } = shown;
  const all = card.relationships;
  const lists = h("div", { class: "entity-groups" });
  const show = (part: string): number => {
    const wanted = part.trim().toLocaleLowerCase();
    const found =
      wanted === ""
        ? all
        : all.filter((joined) => `${joined.name}\n${joined.id}\n${joined.kind}`.toLocaleLowerCase().includes(wanted));
    fill(
      lists,
      groups(place.id, found, shown.frame.vocabulary).map((group) => section(shown, group)),
    );
    if (all.length > 0 && found.length === 0)
      lists.append(h("p", {}, "No relationship has this in the name, id or kind of its other end."));
    return found.length;
  };
  show("");
  const filter = h("input", { type: "search", id: "entity-filter", autocomplete: "off", maxlength: "1024" });
  filter.addEventListener("input", () => shown.frame.announce(`${show(filter.value)} relationships.`));
  return [
    all.length >= FILTER_FROM
      ? h("p", { class: "field" }, h("label", { for: "entity-filter" }, "Only with this in name, id or kind"), filter)
      : "",
    all.length === 0 ? h("p", { class: "entity-none" }, "It is joined to nothing.") : lists,
    omitted(shown) ?? "",
  ].filter((part): part is HTMLElement => part !== "");
}

/** That the answer does not list all, and how many it left out. */
export function omitted({ card }: Shown): HTMLElement | null {
  if (card.omitted === 0) return null;
  const count = card.omitted.toLocaleString("en");
  const text = `${count} more entities are joined to it and not listed here: the API's card of it tells up to 1,000.`;
  return h("p", { class: "entity-omitted", role: "note" }, text);
}

function section(shown: Shown, group: Group): HTMLElement {
  const rows = h("tbody", {});
  const table = h(
    "table",
    { class: "table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Name", "Kind", "Carries failure", "Reported by", "Last seen"].map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    rows,
  );
  const [, more] = few(rows, group.joined, (joined) => row(shown, joined));
  return h(
    "details",
    { class: "panel entity-group", open: true },
    h(
      "summary",
      {},
      h("h2", {}, own(group.reads), h("span", { class: "entity-count" }, ` ${group.joined.length.toLocaleString("en")}`)),
    ),
    h("div", { class: "entity-scroll" }, table),
    more,
  );
}

function row(shown: Shown, joined: Joined): HTMLElement {
  const { relationship } = joined;
  const more = Object.entries(relationship.attributes).map(([name, value]) => `${words(name)}: ${readable(value)}`);
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      entityLink(shown, joined),
      more.length ? h("small", { class: "entity-about" }, own(more.join(", "))) : null,
    ),
    h("td", {}, own(words(joined.kind))),
    h("td", {}, own(carries(relationship) || "no")),
    h("td", {}, own(relationship.reported_by)),
    h("td", {}, time(relationship.last_seen)),
  );
}
