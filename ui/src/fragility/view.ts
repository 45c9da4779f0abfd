/** The map of the whole estate, or what takes one service down: alone, together, and for how much of the time. */

import "./fragility.css";
import { call, entities } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { chip } from "../app/chip.ts";
import { choose } from "../app/choice.ts";
import { fill, h, own } from "../app/dom.ts";
import { count, counted } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import { timeField } from "../app/timefield.ts";
import type { Named } from "../app/types.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { availabilityOf, cutsOf, DAYS, fromParameters, ofEstate, ORDER, ORDERS, pointsOf, toParameters, YEAR, type Asked } from "./asked.ts";
import { availability } from "./availability.ts";
import { cutSets } from "./cutsview.ts";
import { showMap } from "./mapview.ts";
import { called, to } from "./panes.ts";
import type { AvailabilityAnswer, CutSetsAnswer, LossesAnswer, SinglePoint, SinglePointsAnswer } from "./types.ts";

const LIMIT = 1_000;
const MOST = 100_000;
/** So many ids of what falls along are told. */
const FEW = 3;

interface Answer {
  text: string;
  as_of: string;
  omitted: number;
}

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  const names = new Map<string, string>();

  const change = (part: Partial<Asked>) => frame.go("fragility", toParameters({ ...asked, ...part }));
  const chosen = chip(frame, "services, all of them", () => change({ service: "", limit: "" }));
  const search = picker({
    label: "Of which service",
    hint: "Of which service?",
    kinds: ["Service"],
    onPick: ({ id, name }) => {
      names.set(id, name);
      change({ service: id });
    },
  });
  const order = h("select", { id: "fragility-order", onchange: () => change({ order: order.value }) });
  const days = h("select", { id: "fragility-days", onchange: () => change({ days: days.value }) });
  const asOf = timeField("fragility-as-of", (iso) => change({ asOf: iso }));
  const ofService = h("span", { class: "when" }, choice("fragility-order", "Cut sets of", order), choice("fragility-days", "Incidents of", days));
  const said = h("section", { class: "said", "aria-live": "polite" });
  const look = h("div", { class: "fragility-look" });
  const question = asking(said);
  fill(
    root,
    h("section", { class: "question panel given", "aria-label": "The question" }, h("span", { class: "label" }, "What takes down"), chosen.element, search.element, ofService, choice("fragility-as-of", "As of", asOf.element)),
    said,
    look,
  );

  const past = (): [string, string][] => (asked.asOf ? [["as_of", asked.asOf]] : []);
  const entity = (id: string) => frame.href("entity", new URLSearchParams([["id", id], ...past()]));
  const impact = (ids: readonly string[]) => frame.href("impact", new URLSearchParams([...ids.map((id): [string, string] => ["target", id]), ...past()]));
  const service = (id: string) => frame.href("fragility", toParameters({ ...asked, service: id, limit: "" }));

  const parts = [
    part<SinglePointsAnswer>("Alone", "single-points-of-failure", pointsOf, points),
    part<CutSetsAnswer>("Together", "cut-sets", cutsOf, (answer) => [
      !answer.complete && h("p", { class: "warning" }, `Not all were found in the time: of more than ${count(answer.complete_to)} none is told.`),
      ...cutSets(answer, impact),
      more(answer.omitted, "set"),
    ]),
    part<AvailabilityAnswer>("How much of the time it stands", "availability", availabilityOf, (answer) => [...availability(answer, entity), more(answer.omitted, "component")]),
  ];

  function showQuestion(): void {
    asOf.show(asked.asOf);
    choose(order, ORDERS, asked.order || ORDER, (one) => (one === "1" ? "one thing" : `up to ${one} things`));
    choose(days, DAYS, asked.days || YEAR, (one) => `the last ${one} days`);
    ofService.hidden = asked.service === "";
    chosen.show(asked.service, called({ id: asked.service, name: names.get(asked.service) ?? "" }), asked.asOf);
  }

  function ask(): void {
    fill(look);
    for (const each of parts) each.end();
    showQuestion();
    frame.title("Fragility");
    void question.ask(async (signal) => {
      if (asked.service === "") {
        const { body } = await call<LossesAnswer>("/analyses/fragility", { method: "POST", body: ofEstate(asked), signal });
        frame.title(body.text);
        fill(said, h("h1", { class: "sentence" }, own(body.text)), h("p", {}, dated(body)));
        showMap(look, body, { service, impact }, more);
        return;
      }
      // It is there at all: else each of the three would say the same.
      const [told] = await entities([asked.service], asked.asOf, signal);
      names.set(told!.id, told!.name);
      showQuestion();
      const title = `What takes ${called(told!)} down`;
      frame.title(title);
      fill(said, h("h1", { class: "sentence" }, "What takes ", own(called(told!)), " down"), h("p", { class: "faint" }, words(told!.kind)));
      fill(look, parts.map(({ element }) => element));
      for (const each of parts) each.ask();
    });
  }

  /** One of the three questions about a service: asked by itself, and anew only where it is another. */
  function part<T extends Answer>(title: string, analysis: string, body: (asked: Asked) => object, show: (answer: T) => (Node | false)[]) {
    const status = h("div", { "aria-live": "polite" });
    const content = h("div", { class: "fragility-part" });
    const asks = asking(status);
    let last = "";
    return {
      element: h("section", { class: "panel", "aria-label": title }, h("h2", {}, title), status, content),
      ask() {
        const now = JSON.stringify(body(asked));
        if (now === last) return;
        last = now;
        fill(content);
        void asks.ask(async (signal) => {
          const { body: answer } = await call<T>(`/analyses/${analysis}`, { method: "POST", body: body(asked), signal });
          fill(status, h("p", {}, own(answer.text), " ", dated(answer)));
          fill(content, show(answer));
        });
      },
      end() {
        last = "";
        asks.end();
      },
    };
  }

  function dated({ as_of }: Answer): HTMLElement {
    return h("span", { class: "faint" }, `As of ${readable(as_of)}${asked.asOf ? "" : ", the last that was recorded"}.`);
  }

  function points({ items, omitted, stands_on, service: its, named }: SinglePointsAnswer): (Node | false)[] {
    const names = new Map(named.map((each) => [each.id, each]));
    if (items.length === 0) return [stands_on === 0 && h("p", {}, "It needs nothing, or nobody has recorded what it needs.")];
    return [
      table<SinglePoint, string>({
        label: "What takes it down alone",
        columns: [
          { name: "name", title: "Thing", cell: (point) => to(impact([point.id]), point) },
          { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
          { name: "fallen", title: "Others that fall", numeric: true, cell: ({ takes_down, takes_down_omitted }) => count(takes_down.length - 1 + takes_down_omitted) },
          { name: "which", title: "Among them", cell: (point) => along(point, its.id, names) },
        ],
        rows: items,
        key: ({ id }) => id,
      }).element,
      more(omitted, "thing"),
    ];
  }

  function along({ takes_down, takes_down_omitted }: SinglePoint, its: string, names: ReadonlyMap<string, Named>): HTMLElement {
    const others = takes_down.filter((id) => id !== its);
    const left = others.length + takes_down_omitted - FEW;
    return h("span", {}, others.slice(0, FEW).flatMap((id, at) => [at > 0 && ", ", own(names.get(id)?.name || id)]), left > 0 && ` and ${count(left)} more`);
  }

  function more(omitted: number, what: string): Node | false {
    if (omitted === 0) return false;
    const limit = Number(asked.limit) || (asked.service === "" ? LIMIT / 10 : LIMIT);
    return h("p", { class: "warning" }, `${counted(omitted, `more ${what}`)} ${omitted === 1 ? "is" : "are"} not listed. `, limit < MOST && h("button", { type: "button", class: "button", onclick: () => change({ limit: String(Math.min(MOST, 10 * limit)) }) }, "List more"));
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (asked.service === "" || asked.service !== before.service || asked.asOf !== before.asOf) return ask();
      showQuestion();
      if (look.hasChildNodes()) for (const each of parts) each.ask();
    },
    subject: () => (asked.service ? { id: asked.service, asOf: asked.asOf } : null),
    close() {
      question.end();
      for (const each of parts) each.end();
    },
  };
}

function choice(id: string, label: string, field: HTMLElement): HTMLElement {
  return h("span", { class: "when" }, h("label", { for: id }, label), field);
}
