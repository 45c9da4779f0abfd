/** Two edits that met: what differs, side by side, and a choice at each place. */

import { h, own } from "../app/dom.ts";
import type { Vocabulary } from "../app/question.ts";
import type { Entity } from "../app/types.ts";
import { attributeAt } from "./changes.ts";
import type { Place, Side } from "./patch.ts";
import { time } from "./shown.ts";
import { shownValue } from "./values-view.ts";
import { known, placeName } from "./values.ts";

interface Options {
  places: readonly Place[];
  theirs: Entity;
  /** Who saved theirs, if that is known. */
  who: string | null;
  vocabulary: Vocabulary;
  onsave: (decided: ReadonlyMap<string, Side>) => void;
  onback: () => void;
}

/** The panel. It saves only once every conflict is decided; where one side alone changed something, that is chosen already. */
export function decide({ places, theirs, who, vocabulary, onsave, onback }: Options): HTMLElement {
  const decided = new Map<string, Side>(places.flatMap(({ pointer, by }) => (by === "both" ? [] : [[pointer, by] as const])));
  const open = places.filter(({ by }) => by === "both").length;
  const error = h("p", { class: "error", role: "alert", hidden: true });
  // What has to be decided stands first.
  const ordered = [...places.filter(({ by }) => by === "both"), ...places.filter(({ by }) => by !== "both")];
  const rows = ordered.map((place) => row(place, theirs, vocabulary, decided));
  const save = (): void => {
    const missing = rows.find(({ pointer }) => !decided.has(pointer));
    error.hidden = missing === undefined;
    if (missing === undefined) return onsave(decided);
    error.textContent = "Choose one of the two at every place marked as changed by both.";
    missing.root.querySelector("input")?.focus();
  };
  return h(
    "section",
    { class: "panel entity-conflict", "aria-labelledby": "entity-conflict" },
    h("h2", { id: "entity-conflict", tabindex: "-1" }, "Somebody changed it while you did"),
    h(
      "p",
      {},
      who === null ? "Version " : ["Saved by ", own(who), " as version "],
      String(theirs.version),
      " on ",
      time(theirs.valid_from),
      ". Nothing of yours is saved yet, and nothing is lost. ",
      open === 0
        ? "You changed different things: both can stay."
        : `Choose at ${open === 1 ? "the place that both of you changed" : `the ${open} places that both of you changed`}.`,
    ),
    rows.map(({ root }) => root),
    places.length === 0 ? h("p", {}, "Both of you made the same changes: there is nothing left to save.") : null,
    error,
    h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button", onclick: save }, places.length === 0 ? "Done" : "Save what is chosen"),
      h("button", { type: "button", class: "button quiet", onclick: onback }, "Back to my edits"),
    ),
  );
}

const CHANGED = { both: "changed by both", mine: "changed by you alone", theirs: "changed by them alone" } as const;

function row(
  { pointer, base, mine, theirs: told, by }: Place,
  theirs: Entity,
  vocabulary: Vocabulary,
  decided: Map<string, Side>,
): { pointer: string; root: HTMLElement } {
  const attribute = attributeAt(pointer);
  const about = known(vocabulary, theirs.kind, attribute ?? "", told ?? mine ?? base);
  const side = (which: Side, label: string, value: typeof mine): HTMLElement => {
    const radio = h("input", {
      type: "radio",
      name: `entity-choice${pointer}`,
      value: which,
      checked: decided.get(pointer) === which,
    });
    radio.addEventListener("change", () => decided.set(pointer, which));
    return h("label", { class: "entity-side" }, h("span", {}, radio, " ", label), shownValue(value, about));
  };
  const name = attribute !== undefined && !about.declared ? attribute : placeName(pointer, attribute);
  const root = h(
    "fieldset",
    { class: "entity-choice" },
    h("legend", {}, own(name), " ", h("span", { class: "tag" }, CHANGED[by])),
    h("div", { class: "entity-sides" }, side("theirs", "Theirs, as it is now", told), side("mine", "Yours", mine)),
    h("small", { class: "entity-about" }, "Before either: ", shownValue(base, about)),
  );
  return { pointer, root };
}
