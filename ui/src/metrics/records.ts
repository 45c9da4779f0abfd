/** The records behind a bar. */

import { call } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count } from "../app/numbers.ts";
import type { Frame } from "../app/question.ts";
import { table } from "../app/table.ts";
import { words } from "../app/words.ts";
import { queryOf, type Asked } from "./asked.ts";
import type { CiFigures, Metric, MetricsAnswer, PeriodFigures, Records } from "./types.ts";
import { periodName, readable, titleOf, unitOf, valueName } from "./values.ts";

export interface RecordsPane {
  element: HTMLElement;
  /** The records of the bar that is asked for, in this answer; null: there is none yet. */
  show(asked: Asked, answer: MetricsAnswer | null): void;
  close(): void;
}

/** `here` is the reader's zone. */
export function recordsPane(frame: Frame, here: string, closed: () => void): RecordsPane {
  const body = h("div", {});
  const element = h(
    "aside",
    { class: "evidence panel", "aria-label": "Records", hidden: true },
    h("button", { type: "button", class: "quiet closer", "aria-label": "Close the records", onclick: closed }, "×"),
    body,
  );
  const question = asking(body);
  let shown = "";

  function show(asked: Asked, answer: MetricsAnswer | null): void {
    const found = answer && barOf(asked, answer);
    element.hidden = !found;
    const wanted = found ? JSON.stringify([asked, found.period.from, answer?.as_of]) : "";
    if (wanted === shown) return;
    shown = wanted;
    question.end();
    if (!found) return;
    void question.ask(async (signal) => {
      const told = (await call<MetricsAnswer>(`/ticket-metrics?${queryOf(asked, here, found.period)}`, { signal })).body;
      const whole = barOf({ ...asked, period: told.metrics[0]?.periods[0]?.from ?? "" }, told);
      if (whole) draw(whole, asked);
      // Groups are ranked by the one period now.
      else fill(body, h("p", {}, "Of this period alone, the group is not among those that are told: choose its team or kind above."));
    });
  }

  function draw({ metric, period, group }: Bar, asked: Asked): void {
    const { counted, records, apart, cis, cis_omitted } = period;
    const all = Object.entries(apart).filter(([, many]) => many > 0);
    const rest = counted && { count: records.count - counted.count, ids: records.ids.filter((id) => !counted.ids.includes(id)), omitted: 0 };
    fill(
      body,
      h("h2", {}, titleOf(metric.metric)),
      h("p", {}, periodName(period, asked.by || "month", asked.zone || here), group !== null && [", ", own(group)]),
      h(
        "dl",
        { class: "metric-values" },
        Object.entries(period.values).flatMap(([name, value]) => [h("dt", {}, valueName(name)), h("dd", {}, readable(value, unitOf(metric, name)))]),
        all.flatMap(([name, many]) => [h("dt", { class: "faint" }, `apart: ${words(name).toLowerCase()}`), h("dd", { class: "faint" }, count(many))]),
      ),
      cis !== null && ciTable(cis, cis_omitted, asked),
      counted === null && list("The tickets", records, asked),
      counted !== null && list("Counted", counted, asked),
      rest !== null && list("Not counted", { ...rest, omitted: records.omitted + counted!.omitted > 0 ? Math.max(0, rest.count - rest.ids.length) : 0 }, asked),
    );
  }

  function list(title: string, { count: many, ids, omitted }: Records, asked: Asked): Node[] {
    return [
      h("h3", {}, `${title}: ${count(many)}`),
      ...few(h("ul", { class: "plain metric-records" }), ids, (id) => h("li", {}, entity(id, id, asked))),
      ...(omitted > 0 ? [h("p", { class: "warning" }, `${count(omitted)} more are not listed.`)] : []),
    ];
  }

  function ciTable(cis: readonly CiFigures[], omitted: number, asked: Asked): Node[] {
    return [
      h("div", { class: "metric-cis" }, table<CiFigures, string>({
        label: "Failures by CI",
        columns: [
          { name: "name", title: "CI", cell: ({ id, name }) => entity(id, name, asked) },
          { name: "failures", title: "Failures", numeric: true, cell: ({ failures }) => count(failures) },
          { name: "down", title: "Down", numeric: true, cell: ({ down }) => readable(down, "seconds") },
          { name: "mtbf", title: "MTBF", numeric: true, cell: ({ mtbf }) => readable(mtbf, "seconds") },
          { name: "mttr", title: "MTTR", numeric: true, cell: ({ mttr }) => readable(mttr, "seconds") },
        ],
        rows: cis,
        key: ({ id }) => id,
      }).element),
      ...(omitted > 0 ? [h("p", { class: "warning" }, `${count(omitted)} more CIs, of fewer failures, are not listed.`)] : []),
    ];
  }

  function entity(id: string, name: string, { asOf }: Asked): HTMLElement {
    return h("a", { href: frame.href("entity", new URLSearchParams({ id, ...(asOf ? { as_of: asOf } : {}) })), title: id }, own(name));
  }

  return { element, show, close: () => question.end() };
}

interface Bar {
  metric: Metric;
  period: PeriodFigures;
  /** The name of its group; null is all. */
  group: string | null;
}

function barOf({ metric: name, period: from, of }: Asked, { metrics }: MetricsAnswer): Bar | null {
  const metric = metrics.find((one) => one.metric === name);
  const group = of === null ? null : metric?.groups?.find((one) => (one.group.id ?? "") === of);
  if (!metric || group === undefined) return null;
  const period = (group?.periods ?? metric.periods).find((one) => one.from === from);
  return period ? { metric, period, group: group?.group.name ?? null } : null;
}
