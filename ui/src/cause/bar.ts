/** The question as something to build: what hurts, how and since when, and how far back alarms count. */

import { choose } from "../app/choice.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { timeField } from "../app/timefield.ts";
import { picker } from "../search/search.ts";
import type { Asked, Symptom } from "./asked.ts";

const SIGNALS = ["latency", "errors", "availability", "requests", "saturation"];
const LOOKBACKS = new Map([["PT1H", "an hour"], ["PT6H", "6 hours"], ["PT24H", "a day"], ["P7D", "a week"], ["P30D", "30 days"]]);
const DAY = "PT24H";

export interface Bar {
  element: HTMLElement;
  show(asked: Asked, names: ReadonlyMap<string, string>): void;
}

/** `change` is told what is to be asked instead. */
export function questionBar(frame: Frame, change: (part: Partial<Asked>) => void): Bar {
  let now: Asked;
  let drawn = "";
  const chosen = h("ul", { class: "chips" });
  const search = picker({
    label: "Add what hurts: a service, a CI, a ticket",
    hint: "Add what hurts",
    onPick: ({ id }) => {
      if (!now.symptoms.some((one) => one.id === id)) change({ symptoms: [...now.symptoms, { id, signal: "" }] });
    },
  });
  const at = timeField("cause-at", (iso) => change({ at: iso }));
  const noticed = timeField("cause-noticed", (iso) => change({ noticed: iso }));
  const lookback = h("select", { id: "cause-lookback", onchange: () => change({ lookback: lookback.value === DAY ? "" : lookback.value }) });
  const asOf = timeField("cause-as-of", (iso) => change({ asOf: iso }));

  function chip({ id, signal }: Symptom, name: string): HTMLElement {
    const others = now.symptoms.filter((one) => one.id !== id);
    const set = h("select", {
      "aria-label": `What hurts of ${name}`,
      onchange: () => change({ symptoms: now.symptoms.map((one) => (one.id === id ? { id, signal: set.value } : one)) }),
    });
    choose(set, ["", ...SIGNALS], signal, (each) => each || "anything");
    return h(
      "li",
      { class: "chip" },
      h("a", { href: frame.href("entity", new URLSearchParams({ id, ...past() })), title: id }, own(name)),
      set,
      h("button", { class: "quiet", "aria-label": `Remove ${name}`, onclick: () => change({ symptoms: others }) }, "×"),
    );
  }

  function past(): Record<string, string> {
    return now.asOf ? { as_of: now.asOf } : {};
  }

  return {
    element: h(
      "section",
      { class: "question panel", "aria-label": "The question" },
      h("div", { class: "given" }, h("span", { class: "label" }, "Why does this hurt"), chosen, search.element),
      h(
        "div",
        { class: "when" },
        choice("cause-at", "Since", at.element),
        choice("cause-noticed", "Noticed", noticed.element),
        choice("cause-lookback", "Alarms of", lookback),
        choice("cause-as-of", "As of", asOf.element),
      ),
    ),
    show(asked, names) {
      now = asked;
      at.show(asked.at);
      noticed.show(asked.noticed);
      asOf.show(asked.asOf);
      choose(lookback, [...LOOKBACKS.keys()], asked.lookback || DAY, (one) => `${LOOKBACKS.get(one) ?? one} before`);
      const called = asked.symptoms.map((one) => ({ ...one, name: names.get(one.id) ?? one.id }));
      const wanted = JSON.stringify([called, asked.asOf]);
      if (wanted === drawn) return;
      drawn = wanted;
      redraw(chosen, () => fill(chosen, called.map(({ name, ...one }) => chip(one, name))));
    },
  };
}

function choice(id: string, label: string, field: HTMLElement): HTMLElement {
  return h("span", { class: "cause-choice" }, h("label", { for: id }, label), field);
}
