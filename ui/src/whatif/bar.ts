/** The change as something to make up: a line for each part of it, and a box to choose what else to change. */

import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { dayField, timeField } from "../app/timefield.ts";
import type { Entity, Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { known, readable, withUnit } from "../entity/values.ts";
import { picker } from "../search/search.ts";
import { sameLink, openChange } from "./change.ts";
import type { Asked, Link, Modify } from "./asked.ts";

export interface Bar {
  element: HTMLElement;
  show(asked: Asked, entities: ReadonlyMap<string, Entity>): void;
}

export function changeBar(frame: Frame, change: (part: Partial<Asked>) => void): Bar {
  let now: Asked;
  const edits = h("ul", { class: "plain edits", "aria-label": "The change" });
  const search = picker({
    label: "Change what? A host, a machine, a license, a contract, a person",
    hint: "Change what?",
    onPick: (found) => openChange(frame, now, found, change),
  });
  const asOf = timeField("what-if-as-of", (iso) => change({ asOf: iso }));
  const on = dayField("what-if-on", (day) => change({ on: day }));
  const back = h("a", {}, "The licenses as they are");
  let drawn = "";

  function lines(asked: Asked, entities: ReadonlyMap<string, Entity>): HTMLElement[] {
    const name = (id: string) => entities.get(id)?.name ?? id;
    const link = (id: string) => h("a", { href: frame.href("entity", new URLSearchParams({ id, ...(asked.asOf ? { as_of: asked.asOf } : {}) })), title: id }, own(name(id)));
    const remove = (label: string, part: Partial<Asked>) =>
      h("button", { class: "quiet", "aria-label": `Without this: ${label}`, onclick: () => change(part) }, "×");
    const linked = (links: readonly Link[], of: "join" | "part") =>
      links.map((one) => {
        const { types } = frame.vocabulary;
        const reads = (Object.hasOwn(types, one.type) && types[one.type]?.label.toLowerCase()) || one.type;
        const label = `${name(one.from)} ${reads} ${name(one.to)}`;
        const other = links.filter((each) => !sameLink(each, one));
        return h("li", {}, link(one.from), ` ${reads} `, link(one.to), of === "part" && h("strong", {}, " no more"), " ", remove(label, { [of]: other }));
      });
    return [
      ...asked.modify.map((one) =>
        h(
          "li",
          {},
          link(one.id),
          ": ",
          facts(one, entities.get(one.id)),
          " ",
          h("button", { class: "quiet", "aria-label": `Change ${name(one.id)} otherwise`, onclick: () => openChange(frame, now, { id: one.id, name: name(one.id) }, change) }, "Change"),
          remove(name(one.id), { modify: asked.modify.filter(({ id }) => id !== one.id) }),
        ),
      ),
      ...linked(asked.join, "join"),
      ...linked(asked.part, "part"),
      ...asked.end.map((id) => h("li", {}, link(id), h("strong", {}, " ends"), " ", remove(`${name(id)} ends`, { end: asked.end.filter((one) => one !== id) }))),
    ];
  }

  function facts({ set }: Modify, entity: Entity | undefined): (Node | string)[] {
    return Object.entries(set).flatMap(([name, value], at) => [
      at > 0 ? ", " : "",
      h("span", { class: "faint" }, `${words(name)} `),
      // What it is now is not known while it is looked up, or where it cannot be.
      ...(entity ? [text(entity, name, entity.attributes[name] ?? null)] : []),
      h("span", { "aria-hidden": "true" }, " → "),
      h("span", { class: "unseen" }, " becomes "),
      h("strong", {}, text(entity, name, value)),
    ]);
  }

  function text(entity: Entity | undefined, name: string, value: Value | null): HTMLElement {
    if (value === null) return h("em", {}, "not set");
    return own(entity ? withUnit(value, known(frame.vocabulary, entity.kind, name, value), entity.attributes) : readable(value));
  }

  return {
    element: h(
      "section",
      { class: "question panel", "aria-label": "The question" },
      h("span", { class: "label" }, "What would be lacking if"),
      edits,
      h(
        "div",
        { class: "given" },
        search.element,
        h("label", { for: "what-if-as-of" }, "As of"),
        asOf.element,
        h("label", { for: "what-if-on" }, "Entitlements on"),
        on.element,
        back,
      ),
    ),
    show(asked, entities) {
      now = asked;
      asOf.show(asked.asOf);
      on.show(asked.on);
      back.href = frame.href("licenses", new URLSearchParams({ ...(asked.asOf ? { as_of: asked.asOf } : {}), ...(asked.on ? { on: asked.on } : {}), ...(asked.about ? { product: asked.about } : {}) }));
      const wanted = JSON.stringify([asked.modify, asked.join, asked.part, asked.end, asked.asOf, [...entities.keys()]]);
      if (wanted === drawn) return;
      drawn = wanted;
      redraw(edits, () => fill(edits, lines(asked, entities)));
      edits.hidden = edits.childElementCount === 0;
    },
  };
}
