/** The history as a timeline: each step with who, source, when, and before and after. */

import { call, Refused } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Page, PastEntity } from "../app/types.ts";
import { attributeAt, type Change } from "./changes.ts";
import { later, link, parametersOf, path, type Place, saidOf, sentence, time } from "./shown.ts";
import { standing, type Step, steps } from "./steps.ts";
import { shownValue } from "./values-view.ts";
import { known, placeName } from "./values.ts";

const PAGE = 30;
const WORD = { created: "Created", changed: "Changed", retired: "Retired", revived: "Came back" } as const;

interface Told {
  place: Place;
  frame: Frame;
  signal: AbortSignal;
}

/** The timeline, in a panel. It asks by itself. */
export function history(told: Told): Node[] {
  const list = h("div", {});
  void later(list, told.signal, async (signal) => timeline(told, await page({ ...told, signal }, null)));
  return [panel(list)];
}

/** The history of what is not there (any more), into `root`; nothing where there never was one. */
export async function historyOfMissing(root: HTMLElement, told: Told): Promise<void> {
  try {
    fill(root, panel(...timeline(told, await page(told, null))));
  } catch (error) {
    // That it is not there is said already.
    const said = error instanceof Refused && error.status === 404 ? null : saidOf(error, told.signal);
    if (said !== null) fill(root, h("p", { class: "error" }, sentence(said)));
  }
}

function panel(...content: Node[]): HTMLElement {
  return h(
    "section",
    { class: "panel", "aria-labelledby": "entity-history" },
    h("h2", { id: "entity-history" }, "History"),
    content,
  );
}

async function page({ place, signal }: Told, cursor: string | null): Promise<Page<PastEntity>> {
  const parameters = new URLSearchParams({ limit: String(PAGE), ...(cursor === null ? {} : { cursor }) });
  return (await call<Page<PastEntity>>(`${path(place, "history")}?${parameters}`, { signal })).body;
}

function timeline(told: Told, first: Page<PastEntity>): Node[] {
  const states = [...first.items];
  let next = first.next;
  const list = h("ol", { class: "entity-timeline" });
  const problem = h("p", { class: "error", role: "alert" });
  const more = h("button", { type: "button", class: "button" }, "Earlier steps");
  const show = (): number => {
    const made = steps(states, next !== null);
    const stands = standing(made, told.place.asOf);
    const shownNow = stands?.what === "retired" ? undefined : stands;
    const already = list.childElementCount;
    list.append(...made.slice(already).map((step) => item(told, step, states, step === shownNow)));
    more.hidden = next === null;
    problem.hidden = true;
    return made.length - already;
  };
  const go = async (): Promise<void> => {
    more.disabled = true;
    try {
      const earlier = await page(told, next);
      states.push(...earlier.items);
      next = earlier.next;
      told.frame.announce(`${show()} earlier steps.`);
    } catch (error) {
      const said = saidOf(error, told.signal);
      problem.hidden = said === null;
      fill(problem, sentence(said ?? ""));
    } finally {
      more.disabled = false;
    }
  };
  more.addEventListener("click", () => void go());
  show();
  return [list, problem, more];
}

function item(told: Told, step: Step, states: readonly PastEntity[], shownNow: boolean): HTMLElement {
  const { frame, place } = told;
  const kind = states.find((state) => state.version === step.version)?.state.kind ?? "";
  const to = parametersOf({ ...place, asOf: step.present ? null : step.at, tab: "overview" });
  const by = step.source === null || step.source === step.who ? step.who : `${step.who}, from ${step.source}`;
  const label = step.present ? "Show it now" : "Show it as of then";
  return h(
    "li",
    { class: `entity-step entity-step-${step.what}`, "aria-current": shownNow && "step" },
    h(
      "p",
      { class: "entity-step-head" },
      h("strong", {}, WORD[step.what]),
      " ",
      time(step.at),
      " by ",
      own(by),
      step.what === "retired" ? null : ` (version ${step.version}) `,
      step.what === "retired" ? null : link(frame, "entity", to, label),
      shownNow ? [" ", h("span", { class: "tag" }, "shown on this page")] : null,
    ),
    step.what === "created" ? created(step, kind, frame) : differences(step.changes, kind, frame),
  );
}

function created(step: Step, kind: string, frame: Frame): HTMLElement {
  return h(
    "details",
    { class: "entity-fold" },
    h("summary", {}, `With ${step.changes.length} values`),
    differences(step.changes, kind, frame),
  );
}

function differences(made: readonly Change[], kind: string, frame: Frame): HTMLElement | null {
  if (made.length === 0) return null;
  return h(
    "ul",
    { class: "entity-changes" },
    made.map((change) => h("li", {}, difference(change, kind, frame))),
  );
}

function difference({ pointer, what, before, after }: Change, kind: string, frame: Frame): (HTMLElement | string)[] {
  const attribute = attributeAt(pointer);
  const about = known(frame.vocabulary, kind, attribute ?? "", after ?? before);
  const name = h(
    "span",
    { class: "entity-place" },
    own(attribute !== undefined && !about.declared ? attribute : placeName(pointer, attribute)),
  );
  if (what === "added") return [name, " added: ", shownValue(after, about)];
  if (what === "removed") return [name, " removed: ", h("del", {}, shownValue(before, about))];
  const arrow = h(
    "span",
    { class: "entity-arrow" },
    h("span", { "aria-hidden": "true" }, " → "),
    h("span", { class: "unseen" }, " became "),
  );
  return [name, ": ", h("del", {}, shownValue(before, about)), arrow, h("ins", {}, shownValue(after, about))];
}
