/** Before and after a change that is not made: the sentence, a row for each position that it reaches, and the evidence of one. */

import "../licenses/licenses.css";
import "./whatif.css";
import { call, entities } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count, counted, money, sums, type Money } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { opener, table, type Column as TableColumn, type Table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import type { Entity } from "../app/types.ts";
import { closer, entity, omitted } from "../licenses/evidence.ts";
import { called, difference, keyOf, standing } from "../licenses/position.ts";
import type { Evidence, Position, PositionsAnswer, WhatIfAnswer } from "../licenses/types.ts";
import { fromParameters, named, question, sameQuestion, toParameters, type Asked } from "./asked.ts";
import { changeBar } from "./bar.ts";
import { openChange } from "./change.ts";
import { either, pairs, rows, type Pair, type Row } from "./pairs.ts";

/** So many of what the change names are looked up by name, each by a request. */
const NAMED = 50;
type Column = "name" | "metric" | "required" | "owned" | "delta" | "exposure";

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let known: ReadonlyMap<string, Entity> = new Map();
  let found: { pairs: Pair[]; table: Table } | null = null;

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    const opens = asked.product === "" && next.product !== "";
    frame.go("what-if", toParameters(next), { replace: sameQuestion(next, asked) && !opens });
  };
  const bar = changeBar(frame, change);
  const said = h("section", { class: "said", "aria-live": "polite" });
  const look = h("section", { class: "look" });
  const evidence = h("aside", { class: "evidence panel", "aria-label": "Evidence", tabindex: -1, hidden: true });
  const beside = h("section", { class: "beside" });
  const asks = asking(said);
  fill(root, bar.element, said, h("div", { class: "answer" }, look, evidence), beside);

  function ask(): void {
    found = null;
    for (const part of [look, beside]) fill(part);
    showEvidence();
    bar.show(asked, known);
    frame.title("What if");
    if (asked.odd.length > 0) {
      asks.end();
      return fill(said, asked.odd.map((one) => h("p", { class: "error", role: "alert" }, one)));
    }
    void asks.ask(async (signal) => {
      const body = question(asked);
      const [answer, names, about] = await Promise.all([
        body && call<WhatIfAnswer>("/license-positions/what-if", { method: "POST", body, signal }).then((told) => told.body),
        entities(named(asked).slice(0, NAMED), asked.asOf, signal),
        asked.about ? positionsOf(asked, signal) : null,
      ]);
      known = new Map(names.map((one) => [one.id, one]));
      bar.show(asked, known);
      if (answer) draw(answer);
      else fill(said, welcome());
      if (about) fill(beside, offered(about));
    });
  }

  function draw(answer: WhatIfAnswer): void {
    const all = pairs(answer);
    frame.title(answer.text);
    fill(
      said,
      h("h1", { class: "sentence" }, answer.text),
      exposed(answer),
      h("p", { class: "faint" }, `As of ${readable(answer.as_of)}. Entitlements as they are on ${answer.on}. Nothing is written.`),
      named(asked).length > NAMED && h("p", { class: "warning" }, `${count(named(asked).length - NAMED)} of what changes go by their ids here: too many to look each up.`),
    );
    const made = table<Pair, Column>({
      label: "Positions before and after",
      columns: columns((pair) => select(pair)),
      rows: all,
      key: ({ key }) => key,
      onSelect: select,
      rowClass: ({ change: changed }) => (changed ? "changed" : ""),
    });
    found = { pairs: all, table: made };
    fill(look, all.length > 0 ? made.element : h("p", { class: "faint" }, "The change reaches no position: no product is counted on what it names."));
    showEvidence();
  }

  function select(pair: Pair): void {
    const { product, metric } = either(pair);
    change({ product, metric: metric ?? "" });
  }

  function showEvidence(): void {
    const key = asked.product === "" ? "" : keyOf(asked);
    const pair = found?.pairs.find((one) => one.key === key);
    found?.table.select(key);
    evidence.hidden = pair === undefined;
    fill(evidence, ...(pair ? compared(pair, frame, asked.asOf, () => change({ product: "", metric: "" })) : []));
    if (pair) frame.announce(`${called(either(pair))}: ${pair.before ? standing(pair.before) : "none"} before, ${pair.after ? standing(pair.after) : "none"} after.`);
  }

  /** What the product counts now: from there one chooses what to change. */
  function offered(positions: PositionsAnswer): HTMLElement[] {
    const seen = new Map<string, string>();
    for (const { evidence: needs, licenses } of positions.items) {
      for (const { id } of needs) seen.set(id, id);
      for (const { id, name } of licenses) seen.set(id, name);
    }
    const product = positions.items[0];
    const list = h("ul", { class: "plain" });
    return [
      h(
        "section",
        { class: "panel", "aria-labelledby": "what-if-offered" },
        h("h2", { id: "what-if-offered" }, "What counts for ", own(product ? called(product) : asked.about)),
        positions.items.map((item) => h("p", {}, `${item.metric ?? "No license"}: `, difference(item), ` ${counted(item.owned, item.unit)} owned, ${count(item.required)} required.`)),
        positions.items.length === 0 && h("p", { class: "faint" }, "Nothing is counted for it."),
        few(list, [...seen], ([id, name]) =>
          h(
            "li",
            {},
            entity(frame, id, name, asked.asOf),
            name !== id && h("span", { class: "faint" }, " ", own(id)),
            " ",
            h("button", { class: "quiet", "aria-label": `Change ${name}`, onclick: () => openChange(frame, asked, { id, name }, change) }, "Change"),
          ),
        ),
        positions.items.map(omitted),
      ),
    ];
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (!sameQuestion(before, asked)) return ask();
      showEvidence();
    },
    key(event) {
      if (event.key === "e" && !evidence.hidden) evidence.focus();
      else if (event.key === "Escape" && asked.product) change({ product: "", metric: "" });
      else return false;
      return true;
    },
    keys: [["e", "go to the evidence"]],
    close() {
      asks.end();
      found = null;
    },
  };
}

