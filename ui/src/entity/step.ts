/** A step in an asset's life: taken under the ETag that was read, and the way out when somebody was faster. */

import { call, Refused, segment } from "../app/api.ts";
import { wordsOf } from "../app/asking.ts";
import { openDialog } from "../app/dialog.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Entity, Page, PastEntity, Problem } from "../app/types.ts";
import { picker } from "../search/search.ts";
import { statusWord, verb } from "./lifesteps.ts";
import { sentence, time } from "./shown.ts";

/** GET /v1/assets/{id}/life-cycle */
export interface LifeCycle {
  id: string;
  name: string;
  status: string | null;
  since: string | null;
  note: string | null;
  /** The steps that are allowed from here. */
  allowed: string[];
}

interface Told {
  root: HTMLElement;
  complain(why: string): void;
}

/** Opens the dialog of this step; `changed` is called once it is taken. */
export function openStep(frame: Frame, { id, name }: LifeCycle, etag: string, to: string, changed: () => void): void {
  let tag = etag;
  let location: { id: string; name: string } | null = null;
  const isDisposal = to === "disposed";
  const on = h("input", { id: "step-on", type: "date", "aria-describedby": "step-on-hint step-on-said" });
  const note = h("textarea", { id: "step-note", rows: 2, "aria-describedby": "step-note-said" });
  const certificate = h("input", { id: "step-certificate", autocomplete: "off", "aria-describedby": "step-certificate-said", required: isDisposal });
  const chosen = h("p", { role: "status" });
  const search = picker({ label: "Where it is from now on", hint: "Stays where it is", onPick: (found) => place({ id: found.id, name: found.name }) });
  const fields = new Map<string, Told>([
    ["/on", labeled("On", on, "Today, if it is left empty.")],
    ["/note", labeled("Note", note)],
    ["/location", grouped("Where it is from now on", chosen, search.element)],
  ]);
  if (isDisposal) fields.set("/certificate", labeled("Number of the certificate", certificate, "Whoever disposes of it gives one."));
  const status = h("div", { role: "alert" });
  const take = h("button", { class: "button" }, verb(to));
  const form = h(
    "form",
    {
      novalidate: true,
      class: "step",
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    [...fields.values()].map(({ root }) => root),
    status,
    h("p", { class: "actions" }, take, h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, "Cancel")),
  );
  const left = new AbortController();
  const dialog = openDialog(`${verb(to)}: ${name}`, [form], () => left.abort());

  function place(to: typeof location): void {
    location = to;
    fill(chosen, to && [own(to.name), " ", h("button", { type: "button", class: "quiet", "aria-label": `Not in ${to.name}`, onclick: () => place(null) }, "×")].flat());
  }

  async function submit(): Promise<void> {
    fill(status);
    for (const one of fields.values()) one.complain("");
    if (isDisposal && certificate.value.trim() === "") {
      fields.get("/certificate")?.complain("Without the number of its certificate it cannot be disposed of.");
      return certificate.focus();
    }
    if (on.validity.badInput) {
      fields.get("/on")?.complain("A part of this day is missing or impossible.");
      return on.focus();
    }
    take.disabled = true;
    try {
      const body = {
        to,
        ...(on.value ? { on: on.value } : {}),
        ...(note.value.trim() ? { note: note.value.trim() } : {}),
        ...(location ? { location: location.id } : {}),
        ...(isDisposal ? { certificate: certificate.value.trim() } : {}),
      };
      await call<Entity>(`/assets/${segment(id)}/life-cycle`, { method: "POST", body, ifMatch: tag, signal: left.signal });
      frame.announce(`${name} is ${statusWord(to)} now.`);
      dialog.close();
      changed();
    } catch (error) {
      if (left.signal.aborted) return;
      if (error instanceof Refused && error.status === 412) await met();
      else if (error instanceof Refused && error.status === 422) complain(error.problem);
      else fill(status, h("p", { class: "error" }, sentence(wordsOf(error))));
    } finally {
      take.disabled = false;
    }
  }

  function complain(problem: Problem): void {
    const elsewhere: string[] = [];
    for (const { pointer = "", detail } of problem.errors ?? []) {
      const one = fields.get(pointer);
      if (one) one.complain(detail);
      else elsewhere.push(detail);
    }
    if (!problem.errors?.length) elsewhere.push(problem.detail);
    fill(status, elsewhere.map((one) => h("p", { class: "error" }, sentence(one))));
  }

  /** Somebody was faster: say what it is now, and let the person take the step all the same where it is allowed from there. */
  async function met(): Promise<void> {
    try {
      const [now, latest] = await Promise.all([
        call<LifeCycle>(`/assets/${segment(id)}/life-cycle`, { signal: left.signal }),
        call<Page<PastEntity>>(`/entities/${segment(id)}/history?limit=1`, { signal: left.signal }),
      ]);
      tag = now.etag ?? tag;
      const { status: stands, allowed } = now.body;
      const last = latest.body.items[0];
      const may = allowed.includes(to);
      take.hidden = !may;
      take.textContent = `${verb(to)} all the same`;
      const words = allowed.length > 0 ? `It may become ${allowed.map(statusWord).join(" or ")}.` : "No step leads on from there.";
      fill(
        status,
        h("p", { class: "error" }, "Somebody changed it while you did. Nothing of yours is saved yet."),
        h("p", {}, "It is ", h("strong", {}, own(statusWord(stands))), " now", last && [", saved by ", own(last.who), " on ", time(last.valid_from)], ". ", may ? "" : `This step does not lead on from there. ${words}`),
      );
    } catch (error) {
      if (!left.signal.aborted) fill(status, h("p", { class: "error" }, sentence(wordsOf(error))));
    }
  }
}

function labeled(label: string, control: HTMLInputElement | HTMLTextAreaElement, hint = ""): Told {
  const said = h("span", { class: "error", id: `${control.id}-said` });
  return {
    root: h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint && h("small", { class: "faint", id: `${control.id}-hint` }, hint), said),
    complain(why) {
      said.textContent = why;
      if (why) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
  };
}

function grouped(label: string, ...content: HTMLElement[]): Told {
  const said = h("span", { class: "error", role: "alert" });
  return { root: h("div", { class: "field", role: "group", "aria-label": label }, h("span", {}, label), content, said), complain: (why) => void (said.textContent = why) };
}
