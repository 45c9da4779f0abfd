/** The question as something to build: what fails, what has failed already, and when. Made once; what is asked is put into it. */

import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { daysAgo, daysBack, readable } from "../app/time.ts";
import { timeField } from "../app/timefield.ts";
import type { Given } from "../app/types.ts";
import { picker } from "../search/search.ts";
import type { Asked } from "./asked.ts";

const YEARS_BACK = 730;

export interface Bar {
  element: HTMLElement;
  show(asked: Asked, names: ReadonlyMap<string, { name: string }>): void;
}

type List = "targets" | "assuming";

/** `change` is told what is to be asked instead. */
export function questionBar(frame: Frame, change: (part: Partial<Asked>) => void): Bar {
  let now: Asked;
  let opened = "";
  const targets = chips("targets", "Add what fails");
  const assuming = chips("assuming", "Add what has failed already");
  const asOf = timeField("as-of", (iso) => change({ asOf: iso }));
  const slider = h("input", {
    type: "range", min: 0, max: YEARS_BACK, "aria-label": "As of, from two years ago to now",
    onchange: () => change({ asOf: daysAgo(YEARS_BACK - Number(slider.value)) }),
  });
  const isNow = h("span", { class: "tag" }, "now");
  const toNow = h("button", { class: "quiet", onclick: () => { change({ asOf: "" }); asOf.focus(); } }, "Now");
  const against = timeField("against", (iso) => change({ against: iso }));
  const alone = h("button", { class: "quiet", onclick: () => { change({ against: "" }); against.focus(); } }, "Do not compare");
  const exposed = h("input", { type: "checkbox", onchange: () => change({ exposed: exposed.checked }) });
  const more = h(
    "details",
    { class: "more" },
    h("summary", {}, "With what has failed already, at another time, compared"),
    h("div", { class: "given" }, h("span", { class: "label" }, "Already failed"), assuming.elements),
    h(
      "div",
      { class: "when" },
      h("label", { for: "as-of" }, "As of"),
      asOf.element,
      slider,
      toNow,
      isNow,
      h("label", { for: "against" }, "Compare with"),
      against.element,
      alone,
    ),
    h("label", { class: "check" }, exposed, "Also tell the services that stand on something at risk"),
  );
  const element = h(
    "section",
    { class: "question panel", "aria-label": "The question" },
    h("div", { class: "given" }, h("span", { class: "label" }, "What breaks if"), targets.elements),
    more,
  );

  function chips(list: List, label: string): { elements: HTMLElement[]; show(names: ReadonlyMap<string, { name: string }>): void } {
    const chosen = h("ul", { class: "chips" });
    const box = picker({
      label,
      hint: label,
      onPick: ({ id }) => {
        if (!now[list].some((given) => given.id === id)) change({ [list]: [...now[list], { id, state: "down" }] });
      },
    });
    let drawn = "";
    return {
      elements: [chosen, box.element],
      show(names) {
        const past: Record<string, string> = now.asOf ? { as_of: now.asOf } : {};
        const called = now[list].map((one) => ({ ...one, name: names.get(one.id)?.name ?? one.id }));
        const wanted = JSON.stringify([called, past]);
        if (wanted === drawn) return;
        drawn = wanted;
        redraw(chosen, () => fill(chosen, called.map(({ id, name, state }) => chip(list, { id, state }, name, past))));
      },
    };
  }

  function chip(list: List, { id, state }: Given, name: string, past: Record<string, string>): HTMLElement {
    const set = h(
      "select",
      {
        "aria-label": `State of ${name}`,
        onchange: () => change({ [list]: now[list].map((one) => (one.id === id ? { id, state: set.value === "degraded" ? "degraded" : "down" } : one)) }),
      },
      h("option", { value: "down", selected: state === "down" }, "down"),
      h("option", { value: "degraded", selected: state === "degraded" }, "degraded"),
    );
    return h(
      "li",
      { class: "chip" },
      h("a", { href: frame.href("entity", new URLSearchParams({ id, ...past })), title: id }, own(name)),
      set,
      h("button", { class: "quiet", "aria-label": `Remove ${name}`, onclick: () => change({ [list]: now[list].filter((one) => one.id !== id) }) }, "×"),
    );
  }

  return {
    element,
    show(asked, names) {
      now = asked;
      targets.show(names);
      assuming.show(names);
      asOf.show(asked.asOf);
      against.show(asked.against);
      slider.value = String(YEARS_BACK - Math.min(daysBack(asked.asOf), YEARS_BACK));
      slider.setAttribute("aria-valuetext", asked.asOf ? readable(asked.asOf) : "now");
      toNow.hidden = !asked.asOf;
      isNow.hidden = !!asked.asOf;
      alone.hidden = !asked.against;
      exposed.checked = asked.exposed;
      // Opened for a question that needs it, and closed by nobody but who sits there.
      const needs = [asked.asOf, asked.against, asked.exposed && "exposed", ...asked.assuming.map(({ id }) => id)].filter(Boolean).join("\n");
      if (needs && needs !== opened) more.open = true;
      opened = needs;
    },
  };
}