async function positionsOf({ about, asOf, on }: Asked, signal: AbortSignal): Promise<PositionsAnswer> {
  const query = new URLSearchParams({ product: about, ...(asOf ? { as_of: asOf } : {}), ...(on ? { on } : {}) });
  return (await call<PositionsAnswer>(`/license-positions?${query}`, { signal })).body;
}

/** What all positions lack in money, before and after, where anything does. */
function exposed({ before, after }: WhatIfAnswer): HTMLElement | false {
  const told = (positions: readonly Position[]) => sums(positions.map(({ exposure }) => exposure)).map(money).join(" and ") || "nothing";
  const [then, now] = [told(before), told(after)];
  return (then !== "nothing" || now !== "nothing") && h("p", {}, "Exposure of these: ", became(then, now));
}

/** `16 → 32`, or `16` where it stays. */
function became(before: Node | string, after: Node | string): HTMLElement {
  const text = (one: Node | string) => (typeof one === "string" ? one : (one.textContent ?? ""));
  if (text(before) === text(after)) return h("span", {}, after);
  return h("span", { class: "became" }, h("span", { class: "faint" }, before), h("span", { "aria-hidden": "true" }, " → "), h("span", { class: "unseen" }, " becomes "), h("strong", {}, after));
}

function columns(select: (pair: Pair) => void): TableColumn<Pair, Column>[] {
  const both = (pair: Pair, told: (one: Position) => Node | string) => became(pair.before ? told(pair.before) : "none", pair.after ? told(pair.after) : "none");
  return [
    {
      name: "name",
      title: "Product",
      cell: (pair) => [opener(own(called(either(pair))), either(pair).product, () => select(pair)), pair.change !== null && h("span", { class: "tag" }, "changes")],
    },
    { name: "metric", title: "Metric", cell: (pair) => either(pair).metric ?? h("em", {}, "no license") },
    { name: "owned", title: "Owned", numeric: true, cell: (pair) => both(pair, ({ owned }) => count(owned)) },
    { name: "required", title: "Required", numeric: true, cell: (pair) => both(pair, ({ required }) => count(required)) },
    { name: "delta", title: "Delta", numeric: true, cell: (pair) => both(pair, difference) },
    { name: "exposure", title: "Exposure", numeric: true, cell: (pair) => [both(pair, ({ exposure }) => (exposure ? money(exposure) : "none")), changedBy(pair.change?.exposure ?? null)] },
  ];
}

function changedBy(exposure: Money | null): HTMLElement | false {
  return exposure !== null && h("span", { class: "faint more-or-less" }, `${exposure.amount > 0 ? "+" : ""}${money(exposure)}`);
}

function compared(pair: Pair, frame: Frame, asOf: string, close: () => void): Node[] {
  const { before, after } = pair;
  const position = either(pair);
  const side = (one: Position | null) => (one ? standing(one) : "no position");
  const all = rows(before?.evidence ?? [], after?.evidence ?? []);
  const warnings = [...new Set([...(after?.warnings ?? []), ...(before?.warnings ?? [])])];
  return [
    closer(close),
    h("h2", {}, own(called(position))),
    h("p", {}, position.metric === null ? "no license" : own(position.metric), ": ", became(side(before), side(after))),
    h("p", { class: "links" }, entity(frame, position.product, "All about it", asOf)),
    h("h3", {}, "What needs it"),
    all.length === 0 && h("p", { class: "faint" }, "Nothing needs it, before or after."),
    ...few(h("ol", { class: "plain evidence-rows" }), all, (row) => line(row, position.unit, frame, asOf)),
    ...[before, after].map((one) => one !== null && omitted(one)).filter((one) => one !== false).slice(0, 1),
    warnings.length > 0 && h("h3", {}, "Warnings"),
    warnings.length > 0 && h("ul", { class: "plain" }, warnings.map((warning) => h("li", { class: "warning" }, own(warning), mark(warning, before, after)))),
  ].filter((one): one is HTMLElement => one !== false);
}

function mark(warning: string, before: Position | null, after: Position | null): HTMLElement | false {
  if (!after?.warnings.includes(warning)) return h("span", { class: "tag" }, "before alone");
  return !before?.warnings.includes(warning) && h("span", { class: "tag" }, "after alone");
}

function line({ id, rule, before, after, changed }: Row, unit: string, frame: Frame, asOf: string): HTMLElement {
  const units = (one: Evidence | null) => (one ? counted(one.required, unit) : "none");
  return h(
    "li",
    { class: changed && "changed" },
    h("span", { class: "evidence-units" }, became(units(before), units(after))),
    " ",
    entity(frame, id, id, asOf),
    before !== null && before.why !== after?.why && h("span", {}, after === null ? "before: " : h("span", { class: "faint" }, "before: "), own(before.why)),
    after !== null && h("span", {}, changed && "after: ", own(after.why)),
    h("span", { class: "faint" }, own(rule)),
  );
}

function welcome(): HTMLElement {
  return h(
    "div",
    {},
    h("h1", { class: "sentence" }, "What would change, if something changed?"),
    h("p", {}, "Choose a host, a machine, a license, a contract or a person, and say what would be different: its facts, what it is joined to, or that it ends. Nothing is written."),
  );
}
