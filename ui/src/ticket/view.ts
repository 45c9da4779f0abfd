/** The work on a ticket: where it stands and may go, what is promised, and what happened. */

import "./ticket.css";

import { call, segment } from "../app/api.ts";
import { h, own } from "../app/dom.ts";
import type { Joined } from "../app/types.ts";
import { words } from "../app/words.ts";
import { statusWord } from "../entity/lifesteps.ts";
import { omitted } from "../entity/relationships.ts";
import { asOfQuery, entityLink, later, panel, type Shown, time } from "../entity/shown.ts";
import { ends } from "./about.ts";
import { clocks } from "./clocks.ts";
import { happened, verb, type Happened } from "./happened.ts";
import { takeStep } from "./take.ts";
import { timeline } from "./timeline.ts";
import type { StepsAnswer } from "./types.ts";

/** Three panels; `changed` is called after a step. */
export function work(shown: Shown, changed: () => void): Node[] {
  const told = h("div", { class: "ticket" });
  void later(told, shown.signal, async (signal) => {
    const { body, etag } = await call<StepsAnswer>(`/tickets/${segment(shown.place.id)}/steps${asOfQuery(shown.place)}`, { signal });
    const all = happened(body.steps);
    return [
      stands(shown, body, etag ?? "", all, changed),
      panel("ticket-clocks", "What is promised", shown, (signal) => clocks({ ...shown, signal })),
      await timeline({ ...shown, signal }, all),
    ];
  });
  return [told, omitted(shown)].filter((part) => part !== null);
}

function stands(shown: Shown, told: StepsAnswer, etag: string, all: readonly Happened[], changed: () => void): HTMLElement {
  const { card, frame, place } = shown;
  const since = all.find((one) => one.stands)?.step.at;
  const { priority } = card.entity.attributes;
  const mayStep = frame.session.role !== "reader" && place.asOf === null;
  const open = (to: string | null) => () => takeStep(shown, told, etag, to, changed);
  const row = (title: string, joined: readonly Joined[], none = "") =>
    (joined.length > 0 || none) && h("div", {}, h("dt", {}, title), h("dd", {}, joined.length === 0 ? h("span", { class: "faint" }, none) : joined.flatMap((one, at) => [at > 0 && ", ", entityLink(shown, one)])));
  return h(
    "section",
    { class: "panel", "aria-labelledby": "ticket-stands" },
    h("h2", { id: "ticket-stands" }, "Where it stands"),
    h("p", {}, h("strong", {}, own(words(statusWord(told.status)))), since !== undefined && [" since ", time(since)], priority !== undefined && [", priority ", own(String(priority))]),
    h(
      "dl",
      { class: "ticket-facts" },
      row("Works on it", ends(card, "ASSIGNED_TO"), "nobody yet"),
      row("It is about", ends(card, "AFFECTS", "TARGETS"), "nothing that is recorded"),
      row("Raised by", ends(card, "RAISED_BY")),
      row("Caused by", ends(card, "CAUSED_BY")),
      row("Resolved by", ends(card, "RESOLVED_BY")),
    ),
    told.allowed.length === 0 && h("p", { class: "faint" }, "No status follows this one."),
    mayStep &&
      h(
        "div",
        { class: "actions", role: "group", "aria-label": "Next steps" },
        told.allowed.map((to) => h("button", { type: "button", class: "button", onclick: open(to) }, verb(to))),
        h("button", { type: "button", class: "button", onclick: open(null) }, "Note, assign or rate"),
      ),
    !mayStep && told.allowed.length > 0 && h("p", { class: "faint" }, `It may become ${told.allowed.map(statusWord).join(" or ")}.`, place.asOf === null && " That is an editor's to do."),
  );
}
