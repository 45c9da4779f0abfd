/** Tickets about the entity, with where they stand. */

import { call } from "../app/api.ts";
import { h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import type { Entity, Joined } from "../app/types.ts";
import { words } from "../app/words.ts";
import { tickets as about } from "./joined.ts";
import { omitted } from "./relationships.ts";
import { entityLink, later, path, type Shown, time } from "./shown.ts";

/** So many entities around are asked for at most, as the card does. */
export const AROUND = 500;

/** The tickets, those that are not over first. Their status is asked when this is opened. */
export function tickets(shown: Shown): Node[] {
  const found = about(shown.place.id, shown.card.relationships);
  if (found.length === 0)
    return [h("p", { class: "entity-none" }, "No ticket is about it."), ...[omitted(shown)].filter((part) => part !== null)];
  const told = h("div", {});
  void later(told, shown.signal, async (signal) => table(shown, found, await around({ ...shown, signal })));
  return [
    h(
      "section",
      { class: "panel", "aria-labelledby": "entity-tickets" },
      h("h2", { id: "entity-tickets" }, "Tickets about it"),
      told,
    ),
    ...[omitted(shown)].filter((part) => part !== null),
  ];
}

/** One question for the state of all of them. */
async function around({ place, signal }: Shown): Promise<Map<string, Entity>> {
  const parameters = new URLSearchParams({ depth: "1", limit: String(AROUND) });
  if (place.asOf !== null) parameters.set("as_of", place.asOf);
  const { body } = await call<{ nodes: Entity[] }>(`${path(place, "neighborhood")}?${parameters}`, { signal });
  return new Map(body.nodes.map((node) => [node.id, node]));
}

function table(shown: Shown, found: readonly Joined[], states: ReadonlyMap<string, Entity>): Node[] {
  const told = found.map((joined) => ({ joined, attributes: states.get(joined.id)?.attributes ?? {} }));
  const opened = (attributes: Entity["attributes"]): string => String(attributes["opened_at"] ?? "");
  const over = ({ joined, attributes }: (typeof told)[number]): number =>
    Number(shown.frame.vocabulary.kinds[joined.kind]?.attributes["status"]?.over.includes(String(attributes["status"])) ?? false);
  told.sort((a, b) => over(a) - over(b) || opened(b.attributes).localeCompare(opened(a.attributes)));
  const rows = h("tbody", {});
  const [, more] = few(rows, told, ({ joined, attributes }) => {
    const { status, priority, opened_at } = attributes;
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, entityLink(shown, joined)),
      h("td", {}, own(words(joined.kind))),
      h("td", {}, own(status === undefined ? "not told" : words(String(status)))),
      h("td", {}, own(priority === undefined ? "" : String(priority))),
      h("td", {}, typeof opened_at === "string" ? time(opened_at) : ""),
      h("td", {}, own(joined.reads)),
    );
  });
  const columns = ["Ticket", "Kind", "Status", "Priority", "Opened", "It is"];
  const names = h(
    "thead",
    {},
    h(
      "tr",
      {},
      columns.map((name) => h("th", { scope: "col" }, name)),
    ),
  );
  return [h("div", { class: "entity-scroll" }, h("table", { class: "table" }, names, rows)), ...(more ? [more] : [])];
}
