/** Metrics as charts: who asks, of what, by which periods; a card for each metric, and the records of the bar that is open. */

import "./metrics.css";
import { call, entities } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { chip } from "../app/chip.ts";
import { choose } from "../app/choice.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame, View } from "../app/question.ts";
import { readable } from "../app/time.ts";
import { dayField, timeField } from "../app/timefield.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { BYS, fromParameters, GROUPS, query, sameQuestion, toParameters, type Asked } from "./asked.ts";
import { card } from "./chart.ts";
import { recordsPane } from "./records.ts";
import type { MetricsAnswer } from "./types.ts";

const BY_WORDS: Readonly<Record<string, string>> = { month: "by month", week: "by week", day: "by day", none: "as one" };
const GROUP_WORDS: Readonly<Record<string, string>> = { none: "no groups", team: "by team", kind: "by kind", priority: "by priority" };

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let asked = fromParameters(parameters);
  let answer: MetricsAnswer | null = null;
  const names = new Map<string, string>();

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    const figures = sameQuestion(next, asked);
    // An address that is handed on means the same days to whoever opens it.
    frame.go("metrics", toParameters({ ...next, zone: next.zone || here, ...(figures ? {} : { metric: "", period: "", of: null }) }), { replace: figures && asked.metric !== "" });
  };
  const from = dayField("metrics-from", (day) => change({ from: day }));
  const to = dayField("metrics-to", (day) => change({ to: day }));
  const asOf = timeField("metrics-as-of", (iso) => change({ asOf: iso }));
  const by = h("select", { "aria-label": "Periods", onchange: () => change({ by: by.value }) });
  const group = h("select", { "aria-label": "Groups", onchange: () => change({ group: group.value }) });
  const kind = h("select", { "aria-label": "Kind of ticket", onchange: () => change({ kind: kind.value }) });
  const service = one("service", "Of a service, or anything that tickets affect", "Of which service?");
  const team = one("team", "Of a team", "Of which team?", ["Team"]);
  const said = h("section", { class: "said", "aria-live": "polite" });
  const look = h("section", { class: "look metric-cards" });
  const question = asking(said);
  const records = recordsPane(frame, here, () => change({ metric: "", period: "", of: null }));
  fill(
    root,
    h(
      "section",
      { class: "question panel", "aria-label": "The question" },
      h("div", { class: "given" }, h("span", { class: "label" }, "How it goes with"), kind, ...service.elements, ...team.elements),
      h(
        "div",
        { class: "given" },
        h("label", { for: "metrics-from" }, "From"),
        from.element,
        h("label", { for: "metrics-to" }, "To"),
        to.element,
        by,
        group,
        h("label", { for: "metrics-as-of" }, "As of"),
        asOf.element,
      ),
    ),
    said,
    h("div", { class: "answer" }, look, records.element),
  );

  /** A filter by one entity: a chip, or a box to choose it. */
  function one(which: "service" | "team", label: string, hint: string, kinds?: readonly string[]): { elements: HTMLElement[]; show(): void } {
    const filter = chip(frame, "", () => change({ [which]: "" }));
    const search = picker({
      label,
      hint,
      ...(kinds ? { kinds } : {}),
      onPick: ({ id, name }) => {
        names.set(id, name);
        change({ [which]: id });
      },
    });
    return {
      elements: [filter.element, search.element],
      show() {
        const id = asked[which];
        search.element.hidden = id !== "";
        filter.show(id, names.get(id) ?? id, asked.asOf);
      },
    };
  }

  function showQuestion(): void {
    from.show(asked.from);
    to.show(asked.to);
    asOf.show(asked.asOf);
    choose(by, BYS, asked.by || "month", (each) => BY_WORDS[each]);
    choose(group, GROUPS, asked.group || "none", (each) => GROUP_WORDS[each]);
    choose(kind, kindsOfTickets(frame), asked.kind || "Incident", (each) => (each === "Ticket" ? "All tickets" : words(each)));
    service.show();
    team.show();
  }

  function ask(): void {
    answer = null;
    fill(look);
    showQuestion();
    records.show(asked, null);
    frame.title("Metrics");
    void question.ask(async (signal) => {
      const { body } = await call<MetricsAnswer>(`/ticket-metrics?${query(asked, here)}`, { signal });
      const unknown = [asked.service, asked.team].filter((id) => id !== "" && !names.has(id));
      for (const { id, name } of await entities(unknown, asked.asOf, signal)) names.set(id, name);
      answer = body;
      showQuestion();
      frame.title(body.text);
      fill(
        said,
        h("h1", { class: "sentence" }, `${words(asked.kind || "Incident")} metrics`),
        h("p", {}, own(sentence(body))),
        h("p", { class: "faint" }, `As recorded by ${readable(body.as_of)}. Open a bar for the records behind it.`),
      );
      draw();
    });
  }

  function draw(): void {
    if (answer === null) return;
    const told = answer;
    redraw(look, () =>
      fill(
        look,
        told.metrics.map((metric) =>
          card(metric, {
            by: asked.by || "month",
            zone: asked.zone || here,
            open: { metric: asked.metric, period: asked.period, of: asked.of },
            onOpen: (name, period, of) => change({ metric: name, period: period.from, of }),
          }),
        ),
      ),
    );
    records.show(asked, told);
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      // The zone is put into the address with the first choice, and is the same.
      if (sameQuestion({ ...before, zone: before.zone || here }, { ...asked, zone: asked.zone || here })) draw();
      else ask();
    },
    close() {
      question.end();
      records.close();
    },
  };
}

function sentence({ from, to, tickets }: MetricsAnswer): string {
  return `${tickets.toLocaleString("en")} ${tickets === 1 ? "ticket was" : "tickets were"} looked at, from ${readable(from)} to ${readable(to)}.`;
}

function kindsOfTickets({ vocabulary }: Frame): string[] {
  const found = Object.values(vocabulary.kinds).filter(({ ancestors, abstract }) => ancestors.includes("Ticket") && !abstract);
  return [...found.map(({ name }) => name).sort(), "Ticket"];
}
