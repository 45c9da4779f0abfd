/** What happened to a ticket, the newest last: who, when, from which status to which, and what else changed. */

import { entities } from "../app/api.ts";
import { h, own } from "../app/dom.ts";
import { fewLast } from "../app/few.ts";
import type { Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { statusWord } from "../entity/lifesteps.ts";
import { entityLink, type Shown, time } from "../entity/shown.ts";
import { shownValue } from "../entity/values-view.ts";
import { known } from "../entity/values.ts";
import type { Change, Happened } from "./happened.ts";
import type { StepTold } from "./types.ts";

const WORKERS = new Map([["assigned_to", "Assigned to"], ["team", "Team"]]);
/** So many people and teams are looked up; the others go by their ids. */
const NAMED = 30;
const AT_ONCE = 30;

type Names = ReadonlyMap<string, string>;

export async function timeline(shown: Shown, all: readonly Happened[]): Promise<HTMLElement> {
  const names = await called(shown, all);
  const list = h("ol", { class: "entity-timeline" });
  return h(
    "section",
    { class: "panel", "aria-labelledby": "ticket-steps" },
    h("h2", { id: "ticket-steps" }, "What happened"),
    all.length === 0 ? h("p", { class: "faint" }, "Nothing is recorded.") : fewLast(list, all, (one) => item(shown, one, names), AT_ONCE),
  );
}

/** What the people and teams in the steps are called. */
async function called({ card, place, signal }: Shown, all: readonly Happened[]): Promise<Names> {
  const names = new Map(card.relationships.map(({ id, name }) => [id, name]));
  const ids = all.flatMap(({ changes }) => changes.filter(({ name }) => WORKERS.has(name)).flatMap(({ before, after }) => [before, after]));
  const unknown = [...new Set(ids)].filter((id): id is string => typeof id === "string" && !names.has(id)).slice(0, NAMED);
  // Who has left since goes by the id.
  await Promise.all(unknown.map((id) => entities([id], place.asOf ?? "", signal).then(([one]) => void (one && names.set(id, one.name)), () => {})));
  signal.throwIfAborted();
  return names;
}

function item(shown: Shown, { step, title, left, changes, marks, stands }: Happened, names: Names): HTMLElement {
  return h(
    "li",
    { class: "entity-step", "aria-current": stands && "step" },
    h("p", { class: "entity-step-head" }, h("strong", {}, own(title)), left !== null && [" (it was ", own(statusWord(left)), ")"], " on ", time(step.at), stands ? [" ", h("span", { class: "tag" }, "where it stands")] : null),
    step.note !== null && h("p", { class: "entity-note" }, own(step.note)),
    changes.length > 0 && h("ul", { class: "entity-changes" }, changes.map((change) => h("li", {}, told(shown, change, names)))),
    h(
      "p",
      { class: "entity-about" },
      ...by(step),
      marks.length > 0 && ` Sets: ${marks.map((name) => words(name).toLowerCase()).join(", ")}.`,
      !step.recorded && " No step is recorded: the ticket's attributes tell this.",
    ),
  );
}

function by({ who, source }: StepTold): (Node | string)[] {
  if (who === null) return ["By whom is not known."];
  return ["By ", own(who), ...(source === null || source === who ? [] : [", from ", own(source)]), "."];
}

function told(shown: Shown, { name, before, after }: Change, names: Names): (Node | string | false)[] {
  const label = WORKERS.get(name);
  const one = (value: Value): Node =>
    label !== undefined && typeof value === "string"
      ? entityLink(shown, { id: value, name: names.get(value) ?? value })
      : shownValue(value, known(shown.frame.vocabulary, shown.card.entity.kind, name, value));
  const nothing = label === undefined ? "nothing" : "nobody";
  return [
    h("span", { class: "entity-place" }, own(label ?? words(name))),
    ": ",
    after === null ? nothing : one(after),
    ...(before === undefined || before === null ? [] : [h("span", { class: "faint" }, " (before: ", one(before), ")")]),
  ];
}
