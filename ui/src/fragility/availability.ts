/** How much of the time a service stands, and what a second one of each thing would save. */

import { h } from "../app/dom.ts";
import { count, counted, money } from "../app/numbers.ts";
import { table } from "../app/table.ts";
import { words } from "../app/words.ts";
import { hours, inWords, percent } from "./figures.ts";
import { to } from "./panes.ts";
import type { AvailabilityAnswer, Component } from "./types.ts";

const SOURCES: Readonly<Record<string, string>> = { recorded: "its own, recorded", incidents: "its own incidents", kind: "all of its kind" };

/** `entity` is the address of the page of one. */
export function availability(answer: AvailabilityAnswer, entity: (id: string) => string): (Node | false)[] {
  const { interval, hours_a_year, cost_a_year, currency, items, service, stands_on, without_figures } = answer;
  return [
    h(
      "div",
      { class: "fragility-figure" },
      h("p", { class: "fragility-percent" }, answer.availability === null ? "unknown" : percent(answer.availability)),
      hours_a_year !== null && h("p", {}, downtime(hours_a_year)),
      cost_a_year !== null && h("p", {}, `${money({ amount: cost_a_year, currency })} a year`),
      interval !== null && h("p", { class: "faint" }, `By trial: 95 % sure that it is between ${percent(interval[0])} and ${percent(interval[1])}.`),
    ),
    without_figures > 0 &&
      h(
        "p",
        { class: "warning" },
        unheardOf(without_figures, stands_on + 1, answer.availability !== null),
      ),
    items.length > 0 &&
      (interval === null ? h("h3", {}, "What a second one would save, in hours a year") : h("p", {}, "By trial, what a second one would save is not known: what fails most comes first.")),
    items.length > 0 && components(items, interval === null, service.id, entity),
    items.length > 0 && h("p", { class: "faint" }, "Of two, one is enough. Down by itself: hours a year. MTBF, MTTR: hours."),
  ];
}

function downtime(amount: number): string {
  const other = inWords(amount);
  return `${hours(amount)} hours down a year${other && `, ${other}`}`;
}

/** What an availability says nothing of; where there is none, only that. */
function unheardOf(without: number, all: number, known: boolean): string {
  const [fail, count_as] = without === 1 ? ["it fails", "it counts as if it never did"] : ["they fail", "they count as if they never did"];
  const of = `f ${count(without)} of ${counted(all, "thing")} nothing tells how often ${fail}`;
  return known ? `It may well be worse: o${of}, and ${count_as}.` : `O${of}.`;
}

function components(items: readonly Component[], exact: boolean, service: string, entity: (id: string) => string): HTMLElement {
  const bars = ({ doubled_saves_hours, hours_a_year }: Component) => (exact ? (doubled_saves_hours ?? 0) : hours_a_year);
  const most = Math.max(...items.map(bars));
  return table<Component, string>({
    label: exact ? "What a second one would save" : "What fails most",
    columns: [
      { name: "name", title: "Component", cell: (one) => [to(entity(one.id), one), " ", h("span", { class: "faint" }, one.id === service ? "the service itself" : words(one.kind))] },
      { name: "saves", title: exact ? "Saves" : "Down by itself", cell: (one) => bar(bars(one), most) },
      ...(exact ? [{ name: "down", title: "Down by itself", numeric: true, cell: ({ hours_a_year }: Component) => hours(hours_a_year) }] : []),
      { name: "mtbf", title: "MTBF", numeric: true, cell: ({ mtbf_hours }) => hours(mtbf_hours) },
      { name: "mttr", title: "MTTR", numeric: true, cell: ({ mttr_hours }) => hours(mttr_hours) },
      { name: "source", title: "Figures of", cell: ({ source }) => SOURCES[source] ?? source },
    ],
    rows: items,
    key: ({ id }) => id,
  }).element;
}

function bar(value: number, most: number): HTMLElement {
  const filled = h("span", {});
  filled.style.width = `${most > 0 ? (100 * value) / most : 0}%`;
  return h("span", { class: "fragility-saves" }, h("span", { class: "fragility-bar", "aria-hidden": "true" }, filled), h("span", {}, hours(value)));
}
