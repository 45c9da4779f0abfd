/** What there is, by location, kind and model; what carries a code; and stocktaking. */

import "./stock.css";
import { call, entities } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { chip } from "../app/chip.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import { count, money } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { table, type Column as TableColumn } from "../app/table.ts";
import { readable } from "../app/time.ts";
import { timeField } from "../app/timefield.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { filtered, fromParameters, LIMIT, LOOKS, MOST, query, sameQuestion, sorted, STATUSES, toParameters, type Asked, type Column, type Look } from "./asked.ts";
import { lookup } from "./lookup.ts";
import { stocktaking } from "./stocktaking.ts";
import type { StockAnswer, StockRow, Tally } from "./types.ts";

const LOOK_WORDS: Readonly<Record<Look, string>> = { stock: "What there is", stocktaking: "Stocktaking" };

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let answer: StockAnswer | null = null;
  let drawn = "";
  /** Of locations, so that the filter is called what they are called. */
  const names = new Map<string, string>();

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    frame.go("stock", toParameters(next), { replace: sameQuestion(next, asked) && next.code === asked.code });
  };
  const hardware = Object.values(frame.vocabulary.kinds)
    .filter(({ name, ancestors }) => name === "Hardware" || ancestors.includes("Hardware"))
    .map(({ name }) => name)
    .sort((a, b) => words(a).localeCompare(words(b), "en"));
  const looks = LOOKS.map((look) => ({ look, link: h("a", {}, LOOK_WORDS[look]) }));
  const place = chip(frame, "anywhere", () => change({ location: "" }));
  const search = picker({
    label: "Where: a site, a building, a room",
    hint: "Where?",
    onPick: ({ id, name }) => {
      names.set(id, name);
      change({ location: id });
    },
  });
  const kind = h("select", { id: "stock-kind", onchange: () => change({ kind: kind.value }) }, h("option", { value: "" }, "every kind"), hardware.map((one) => h("option", { value: one }, words(one))));
  const models = h("datalist", { id: "stock-models" });
  const model = h("input", { id: "stock-model", list: "stock-models", autocomplete: "off", size: 18, placeholder: "every model", onchange: () => change({ model: model.value.trim() }) });
  const asOf = timeField("stock-as-of", (iso) => change({ asOf: iso }));
  const byModel = h("span", { class: "given" }, h("label", { for: "stock-kind" }, "Kind"), kind, h("label", { for: "stock-model" }, "Model"), model, models, h("label", { for: "stock-as-of" }, "As of"), asOf.element);
  const codes = lookup(frame, (code) => change({ code }));
  const said = h("section", { class: "said", "aria-live": "polite" });
  const find = h("input", { type: "search", placeholder: "Filter by location, kind or model", "aria-label": "Filter by location, kind or model", oninput: () => change({ find: find.value }) });
  const shown = h("span", { class: "faint", role: "status" });
  const tools = h("form", { class: "filters", hidden: true, onsubmit: (event) => event.preventDefault() }, find, shown);
  const look = h("section", {});
  const counting = stocktaking(frame);
  const question = asking(said);
  fill(
    root,
    h("nav", { class: "tabs", "aria-label": "Parts of stock" }, h("ul", {}, looks.map(({ link }) => h("li", {}, link)))),
    h("section", { class: "question panel", "aria-label": "The question" }, h("div", { class: "given" }, h("span", { class: "label" }, "At"), place.element, search.element, byModel)),
    codes.element,
    said,
    tools,
    look,
    counting.element,
  );

  function showQuestion(): void {
    const isStock = asked.look === "stock";
    for (const { look: one, link } of looks) {
      link.href = frame.href("stock", toParameters({ ...asked, look: one, code: "" }));
      if (one === asked.look) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    byModel.hidden = !isStock;
    said.hidden = look.hidden = !isStock;
    counting.element.hidden = isStock;
    kind.value = asked.kind;
    // Of the address, which may name what is no kind of hardware: the API says so.
    if (kind.value !== asked.kind) {
      kind.append(h("option", { value: asked.kind }, asked.kind));
      kind.value = asked.kind;
    }
    if (document.activeElement !== model) model.value = asked.model;
    asOf.show(asked.asOf);
    place.show(asked.location, names.get(asked.location) ?? asked.location, asked.asOf);
    codes.show(asked.code);
    counting.show(asked.location && { id: asked.location, name: names.get(asked.location) ?? asked.location });
  }

  function ask(): void {
    answer = null;
    drawn = "";
    fill(look);
    tools.hidden = true;
    showQuestion();
    frame.title("Stock");
    if (asked.look === "stocktaking") {
      question.end();
      void called();
      return;
    }
    void question.ask(async (signal) => {
      const { body } = await call<StockAnswer>(`/assets/stock?${query(asked)}`, { signal });
      for (const { location } of body.items) if (location) names.set(location.id, location.name);
      await called(signal);
      answer = body;
      draw(body);
    });
  }

  /** Looks up what the location of the address is called. */
  async function called(signal = new AbortController().signal): Promise<void> {
    const { location } = asked;
    if (location !== "" && !names.has(location)) {
      const [one] = await entities([location], asked.asOf, signal).catch(() => []);
      // What cannot be looked up goes by its id; what is asked with it says what is wrong.
      if (one) names.set(one.id, one.name);
    }
    showQuestion();
  }

  function draw({ text, as_of, on, items, omitted, totals, warnings }: StockAnswer): void {
    frame.title(text);
    const limit = Number(asked.limit || LIMIT);
    fill(
      said,
      h("h1", { class: "sentence" }, text),
      totals.count > 0 && h("p", {}, STATUSES.filter((status) => totals.by_status[status]).map((status) => `${count(totals.by_status[status]!)} ${statusWord(status)}`).join(", "), "."),
      totals.count === 0 && h("p", {}, "Nothing that is recorded fits. Choose another location, kind or model, or record hardware with LOCATED_IN."),
      h("p", { class: "faint" }, `As of ${readable(as_of)}${asked.asOf ? "" : ", the last that was recorded"}. Book values on ${on}.`),
      warnings.map((warning) => h("p", { class: "warning" }, warning)),
      asked.odd.map((one) => h("p", { class: "error" }, one)),
      omitted > 0 &&
        h(
          "p",
          { class: "warning" },
          `${count(omitted)} rows are not listed; the sums hold them. `,
          limit < MOST && h("button", { class: "button", onclick: () => change({ limit: String(Math.min(Math.max(10 * limit, LIMIT), MOST)) }) }, "List more"),
        ),
    );
    fill(models, [...new Set(items.map((item) => item.model))].filter((one) => one !== null).map((one) => h("option", { value: one })));
    tools.hidden = items.length === 0;
    show();
  }

  function show(): void {
    if (answer === null) return;
    const { items, totals } = answer;
    if (find.value !== asked.find) find.value = asked.find;
    const wanted = JSON.stringify([asked.find, asked.sort, asked.descending]);
    if (wanted === drawn) return;
    drawn = wanted;
    const rows = filtered(items, asked.find);
    shown.textContent = `${count(rows.length)} of ${count(items.length)}`;
    if (rows.length === 0) return fill(look, items.length > 0 && h("p", { class: "faint" }, "The filter lets nothing through."));
    const columns = columnsOf(totals);
    const made = table<StockRow, Column>({
      label: "Stock",
      columns,
      rows: sorted(rows, asked.sort, asked.descending),
      key: ({ location, kind: of, model: its }) => JSON.stringify([location?.id, of, its]),
      sorting: { sort: asked.sort, descending: asked.descending, onSort: (sort, descending) => change({ sort, descending }) },
      // The sums are of the whole answer: where a filter leaves rows out they would belong to others.
      ...(rows.length === items.length && { foot: ["All", "", "", ...columns.slice(3).map((column) => column.cell({ ...totals, location: null, kind: "", model: null }))] }),
    });
    redraw(look, () => fill(look, made.element));
  }

  function columnsOf(totals: Tally): TableColumn<StockRow, Column>[] {
    const only = (part: Partial<Asked>, text: string) =>
      h("a", { href: frame.href("stock", toParameters({ ...asked, find: "", code: "", ...part })) }, own(text));
    return [
      { name: "location", title: "Location", cell: ({ location }) => (location ? only({ location: location.id }, location.name) : h("em", {}, "no location")) },
      { name: "kind", title: "Kind", cell: (row) => only({ kind: row.kind }, words(row.kind)) },
      { name: "model", title: "Model", cell: (row) => (row.model === null ? h("em", {}, "no model") : only({ model: row.model }, row.model)) },
      { name: "count", title: "Assets", numeric: true, cell: (row) => count(row.count) },
      ...STATUSES.filter((status) => totals.by_status[status]).map((status): TableColumn<StockRow, Column> => ({
        name: `status-${status}`,
        title: words(statusWord(status)),
        numeric: true,
        cell: ({ by_status }) => (by_status[status] ? count(by_status[status]) : ""),
      })),
      { name: "free", title: "Free", numeric: true, cell: ({ free }) => h(free > 0 ? "strong" : "span", {}, count(free)) },
      { name: "value", title: "Book value", numeric: true, cell: worth },
    ];
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (!sameQuestion(before, asked)) return ask();
      showQuestion();
      show();
    },
    // Within stock, what was scanned stays where it is typed.
    leave: (go, to) => to?.ask === "stock" || counting.leave(go),
    close() {
      question.end();
      codes.close();
      counting.close();
      answer = null;
    },
  };
}

/** A status as it stands in a sentence; assets without one are said to be so. */
export function statusWord(status: string): string {
  return status === "unknown" ? "without status" : status.replaceAll("_", " ");
}

/** Sums by currency, and how many are not in them. */
function worth({ book_value, unvalued, count: all }: Tally): (Node | string | false)[] {
  return [
    ...book_value.map((each) => h("span", { class: "line" }, money(each))),
    unvalued > 0 && h("span", { class: "line faint" }, unvalued === all ? "not known" : `${count(unvalued)} not known`),
  ];
}
