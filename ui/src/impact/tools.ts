/** Filters, views and files of one answer: made once for it, so that nothing moves under whoever types. */

import { h } from "../app/dom.ts";
import { STATES, WORDS } from "../app/states.ts";
import type { ImpactAnswer, State } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { Asked, Look } from "./asked.ts";
import { state } from "./table.ts";

export type FileKind = "svg" | "png" | "csv" | "json";

export interface Tools {
  element: HTMLElement;
  /** `shown` are let through; `pictures` says whether there is a graph to save. */
  show(asked: Asked, shown: number, look: Look, pictures: boolean): void;
}

const SEVERAL = "\u0000";

export function tools(answer: ImpactAnswer, on: { change(part: Partial<Asked>): void; save(kind: FileKind): void }): Tools {
  let now: Asked;
  const find = h("input", {
    type: "search", placeholder: "Filter by name or id", "aria-label": "Filter by name or id", oninput: () => on.change({ find: find.value }),
  });
  const boxes = [...STATES].reverse().filter((one) => one !== "unaffected").map((one) => {
    const box = h("input", { type: "checkbox", "aria-label": `Only ${WORDS[one]}`, onchange: () => on.change({ states: toggled(now.states, one) }) });
    return { one, box, label: h("label", { class: "check" }, box, state(one), ` ${answer.counts[one as "down"].toLocaleString("en")}`) };
  });
  const kinds = [...new Set(answer.affected.map(({ kind }) => kind))].sort();
  const kind = h(
    "select",
    { "aria-label": "Only one kind", onchange: () => kind.value !== SEVERAL && on.change({ kinds: kind.value ? [kind.value] : [] }) },
    h("option", { value: "" }, "every kind"),
    kinds.map((one) => h("option", { value: one }, words(one))),
  );
  const count = h("span", { class: "faint", role: "status" });
  const looks = (["table", "graph"] as const).map((one) => ({
    one,
    button: h("button", { class: "quiet", type: "button", onclick: () => on.change({ look: one }) }, one === "table" ? "Table" : "Graph"),
  }));
  const file = (one: FileKind) => h("button", { class: "quiet", type: "button", onclick: () => on.save(one) }, one.toUpperCase());
  const pictured = [file("svg"), file("png")];
  const element = h(
    "form",
    { class: "filters", onsubmit: (event) => event.preventDefault() },
    find,
    h("fieldset", {}, h("legend", { class: "unseen" }, "States"), boxes.map(({ label }) => label)),
    kind,
    count,
    h("span", { role: "group", "aria-label": "View", class: "looks" }, looks.map(({ button }) => button)),
    pictured,
    file("csv"),
    file("json"),
  );

  return {
    element,
    show(asked, shown, look, pictures) {
      now = asked;
      if (find.value !== asked.find) find.value = asked.find;
      for (const { one, box } of boxes) box.checked = asked.states.includes(one);
      const [first = "", ...more] = asked.kinds;
      const chosen = more.length > 0 ? SEVERAL : first;
      // Of the address, which may name several, or one that nothing affected is of.
      if (![...kind.options].some(({ value }) => value === chosen)) kind.append(h("option", { value: chosen }, asked.kinds.map(words).join(", ")));
      kind.value = chosen;
      const text = `${shown.toLocaleString("en")} of ${answer.affected.length.toLocaleString("en")}`;
      if (count.textContent !== text) count.textContent = text;
      for (const { one, button } of looks) button.setAttribute("aria-pressed", String(one === look));
      for (const button of pictured) button.hidden = !pictures;
    },
  };
}

function toggled(states: State[], one: State): State[] {
  return states.includes(one) ? states.filter((other) => other !== one) : [...states, one];
}
