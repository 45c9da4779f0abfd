/** What an agent needs first: ?ask=context&id=...&days=...&as_of=... */

import "./context.css";
import { call } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { choose } from "../app/choice.ts";
import { fill, h, own } from "../app/dom.ts";
import { count } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { readable } from "../app/time.ts";
import { timeField } from "../app/timefield.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { DAYS, fromParameters, LIMIT, MOST, toParameters, type Asked } from "./asked.ts";
import { lists } from "./lists.ts";
import type { ContextAnswer } from "./types.ts";

const SPANS = ["7", DAYS, "90", "365"];

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  const change = (part: Partial<Asked>) => frame.go("context", toParameters({ ...asked, ...part }));
  const search = picker({ label: "Who calls, or which ticket", hint: "A person or a ticket", kinds: ["Person", "Ticket"], onPick: ({ id }) => change({ id }) });
  const days = h("select", { id: "context-days", onchange: () => change({ days: days.value === DAYS ? "" : days.value }) });
  const asOf = timeField("context-as-of", (iso) => change({ asOf: iso }));
  const said = h("section", { class: "said", "aria-live": "polite" });
  const parts = h("div", { class: "context" });
  const question = asking(said);
  fill(
    root,
    h(
      "section",
      { class: "question panel given", "aria-label": "The question" },
      search.element,
      h("label", { for: "context-days" }, "Tickets of"),
      days,
      h("label", { for: "context-as-of" }, "As of"),
      asOf.element,
    ),
    said,
    parts,
  );

  function ask(): void {
    choose(days, SPANS, asked.days || DAYS, (span) => `${span} days`);
    asOf.show(asked.asOf);
    fill(parts);
    frame.title("");
    if (!asked.id) {
      question.end();
      fill(said, h("h1", {}, "What the agent needs first"), h("p", { class: "faint" }, "Choose who calls, or a ticket: what they work with, and what is wrong there."));
      return;
    }
    void question.ask(async (signal) => draw((await call<ContextAnswer>(`/agent-context?${toParameters(asked)}`, { signal })).body));
  }

  function draw(answer: ContextAnswer): void {
    const { text, as_of, about, callers, warnings, omitted } = answer;
    const past: [string, string][] = asked.asOf ? [["as_of", asked.asOf]] : [];
    const to = (ask: string, ...more: [string, string][]) => frame.href(ask, new URLSearchParams([...more, ...past]));
    const entity = (id: string, name: string) => h("a", { href: to("entity", ["id", id]), title: id }, own(name));
    const others = callers.filter(({ id }) => id !== about.id);
    const hurts = answer.things.some(({ relation }) => relation === "affected");
    const limit = Number(asked.limit || LIMIT);
    frame.title(`${about.name}: context`);
    fill(
      said,
      h("h1", {}, entity(about.id, about.name), h("span", { class: "faint context-kind" }, ` ${words(about.kind)}`)),
      others.length > 0 && h("p", {}, "Called by ", others.flatMap(({ id, name }, at) => [at > 0 && ", ", entity(id, name)]), "."),
      h("p", { class: "context-sentence" }, h("bdi", { dir: "ltr" }, text)),
      hurts && h("p", {}, h("a", { href: to("cause", ["symptom", about.id]) }, "Why did it break?")),
      h("p", { class: "faint" }, `As of ${readable(as_of)}${asked.asOf ? "" : ", the last that was recorded"}.`),
      warnings.map((warning) => h("p", { class: "warning" }, h("bdi", { dir: "ltr" }, warning))),
      Object.keys(omitted).length > 0 &&
        limit < MOST &&
        h("p", { class: "warning" }, `Each list ends at ${count(limit)}. `, h("button", { type: "button", class: "button", onclick: () => change({ limit: String(Math.min(10 * limit, MOST)) }) }, "List more")),
    );
    fill(
      parts,
      lists(answer, frame.vocabulary, asked.days || DAYS, {
        entity,
        licenses: (product, said) => h("a", { href: to("licenses", ["product", product]) }, said),
      }),
    );
  }

  ask();
  return {
    update(next) {
      asked = fromParameters(next);
      ask();
    },
    subject: () => (asked.id ? { id: asked.id, asOf: asked.asOf } : null),
    close: () => question.end(),
  };
}
