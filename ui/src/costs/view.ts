/** The costs of a period as lists and pictures that add up. */

import "./costs.css";
import { call, entities, segment } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { chip } from "../app/chip.ts";
import { fill, h, own } from "../app/dom.ts";
import { count, money } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import { dayField, timeField } from "../app/timefield.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { fromParameters, query, sameQuestion, toParameters, type Asked } from "./asked.ts";
import { drawing } from "./drawing.ts";
import { picture } from "./picture.ts";
import type { Amounts, CostAnswer, CostsAnswer, Part, Rest, Row, ServiceRow, Total } from "./types.ts";

/** Bars of a picture: more of them nobody tells apart. */
const MOST_BARS = 24;
const LIMIT = 1_000;
const MOST = 100_000;
const RULES: Readonly<Record<string, string>> = {
  depreciation: "Depreciation", write_off: "Written off", term: "By its term", annual: "By the year", purchase: "Purchase", ticket: "Ticket",
};

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  const names = new Map<string, string>();

  const change = (part: Partial<Asked>) => frame.go("costs", toParameters({ ...asked, ...part }));
  const of = chip(frame, "the whole estate", () => change({ of: "" }));
  const search = picker({
    label: "Of what: a service, an asset, anything",
    hint: "Of what?",
    onPick: ({ id, name }) => {
      names.set(id, name);
      change({ of: id });
    },
  });
  const from = dayField("costs-from", (day) => change({ from: day }));
  const to = dayField("costs-to", (day) => change({ to: day }));
  const asOf = timeField("costs-as-of", (iso) => change({ asOf: iso }));
  const said = h("section", { class: "said", "aria-live": "polite" });
  const look = h("section", { class: "cost-look" });
  const question = asking(said);
  fill(
    root,
    h(
      "section",
      { class: "question panel given", "aria-label": "The question" },
      h("span", { class: "label" }, "What it costs"),
      of.element,
      search.element,
      h("label", { for: "costs-from" }, "From"),
      from.element,
      h("label", { for: "costs-to" }, "To"),
      to.element,
      h("label", { for: "costs-as-of" }, "As of"),
      asOf.element,
    ),
    said,
    look,
  );

  function showQuestion(): void {
    from.show(asked.from);
    to.show(asked.to);
    asOf.show(asked.asOf);
    of.show(asked.of, names.get(asked.of) ?? asked.of, asked.asOf);
  }

  function ask(): void {
    fill(look);
    showQuestion();
    frame.title("Costs");
    void question.ask(async (signal) => {
      if (asked.of === "") {
        whole((await call<CostsAnswer>(`/costs?${query(asked)}`, { signal })).body);
        return;
      }
      const { body } = await call<CostAnswer>(`/costs/${segment(asked.of)}?${query(asked)}`, { signal });
      names.set(body.id, body.name);
      for (const other of body.with.length ? await entities(body.with.slice(0, 10), asked.asOf, signal) : []) names.set(other.id, other.name);
      showQuestion();
      one(body);
    });
  }

  function sentence({ text, as_of, from: first, to: last, warnings }: CostsAnswer | CostAnswer): void {
    frame.title(text);
    fill(
      said,
      h("h1", { class: "sentence" }, text),
      h("p", { class: "faint" }, `As of ${readable(as_of)}${asked.asOf ? "" : ", the last that was recorded"}. From ${first} to ${last}, both days included.`),
      warnings.length > 0 && h("details", {}, h("summary", { class: "warning" }, `${count(warnings.length)} ${warnings.length === 1 ? "fact is" : "facts are"} missing or cannot be: what that means for the sums`), h("ul", {}, warnings.map((one) => h("li", {}, own(one))))),
    );
  }

  // The estate

  function whole(answer: CostsAnswer): void {
    sentence(answer);
    const { totals, services, services_omitted, unallocated, unallocated_omitted } = answer;
    fill(
      look,
      totals.length === 0 && h("p", {}, "A cost comes from hardware with a purchase, from licenses and contracts, from whatever has an annual cost: import them, or record them one by one."),
      totals.map((total) => equation(total, services)),
      services.length > 0 && [
        h("h2", {}, "What services bear"),
        table<ServiceRow, string>({
          label: "Services",
          columns: [
            { name: "name", title: "Service", cell: link },
            { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
            { name: "amount", title: "Bears", numeric: true, cell: money },
            { name: "share", title: "Share", cell: ({ amount, currency }) => share(amount, totals.find((total) => total.currency === currency)?.total ?? 0) },
            { name: "passed", title: "Passed on", numeric: true, cell: ({ passed_on, currency }) => passed_on > 0 && money({ amount: passed_on, currency }) },
          ],
          rows: services,
          key: keyOf,
          foot: ["All", "", lines(totals.map(({ services: amount, currency }) => ({ amount, currency }))), "", ""],
        }).element,
        more(services_omitted),
      ],
      unallocated.length > 0 && [
        h("h2", {}, "What reaches no service"),
        h("p", { class: "faint" }, "It ends here: no service stands on it, as far as the graph knows."),
        table<Row, string>({
          label: "Unallocated",
          columns: [
            { name: "name", title: "Where it ends", cell: link },
            { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
            { name: "amount", title: "Amount", numeric: true, cell: money },
          ],
          rows: unallocated,
          key: keyOf,
          foot: ["All", "", lines(totals.map(({ unallocated: amount, currency }) => ({ amount, currency })))],
        }).element,
        more(unallocated_omitted),
      ],
    );
  }

  /** Services + unallocated = total, in words and as one bar. */
  function equation({ currency, total, services: borne, unallocated: rest }: Total, services: readonly ServiceRow[]): HTMLElement {
    const each = (amount: number) => money({ amount, currency });
    const text = `Services ${each(borne)} + reaching none ${each(rest)} = ${each(total)}`;
    const part = (amount: number, title: string, kind = "") => sized("flexGrow", String(amount), h("span", { title: `${title}: ${each(amount)}`, class: kind }));
    return h(
      "div",
      { class: "panel" },
      h("p", {}, text),
      h("div", { class: "cost-whole", role: "img", "aria-label": text }, services.filter((row) => row.currency === currency && row.amount > 0).map((row) => part(row.amount, row.name)), rest > 0 && part(rest, "Reaches no service", "rest")),
    );
  }

  // One entity

  function one(answer: CostAnswer): void {
    sentence(answer);
    const { amounts, charges, parts, passed_on, passed_on_omitted, parts_omitted, with: others } = answer;
    const owning = parts.filter((part) => part.own > 0);
    fill(
      look,
      others.length > 0 && h("p", { class: "panel" }, "One pool with ", others.map((id, at) => [at > 0 && ", ", own(names.get(id) ?? id)]).flat(), ": they depend on one another, so the figures are those of all of them."),
      amounts.map((each) => h("p", {}, sums(each))),
      charges.length > 0 && [
        h("h2", {}, "What it costs itself"),
        h("ul", { class: "plain panel" }, charges.map((charge) => h("li", {}, h("strong", {}, money(charge)), ` ${RULES[charge.rule] ?? words(charge.rule)}: `, own(charge.why)))),
      ],
      amounts.filter(({ received }) => received > 0).map(({ currency, total }) => drawn(answer, currency, total)),
      owning.length > 0 && [
        h("h2", {}, "All that it comes from"),
        table<Part, string>({
          label: "All that it comes from",
          columns: [
            { name: "name", title: "Of", cell: (part) => link({ ...part, amount: part.own }) },
            { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
            { name: "amount", title: "Its own part", numeric: true, cell: ({ own: amount, currency }) => money({ amount, currency }) },
            { name: "share", title: "Share", cell: ({ own: amount, currency }) => share(amount, amounts.find((each) => each.currency === currency)?.total ?? 0) },
          ],
          rows: owning,
          key: keyOf,
          foot: ["All", "", lines(amounts.map(({ total: amount, currency }) => ({ amount, currency }))), ""],
        }).element,
        more(parts_omitted),
      ],
      passed_on.length > 0 && [
        h("h2", {}, "Who bears it"),
        table<Row, string>({
          label: "Who bears it",
          columns: [
            { name: "name", title: "Stands on it", cell: link },
            { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
            { name: "amount", title: "Bears", numeric: true, cell: money },
          ],
          rows: passed_on,
          key: keyOf,
          foot: ["All", "", lines(amounts.map(({ passed_on: amount, currency }) => ({ amount, currency })))],
        }).element,
        more(passed_on_omitted),
      ],
    );
  }

  function drawn({ id, name, parts, flows }: CostAnswer, currency: string | null, total: number): HTMLElement {
    const of = parts.filter((part) => part.currency === currency);
    // A pool goes by the name of its first member, which may be another one.
    const target = of.find((part) => part.id === id) ?? of.reduce((a, b) => (b.through > a.through ? b : a));
    const made = picture(target.id, of, flows.filter((flow) => flow.currency === currency), MOST_BARS);
    const left = of.length - made.bars.length;
    const label = `Where the ${money({ amount: total, currency })} of ${name} come from, drawn; the table below has the same`;
    return h(
      "section",
      {},
      h("h2", {}, "Where it comes from"),
      h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, drawing(made, label)),
      h("p", { class: "faint" }, "Filled: what each costs itself. Each bar is as high as all that comes to it.", left > 0 && ` Dashed: what comes from ${count(left)} more.`),
    );
  }

  function link({ id, name }: Row): HTMLElement {
    return h("a", { href: frame.href("costs", toParameters({ ...asked, of: id })), title: id }, own(name));
  }

  function more({ rows, amounts }: Rest): Node | false {
    if (rows === 0) return false;
    const next = Math.max(10 * Number(asked.limit || LIMIT), LIMIT);
    return h("p", { class: "warning" }, `${count(rows)} more are not listed, together ${amounts.map(money).join(" and ")}; the sums hold them. `, Number(asked.limit || LIMIT) < MOST && h("button", { class: "button", onclick: () => change({ limit: String(Math.min(next, MOST)) }) }, "List more"));
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (sameQuestion(before, asked)) showQuestion();
      else ask();
    },
    subject: () => (asked.of ? { id: asked.of, asOf: asked.asOf } : null),
    close: () => question.end(),
  };
}

function keyOf({ id, currency }: { id: string; currency: string | null }): string {
  return JSON.stringify([id, currency]);
}

function sums({ currency, total, own: its, received, kept, passed_on }: Amounts): string {
  const each = (amount: number) => money({ amount, currency });
  const came = received > 0 ? `${each(its)} its own + ${each(received)} from what it stands on = ${each(total)}` : each(total);
  return passed_on > 0 ? `${came} = ${each(kept)} kept + ${each(passed_on)} passed on` : came;
}

function share(amount: number, total: number): HTMLElement {
  const percent = total > 0 ? (100 * amount) / total : 0;
  return h("span", { class: "cost-share", role: "img", "aria-label": `${percent.toFixed(1)} percent`, title: `${percent.toFixed(1)} %` }, sized("width", `${percent}%`, h("span", {})));
}

/** By the property: the page's policy takes no style from an attribute. */
function sized(property: "flexGrow" | "width", value: string, element: HTMLElement): HTMLElement {
  element.style[property] = value;
  return element;
}

function lines(amounts: readonly { amount: number; currency: string | null }[]): HTMLElement[] {
  return amounts.map((each) => h("span", { class: "line" }, money(each)));
}
