/** What it stands on, and what stands on it: one step, and all the way. */

import { call } from "../app/api.ts";
import { h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { SIGNS, WORDS } from "../app/states.ts";
import type { DependenciesAnswer, ImpactAnswer, Joined } from "../app/types.ts";
import { words } from "../app/words.ts";
import { carries, directDependents } from "./joined.ts";
import { omitted } from "./relationships.ts";
import { entityLink, later, link, sentence, type Shown } from "./shown.ts";

/** Both directions. What the card does not tell is asked when this is opened, and ends with `signal`. */
export function dependencies(shown: Shown): Node[] {
  return [standsOn(shown), standOnIt(shown)];
}

function standsOn(shown: Shown): HTMLElement {
  const told = h("div", {});
  const ask = (depth: 1 | null): void => void later(told, shown.signal, (signal) => providers({ ...shown, signal }, depth, () => ask(null)));
  ask(1);
  return h("section", { class: "panel", "aria-labelledby": "entity-on" }, h("h2", { id: "entity-on" }, "Stands on"), told);
}

async function providers(shown: Shown, depth: 1 | null, askAll: () => void): Promise<Node[]> {
  const { id, asOf } = shown.place;
  const question = { id, ...(depth === null ? {} : { depth }), ...(asOf === null ? {} : { as_of: asOf }) };
  const { body } = await call<DependenciesAnswer>("/dependencies", { method: "POST", body: question, signal: shown.signal });
  shown.frame.announce(body.text);
  const said = h("p", {}, sentence(body.text));
  if (body.providers.length === 0) return [said];
  const how = new Map<string, string[]>();
  for (const edge of body.edges) if (edge.from === id) how.set(edge.to, [...(how.get(edge.to) ?? []), reading(shown, edge)]);
  const rows = h("tbody", {});
  const columns = depth === 1 ? ["Name", "Kind", "How"] : ["Name", "Kind", "Steps"];
  const [, more] = few(rows, body.providers, (provider) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, entityLink(shown, provider)),
      h("td", {}, own(words(provider.kind))),
      h("td", {}, depth === 1 ? own((how.get(provider.id) ?? []).join("; ")) : String(provider.distance)),
    ),
  );
  const left =
    body.omitted === 0 ? null : h("p", { class: "entity-omitted" }, `${body.omitted.toLocaleString("en")} more are not listed.`);
  const all =
    depth === 1
      ? h("button", { type: "button", class: "button", onclick: askAll }, "All that it stands on, at any distance")
      : null;
  return [said, table(columns, rows), more, left, all].filter((part) => part !== null && part !== undefined);
}

function reading({ frame }: Shown, edge: DependenciesAnswer["edges"][number]): string {
  const label = Object.hasOwn(frame.vocabulary.types, edge.type) ? frame.vocabulary.types[edge.type]?.label : undefined;
  return `${label ?? edge.type} (${carries(edge) || "carries no failure"})`;
}

function standOnIt(shown: Shown): HTMLElement {
  const direct = directDependents(shown.place.id, shown.card.relationships);
  const affected = h("div", {});
  void later(affected, shown.signal, (signal) => whatBreaks({ ...shown, signal }));
  const rows = h("tbody", {});
  const [, more] = few(rows, direct, (joined) => dependent(shown, joined));
  return h(
    "section",
    { class: "panel", "aria-labelledby": "entity-under" },
    h("h2", { id: "entity-under" }, "What stands on it"),
    affected,
    h("h3", {}, `Directly: ${direct.length.toLocaleString("en")}`),
    direct.length ? table(["Name", "Kind", "How"], rows) : h("p", { class: "entity-none" }, "Nothing stands on it directly."),
    direct.length ? more : null,
    omitted(shown),
  );
}

function dependent(shown: Shown, joined: Joined): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, entityLink(shown, joined)),
    h("td", {}, own(words(joined.kind))),
    h("td", {}, own(`${joined.reads} (${carries(joined.relationship)})`)),
  );
}

async function whatBreaks(shown: Shown): Promise<Node[]> {
  const { id, asOf } = shown.place;
  const question = { targets: [{ id }], limit: 0, ...(asOf === null ? {} : { as_of: asOf }) };
  const { body } = await call<ImpactAnswer>("/impact", { method: "POST", body: question, signal: shown.signal });
  const counts = (["down", "degraded", "at_risk"] as const).map((state) =>
    h(
      "li",
      { class: `entity-${state}` },
      h("span", { "aria-hidden": "true" }, `${SIGNS[state]} `),
      `${body.counts[state].toLocaleString("en")} ${WORDS[state]}`,
    ),
  );
  const parameters = new URLSearchParams({ target: id, ...(asOf === null ? {} : { as_of: asOf }) });
  return [
    h("p", {}, sentence(body.text)),
    h("ul", { class: "entity-counts" }, counts),
    ...body.warnings.map((warning) => h("p", { class: "entity-omitted" }, sentence(warning))),
    h("p", {}, link(shown.frame, "impact", parameters, "See all that is affected, and why")),
  ];
}

function table(columns: readonly string[], rows: HTMLElement): HTMLElement {
  const names = h(
    "thead",
    {},
    h(
      "tr",
      {},
      columns.map((name) => h("th", { scope: "col" }, name)),
    ),
  );
  return h("div", { class: "entity-scroll" }, h("table", { class: "table" }, names, rows));
}
