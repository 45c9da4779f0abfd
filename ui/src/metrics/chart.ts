/** A metric as bars that can be opened, and as a row for each group. */

import { h, own } from "../app/dom.ts";
import { count, plural } from "../app/numbers.ts";
import { words } from "../app/words.ts";
import type { GroupFigures, Metric, PeriodFigures } from "./types.ts";
import { headline, periodName, periodTick, readable, short, titleOf, unitOf, valueName } from "./values.ts";

/** More bars than this have no value above them, and a name under some of them alone: a month takes less room than a day. */
const NAMED = 12;
const NAMED_DAYS = 6;
/** More periods than this make no table of groups. */
const MOST_COLUMNS = 24;

export interface Shown {
  by: string;
  zone: string;
  /** The bar that is open: its period's beginning, and its group's id; null is that of all. */
  open: { metric: string; period: string; of: string | null };
  onOpen(metric: string, period: PeriodFigures, of: string | null): void;
}

export function card(metric: Metric, shown: Shown): HTMLElement {
  return h(
    "section",
    { class: "panel metric", "aria-label": titleOf(metric.metric), "data-metric": metric.metric },
    h("h2", {}, titleOf(metric.metric)),
    legend(metric),
    bars(metric, shown),
    groups(metric, shown),
    h("details", {}, h("summary", { class: "faint" }, "What it means"), h("p", {}, metric.definition)),
  );
}

function legend(metric: Metric): HTMLElement {
  const { name, upTo } = headline(metric.periods[0] ?? { values: {} });
  const line = upTo !== null || "p90" in (metric.periods[0]?.values ?? {});
  const what = name === "rate" ? "Share" : name === "failures" ? "How many" : words(name);
  return h("p", { class: "faint" }, line ? `Bar: ${what.toLowerCase()}. Line: up to the ${valueName("p90")}.` : `${what} of each period.`);
}

function bars(metric: Metric, shown: Shown): HTMLElement {
  const most = Math.max(...metric.periods.map((period) => Math.max(headline(period).value ?? 0, headline(period).upTo ?? 0)), metric.unit === "share" ? 1 : 0);
  const every = Math.ceil(metric.periods.length / (shown.by === "month" ? NAMED : NAMED_DAYS));
  return h(
    "ol",
    { class: "metric-bars", "aria-label": `${titleOf(metric.metric)} by period` },
    metric.periods.map((period, at) => h("li", {}, bar(metric, period, most, at % every === 0, shown))),
  );
}

function bar(metric: Metric, period: PeriodFigures, most: number, named: boolean, { by, zone, open, onOpen }: Shown): HTMLElement {
  const { name, value, upTo } = headline(period);
  const high = (amount: number) => `${most > 0 ? (100 * amount) / most : 0}%`;
  const solid = h("span", { class: "metric-bar" });
  solid.style.height = high(value ?? 0);
  const line = h("span", { class: "metric-line", hidden: upTo === null });
  line.style.height = high(upTo ?? 0);
  const pressed = open.metric === metric.metric && open.period === period.from && open.of === null;
  const text = `${periodName(period, by, zone)}: ${summary(metric, period)}`;
  return h(
    "button",
    { type: "button", class: "metric-column", title: text, "aria-pressed": pressed, onclick: () => onOpen(metric.metric, period, null) },
    h("span", { class: "metric-value" }, metric.periods.length <= NAMED ? short(value, unitOf(metric, name)) : ""),
    h("span", { class: "metric-stage", "aria-hidden": "true" }, line, solid),
    h("span", { class: "metric-tick" }, named ? periodTick(period, by, zone) : ""),
    // The name holds what is seen, and all of it.
    h("span", { class: "unseen" }, ` ${text}`),
  );
}

/** `median 4 h, 90th percentile 9 h, of 23 tickets` */
export function summary(metric: Metric, period: PeriodFigures): string {
  const { name, value, upTo } = headline(period);
  const told = [`${valueName(name)} ${readable(value, unitOf(metric, name))}`, upTo !== null && `${valueName("p90")} ${readable(upTo, metric.unit)}`].filter(Boolean).join(", ");
  const of = `${count(period.records.count)} ${plural("ticket", period.records.count)}`;
  return period.counted ? `${told}, ${count(period.counted.count)} of ${of}` : `${told}, of ${of}`;
}

function groups(metric: Metric, shown: Shown): Node | false {
  if (!metric.groups) return false;
  if (metric.periods.length > MOST_COLUMNS) return h("p", { class: "faint" }, `Groups are shown for at most ${MOST_COLUMNS} periods: choose longer ones.`);
  return h(
    "div",
    {},
    h(
      "div",
      { class: "scroll", role: "region", "aria-label": `${titleOf(metric.metric)} by group`, tabindex: 0 },
      h(
        "table",
        { class: "table metric-groups" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Group"), metric.periods.map((period) => h("th", { scope: "col", class: "number" }, periodName(period, shown.by, shown.zone))))),
        h("tbody", {}, metric.groups.map((group) => row(metric, group, shown))),
      ),
    ),
    metric.groups_omitted > 0 && h("p", { class: "warning" }, `${count(metric.groups_omitted)} more groups, of fewer tickets, are not listed; the bars hold them.`),
  );
}

function row(metric: Metric, { group, periods }: GroupFigures, { by, zone, open, onOpen }: Shown): HTMLElement {
  const id = group.id ?? "";
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, own(group.name)),
    periods.map((period) => {
      const { name, value } = headline(period);
      const pressed = open.metric === metric.metric && open.period === period.from && open.of === id;
      const text = `${group.name}, ${periodName(period, by, zone)}: ${summary(metric, period)}`;
      return h(
        "td",
        { class: "number" },
        period.records.count === 0
          ? h("span", { class: "faint" }, "–")
          : h("button", { type: "button", class: "quiet open", "aria-label": text, title: text, "aria-pressed": pressed, onclick: () => onOpen(metric.metric, period, id) }, readable(value, unitOf(metric, name))),
      );
    }),
  );
}
