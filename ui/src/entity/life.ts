/** The life of a hardware asset: where it stands and may go, the steps that led there, and what it is worth. */

import { call, segment } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Page, PastEntity } from "../app/types.ts";
import { lifeSteps, statusWord, verb, type LifeStep } from "./lifesteps.ts";
import { asOfQuery, entityLink, link, panel, parametersOf, path, saidOf, type Shown, time } from "./shown.ts";
import { openStep, type LifeCycle } from "./step.ts";
import { micros } from "./steps.ts";
import { worth } from "./worth.ts";

/** States of the history that are looked through at once. */
const PAGE = 100;

/** Whether an entity has such a life. */
export function isAsset({ card }: Pick<Shown, "card">): boolean {
  return card.entity.labels.includes("Hardware");
}

/** Three panels, which ask by themselves. `changed` is called after a step. */
export function life(shown: Shown, changed: () => void): Node[] {
  return [
    panel("entity-stands", "Where it stands", shown, (signal) => stands({ ...shown, signal }, changed)),
    panel("entity-worth", "What it is worth", shown, (signal) => worth({ ...shown, signal })),
    panel("entity-steps", "The steps of its life", shown, (signal) => timeline({ ...shown, signal })),
  ];
}

async function stands(shown: Shown, changed: () => void): Promise<Node[]> {
  const { place, frame, card, signal } = shown;
  const { body, etag } = await call<LifeCycle>(`/assets/${segment(place.id)}/life-cycle${asOfQuery(place)}`, { signal });
  const at = card.relationships.filter(({ relationship }) => relationship.type === "LOCATED_IN" && relationship.from === place.id);
  const aside = card.relationships.filter(({ relationship }) => relationship.type === "ALLOCATED_TO" && relationship.from === place.id);
  const ends = (title: string, joined: typeof at) =>
    joined.length > 0 && h("p", {}, title, joined.flatMap((one, index) => [index > 0 && ", ", entityLink(shown, one)]));
  const mayStep = frame.session.role !== "reader" && place.asOf === null;
  return [
    h("p", {}, h("strong", {}, own(statusWord(body.status))), body.since !== null && [" since ", own(body.since)], body.note !== null && [": ", own(body.note)]),
    ends("In ", at),
    ends("Set aside for ", aside),
    body.allowed.length === 0
      ? h("p", { class: "faint" }, "Its life is over: no step leads on from here.")
      : mayStep
        ? h(
            "div",
            { class: "actions", role: "group", "aria-label": "Next steps" },
            body.allowed.map((to) => h("button", { type: "button", class: "button", onclick: () => openStep(frame, body, etag ?? "", to, changed) }, verb(to))),
          )
        : h("p", { class: "faint" }, `It may become ${body.allowed.map(statusWord).join(" or ")}.`, place.asOf === null && " That is an editor's to do."),
  ].filter((one) => one !== false);
}

async function timeline(shown: Shown): Promise<Node[]> {
  const states: PastEntity[] = [];
  let next: string | null = null;
  const list = h("ol", { class: "entity-timeline" });
  const said = h("p", { class: "entity-none" });
  const problem = h("p", { class: "error", role: "alert" });
  const more = h("button", { type: "button", class: "button" }, "Look further back");
  const read = async (): Promise<void> => {
    const parameters = new URLSearchParams({ limit: String(PAGE), ...(next === null ? {} : { cursor: next }) });
    const { body } = await call<Page<PastEntity>>(`${path(shown.place, "history")}?${parameters}`, { signal: shown.signal });
    states.push(...body.items);
    next = body.next;
    const made = lifeSteps(states, next !== null);
    const now = made.find(({ at }) => shown.place.asOf === null || micros(at) <= micros(shown.place.asOf));
    fill(list, made.map((step) => item(shown, step, step === now)));
    more.hidden = next === null;
    const oldest = states.at(-1);
    fill(
      said,
      made.length === 0 && "No step is recorded",
      made.length === 0 && next === null && ".",
      next !== null && oldest !== undefined && [made.length === 0 ? " " : "The steps ", "since ", time(oldest.valid_from), ": what came before has not been looked through."],
    );
  };
  const go = async (): Promise<void> => {
    more.disabled = true;
    problem.textContent = "";
    try {
      const before = list.childElementCount;
      await read();
      shown.frame.announce(`${list.childElementCount - before} earlier steps.`);
    } catch (error) {
      problem.textContent = saidOf(error, shown.signal) ?? "";
    } finally {
      more.disabled = false;
    }
  };
  more.addEventListener("click", () => void go());
  await read();
  return [list, said, problem, more];
}

function item({ frame, place }: Shown, step: LifeStep, now: boolean): HTMLElement {
  const to = parametersOf({ ...place, asOf: step.at });
  const moved = step.status !== step.before;
  return h(
    "li",
    { class: "entity-step", "aria-current": now && "step" },
    h(
      "p",
      { class: "entity-step-head" },
      h("strong", {}, own(statusWord(step.status))),
      !moved && " (recorded anew)",
      step.on !== null && [" on ", own(step.on)],
      now ? [" ", h("span", { class: "tag" }, "where it stands")] : null,
    ),
    step.note !== null && h("p", { class: "entity-note" }, own(step.note)),
    step.certificate !== null && h("p", { class: "entity-note" }, "Certificate ", own(step.certificate)),
    h("p", { class: "entity-about" }, moved && step.before !== null && ["It was ", own(statusWord(step.before)), ". "], "Recorded ", time(step.at), " by ", own(step.who), " ", link(frame, "entity", to, "Show it as of then")),
  );
}
