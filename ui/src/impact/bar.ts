/** The question as something to build: what fails, what has failed already, and when. */

import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { daysAgo, daysBack, fromField, readable, toField } from "../app/time.ts";
import type { Given } from "../app/types.ts";
import { picker, type SearchBox } from "../search/search.ts";
import type { Asked } from "./asked.ts";

const YEARS_BACK = 730;

export interface Bar {
  element: HTMLElement;
  show(asked: Asked, names: ReadonlyMap<string, string>): void;
}

/** `change` is told what is to be asked instead. */
export function questionBar(frame: Frame, change: (part: Partial<Asked>) => void): Bar {
  const element = h("section", { class: "question panel", "aria-label": "The question" });
  let now: Asked;
  const boxes: Record<"targets" | "assuming", SearchBox> = {
    targets: adder("Add what fails", "targets"),
    assuming: adder("Add what has failed already", "assuming"),
  };

  function adder(label: string, list: "targets" | "assuming"): SearchBox {
    return picker({
      label,
      hint: label,
      onPick: ({ id }) => {
        if (!now[list].some((given) => given.id === id)) change({ [list]: [...now[list], { id, state: "down" }] });
      },
      announce: (text) => frame.announce(text),
    });
  }

  function chips(list: "targets" | "assuming", names: ReadonlyMap<string, string>): HTMLElement {
    const given = now[list];
    return h(
      "ul",
      { class: "chips" },
      given.map((one) =>
        h(
          "li",
          { class: "chip" },
          h("a", { href: frame.href("entity", new URLSearchParams({ id: one.id })), title: one.id }, own(names.get(one.id) ?? one.id)),
          h(
            "select",
            {
              "aria-label": `State of ${names.get(one.id) ?? one.id}`,
              onchange: (event) => change({ [list]: given.map((other) => (other === one ? { ...one, state: chosen(event) } : other)) }),
            },
            h("option", { value: "down", selected: one.state === "down" }, "down"),
            h("option", { value: "degraded", selected: one.state === "degraded" }, "degraded"),
          ),
          h(
            "button",
            { class: "quiet", "aria-label": `Remove ${names.get(one.id) ?? one.id}`, onclick: () => change({ [list]: given.filter((other) => other !== one) }) },
            "×",
          ),
        ),
      ),
    );
  }

  function when(): HTMLElement {
    const field = h("input", {
      type: "datetime-local", id: "as-of", value: toField(now.asOf), onchange: (event) => change({ asOf: fromField(value(event)) }),
    });
    const slider = h("input", {
      type: "range", min: 0, max: YEARS_BACK, value: YEARS_BACK - Math.min(daysBack(now.asOf), YEARS_BACK), "aria-label": "As of, from two years ago to now",
      "aria-valuetext": now.asOf ? readable(now.asOf) : "now",
      onchange: (event) => change({ asOf: daysAgo(YEARS_BACK - Number(value(event))) }),
    });
    const against = h("input", {
      type: "datetime-local", id: "against", value: toField(now.against), onchange: (event) => change({ against: fromField(value(event)) }),
    });
    return h(
      "div",
      { class: "when" },
      h("label", { for: "as-of" }, "As of"),
      field,
      slider,
      now.asOf ? h("button", { class: "quiet", onclick: () => change({ asOf: "" }) }, "Now") : h("span", { class: "tag" }, "now"),
      h("label", { for: "against" }, "Compare with"),
      against,
      now.against && h("button", { class: "quiet", onclick: () => change({ against: "" }) }, "Do not compare"),
    );
  }

  return {
    element,
    show(asked, names) {
      now = asked;
      redraw(element, () => draw(asked, names));
    },
  };

  function draw(asked: Asked, names: ReadonlyMap<string, string>): void {
    fill(
        element,
        h("div", { class: "given" }, h("span", { class: "label" }, "What breaks if"), chips("targets", names), boxes.targets.element),
        h(
          "details",
          { class: "more", open: asked.assuming.length > 0 || !!asked.asOf || !!asked.against || asked.exposed },
          h("summary", {}, "With what has failed already, at another time, compared"),
          h("div", { class: "given" }, h("span", { class: "label" }, "Already failed"), chips("assuming", names), boxes.assuming.element),
          when(),
          h(
            "label",
            { class: "check" },
            h("input", { type: "checkbox", checked: asked.exposed, onchange: (event) => change({ exposed: (event.currentTarget as HTMLInputElement).checked }) }),
            "Also tell the services that stand on something at risk",
          ),
        ),
      );
  }
}

function value(event: Event): string {
  return (event.currentTarget as HTMLInputElement).value;
}

function chosen(event: Event): Given["state"] {
  return (event.currentTarget as HTMLSelectElement).value === "degraded" ? "degraded" : "down";
}
