/** The whole position: the sentence first, then a row for each product and metric, and the evidence of the one that is selected. */

import "./licenses.css";
import { call, file } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { save } from "../app/files.ts";
import { count, money } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { opener, table, type Column as TableColumn, type Table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import { dayField, timeField } from "../app/timefield.ts";
import { counts, filtered, fromParameters, ONLY, query, sameQuestion, selected, sorted, toParameters, type Asked, type Column, type Only } from "./asked.ts";
import { evidencePane } from "./evidence.ts";
import { called, difference, keyOf } from "./position.ts";
import type { Position, PositionsAnswer } from "./types.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ONLY_WORDS: Readonly<Record<Only, string>> = { lacking: "lacking units", warned: "with warnings" };

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let answer: PositionsAnswer | null = null;
  let tabled: { wanted: string; table: Table } | null = null;
  const left = new AbortController();

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    const opens = asked.product === "" && next.product !== "";
    frame.go("licenses", toParameters(next), { replace: sameQuestion(next, asked) && !opens });
  };
  const select = ({ product, metric }: Position) => change({ product, metric: metric ?? "" });
  const asOf = timeField("licenses-as-of", (iso) => change({ asOf: iso }));
  const on = dayField("licenses-on", (day) => change({ on: day }));
  const ifLink = h("a", {}, "What if something changes");
  const said = h("section", { class: "said", "aria-live": "polite" });
  const find = h("input", {
    type: "search", placeholder: "Filter by product, metric or license", "aria-label": "Filter by product, metric or license",
    oninput: () => change({ find: find.value }),
  });
  const boxes = ONLY.map((one) => {
    const of = h("span", {});
    const box = h("input", { type: "checkbox", onchange: () => change({ only: ONLY.filter((each) => (each === one ? box.checked : asked.only.includes(each))) }) });
    return { one, box, of, label: h("label", { class: "check" }, box, `Only ${ONLY_WORDS[one]} `, of) };
  });
  const shown = h("span", { class: "faint", role: "status" });
  const workbook = h("button", { class: "quiet", type: "button", title: "Every position, with every row of evidence", onclick: () => void download() }, "XLSX");
  const tools = h(
    "form",
    { class: "filters", "aria-label": "Filters and files", hidden: true, onsubmit: (event) => event.preventDefault() },
    find,
    h("fieldset", {}, h("legend", { class: "unseen" }, "Only"), boxes.map(({ label }) => label)),
    shown,
    workbook,
  );
  const missing = h("p", { class: "error", role: "alert" });
  const look = h("section", { class: "look" });
  const evidence = evidencePane(frame, () => change({ product: "", metric: "" }));
  const beside = h("section", { class: "beside" });
  const question = asking(said);
  fill(
    root,
    h(
      "section",
      { class: "question panel given", "aria-label": "The question" },
      h("span", { class: "label" }, "Are we entitled"),
      h("label", { for: "licenses-as-of" }, "As of"),
      asOf.element,
      h("label", { for: "licenses-on" }, "Entitlements on"),
      on.element,
      ifLink,
    ),
    said,
    tools,
    missing,
    h("div", { class: "answer" }, look, evidence.element),
    beside,
  );

  function showQuestion(): void {
    asOf.show(asked.asOf);
    on.show(asked.on);
    ifLink.href = frame.href("what-if", query(asked));
  }

  function ask(): void {
    answer = tabled = null;
    for (const part of [look, beside, missing]) fill(part);
    tools.hidden = true;
    evidence.show(null, asked);
    showQuestion();
    frame.title("");
    void question.ask(async (signal) => {
      answer = (await call<PositionsAnswer>(`/license-positions?${query(asked)}`, { signal })).body;
      draw(answer);
    });
  }

  function draw({ text, as_of, on: day, items, warnings }: PositionsAnswer): void {
    frame.title(text);
    fill(
      said,
      h("h1", { class: "sentence" }, text),
      items.length > 0 && h("p", {}, counts(items)),
      items.length === 0 && h("p", {}, "A position comes from software products, the licenses that entitle to them, and their installations: import them, or record them one by one."),
      h("p", { class: "faint" }, `As of ${readable(as_of)}`, asked.asOf ? "" : ", the last that was recorded", `. Entitlements as they are on ${day}.`),
      asked.odd.map((one) => h("p", { class: "error" }, one)),
    );
    for (const { one, of } of boxes) of.textContent = count(filtered(items, { find: "", only: [one] }).length);
    tools.hidden = items.length === 0;
    fill(
      beside,
      warnings.length > 0 &&
        h(
          "section",
          { class: "panel" },
          h("h2", {}, `Count nowhere: ${count(warnings.length)}`),
          few(h("ul", { class: "plain" }), warnings, (warning) => h("li", { class: "warning" }, own(warning))),
        ),
    );
    show();
  }

  function show(): void {
    if (answer === null) return;
    const { items } = answer;
    const nodes = filtered(items, asked);
    const wanted = JSON.stringify([asked.find, asked.only, asked.sort, asked.descending]);
    if (tabled?.wanted !== wanted) {
      const made = tableOf(sorted(nodes, asked.sort, asked.descending));
      tabled = { wanted, table: made };
      redraw(look, () => fill(look, nodes.length > 0 ? made.element : items.length > 0 && h("p", { class: "faint" }, "The filters let nothing through.")));
    }
    if (find.value !== asked.find) find.value = asked.find;
    for (const { one, box } of boxes) box.checked = asked.only.includes(one);
    const text = `${count(nodes.length)} of ${count(items.length)}`;
    if (shown.textContent !== text) shown.textContent = text;
    const chosen = selected(items, asked) ?? null;
    tabled.table.select(chosen === null ? "" : keyOf(chosen));
    missing.textContent = asked.product && chosen === null ? `There is no position of ${[asked.product, asked.metric].filter(Boolean).join(" under ")} at this time.` : "";
    evidence.show(chosen, asked);
  }

  function tableOf(rows: Position[]): Table {
    return table<Position, Column>({
      label: "Positions",
      columns: columns(select),
      rows,
      key: keyOf,
      sorting: { sort: asked.sort, descending: asked.descending, onSort: (sort, descending) => change({ sort, descending }) },
      onSelect: select,
    });
  }

  /** As of the answer, so that the file holds what is shown. */
  async function download(): Promise<void> {
    if (answer === null) return;
    workbook.disabled = true;
    frame.announce("The XLSX is on its way.");
    try {
      const body = await file(`/license-positions?${query({ asOf: answer.as_of, on: answer.on })}`, XLSX, { signal: left.signal });
      save(`license-positions-${answer.on}.xlsx`, body);
    } catch (error) {
      if (!left.signal.aborted) frame.complain(error);
    } finally {
      workbook.disabled = false;
    }
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
    key(event) {
      if (event.key === "e" && !evidence.element.hidden) evidence.element.focus();
      else if (event.key === "Escape" && asked.product) change({ product: "", metric: "" });
      else return false;
      return true;
    },
    keys: [["e", "go to the evidence"]],
    close() {
      left.abort();
      question.end();
      answer = null;
    },
  };
}

function columns(select: (item: Position) => void): TableColumn<Position, Column>[] {
  return [
    { name: "name", title: "Product", cell: (item) => opener(own(called(item)), item.product, () => select(item)) },
    { name: "metric", title: "Metric", cell: ({ metric }) => (metric === null ? h("em", {}, "no license") : own(metric)) },
    { name: "owned", title: "Owned", numeric: true, cell: ({ owned }) => count(owned) },
    { name: "required", title: "Required", numeric: true, cell: ({ required }) => count(required) },
    { name: "delta", title: "Delta", numeric: true, cell: difference },
    { name: "exposure", title: "Exposure", numeric: true, cell: ({ exposure, delta }) => (exposure ? money(exposure) : delta < 0 && h("em", {}, "no price known")) },
    { name: "warnings", title: "Warnings", numeric: true, cell: ({ warnings }) => warnings.length > 0 && h("span", { class: "warning" }, count(warnings.length)) },
  ];
}
