/** Taking a step of a ticket: another status, who works on it, impact and urgency, a note. */

import { segment } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import { fromField } from "../app/time.ts";
import type { Joined, Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { statusWord } from "../entity/lifesteps.ts";
import type { Shown } from "../entity/shown.ts";
import { grouped, labeled, stepDialog, type Told } from "../entity/stepdialog.ts";
import { picker } from "../search/search.ts";
import { workers } from "./about.ts";
import { verb } from "./happened.ts";
import type { StepsAnswer } from "./types.ts";

const RATINGS = ["impact", "urgency"] as const;

/** Opens the dialog of a step to this status, or of one that stays (null); `changed` is called once it is taken. */
export function takeStep({ card, frame }: Shown, told: StepsAnswer, etag: string, to: string | null, changed: () => void): void {
  const { id, kind, name } = told;
  const { attributes } = card.entity;
  const needsCode = to !== null && told.needs_close_code.includes(to);
  const note = h("textarea", { id: "step-note", rows: 3, "aria-describedby": "step-note-said" });
  const code = closeCode(told.close_codes, String(attributes["close_code"] ?? ""));
  const at = h("input", { id: "step-at", type: "datetime-local", "aria-describedby": "step-at-hint step-at-said" });
  const now = workers(card, frame.vocabulary);
  const person = worker("Who works on it", "Person", now.person);
  const team = worker("Team", "Team", now.team, "A new team begins without a person, unless one is chosen.");
  const ratings = RATINGS.map((rating) => {
    const values = frame.vocabulary.kinds[kind]?.attributes[rating]?.values ?? [];
    const stays = attributes[rating] === undefined ? "not known" : `stays ${attributes[rating]}`;
    const select = h("select", { id: `step-${rating}`, "aria-describedby": `step-${rating}-said` }, h("option", { value: "" }, stays), values.map((value) => h("option", { value }, value)));
    return { rating, select };
  });
  // What it waits for is asked where it begins to wait, the caller's score where nothing else is asked.
  const waits = to === "pending" ? h("input", { id: "step-waits", autocomplete: "off", value: String(attributes["waiting_for"] ?? ""), "aria-describedby": "step-waits-hint step-waits-said" }) : null;
  const score = to === null ? scores(attributes["satisfaction"]) : null;
  const fields = new Map<string, Told>([
    ...(needsCode ? [["/set/close_code", labeled("Close code", code, told.close_codes.length > 0 ? "" : "How it ended, in a word.")] as const] : []),
    ["/note", labeled("Note", note)],
    ["/assign/person", person],
    ["/assign/team", team],
    ...ratings.map(({ rating, select }) => [`/set/${rating}`, labeled(words(rating), select)] as const),
    ...(waits ? [["/set/waiting_for", labeled("What it waits for", waits, "A user, a vendor, a problem ...")] as const] : []),
    ...(score ? [["/set/satisfaction", labeled("The caller's score", score)] as const] : []),
    ["/at", labeled("When it happened", at, "Now, if it is left empty.")],
  ]);
  // In pairs where there is room, so that the button is in sight.
  for (const [pointer, { root }] of fields) if (!["/note", "/at", "/set/close_code"].includes(pointer)) root.classList.add("half");

  function body(): object | null {
    if (needsCode && code.value.trim() === "") {
      fields.get("/set/close_code")?.complain("Without a close code it cannot be closed.");
      code.focus();
      return null;
    }
    if (at.validity.badInput) {
      fields.get("/at")?.complain("A part of this time is missing or impossible.");
      at.focus();
      return null;
    }
    const set: Record<string, string | number> = Object.fromEntries(ratings.flatMap(({ rating, select }) => (select.value ? [[rating, select.value]] : [])));
    if (needsCode) set["close_code"] = code.value.trim();
    if (waits?.value.trim()) set["waiting_for"] = waits.value.trim();
    if (score?.value) set["satisfaction"] = Number(score.value);
    const assign = { ...person.value(), ...team.value() };
    return {
      ...(to === null ? {} : { to }),
      ...(at.value ? { at: fromField(at.value) } : {}),
      ...(Object.keys(set).length > 0 ? { set } : {}),
      ...(Object.keys(assign).length > 0 ? { assign } : {}),
      ...(note.value.trim() ? { note: note.value.trim() } : {}),
    };
  }

  const done = to === null ? `${name} is changed.` : `${name} is ${statusWord(to)} now.`;
  stepDialog(frame, { id, name, verb: to === null ? "Record" : verb(to), to, path: `/tickets/${segment(id)}/steps`, fields, body, done, changed }, etag);
}

function closeCode(codes: readonly string[], now: string): HTMLInputElement | HTMLSelectElement {
  const properties = { id: "step-code", required: true, "aria-describedby": "step-code-hint step-code-said" };
  if (codes.length === 0) return h("input", { ...properties, autocomplete: "off", value: now });
  return h("select", properties, h("option", { value: "" }, "Choose one"), codes.map((one) => h("option", { value: one, selected: one === now }, one)));
}

function scores(now: Value | undefined): HTMLSelectElement {
  const stays = now === undefined ? "not known" : `stays ${String(now)}`;
  return h("select", { id: "step-score", "aria-describedby": "step-score-said" }, h("option", { value: "" }, stays), ["1", "2", "3", "4", "5"].map((one) => h("option", { value: one }, one)));
}

interface Worker extends Told {
  /** What of it is said: nothing while it stays as it is, null for nobody. */
  value(): Record<string, string | null>;
}

function worker(label: string, kind: "Person" | "Team", now: Joined | null, hint = ""): Worker {
  let chosen: { id: string; name: string } | null | undefined;
  const said = h("p", { role: "status" });
  const search = picker({ label, hint: `Choose a ${kind.toLowerCase()}`, kinds: [kind], onPick: ({ id, name }) => choose({ id, name }) });

  function choose(next: typeof chosen): void {
    chosen = next;
    const undo = h("button", { type: "button", class: "quiet", onclick: () => pressed(undefined) }, "Undo");
    if (next) fill(said, own(next.name), " ", undo);
    else if (next === null) fill(said, "Nobody from then on ", undo);
    else if (now === null) fill(said, h("span", { class: "faint" }, "Nobody, as it is"));
    else fill(said, "Stays with ", own(now.name), " ", h("button", { type: "button", class: "quiet", "aria-label": `Nobody in place of ${now.name}`, onclick: () => pressed(null) }, "×"));
  }

  /** The button that was pressed is gone: who works with the keyboard goes on beside it. */
  function pressed(next: typeof chosen): void {
    choose(next);
    search.focus();
  }

  choose(undefined);
  const told = grouped(label, said, search.element, ...(hint ? [h("small", { class: "faint" }, hint)] : []));
  return { ...told, value: (): Record<string, string | null> => (chosen === undefined ? {} : { [kind.toLowerCase()]: chosen?.id ?? null }) };
}
