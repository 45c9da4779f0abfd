/** A step in a life: a dialog that takes it under the ETag that was read, and the way out when somebody was faster. */

import { call, Refused, segment } from "../app/api.ts";
import { wordsOf } from "../app/asking.ts";
import { openDialog } from "../app/dialog.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Entity, Page, PastEntity, Problem } from "../app/types.ts";
import { statusWord } from "./lifesteps.ts";
import { sentence, time } from "./shown.ts";

/** A field of the dialog, and where it says what is wrong with it. */
export interface Told {
  root: HTMLElement;
  complain(why: string): void;
}

export interface Step {
  id: string;
  name: string;
  /** On its button. */
  verb: string;
  /** The status that it leads to; null for one that stays. */
  to: string | null;
  /** Where it is taken, and where its ETag, the status and the allowed steps are read. */
  path: string;
  /** By the place in the body of which the API complains. */
  fields: ReadonlyMap<string, Told>;
  /** What is taken; null where a field has said what it lacks. */
  body(): object | null;
  /** Said once it is taken. */
  done: string;
  changed(): void;
}

export function stepDialog(frame: Frame, { id, name, verb, to, path, fields, body, done, changed }: Step, etag: string): void {
  let tag = etag;
  const status = h("div", { role: "alert" });
  const take = h("button", { class: "button" }, verb);
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
  const dialog = openDialog(`${verb}: ${name}`, [form], () => left.abort());

  async function submit(): Promise<void> {
    fill(status);
    for (const one of fields.values()) one.complain("");
    const step = body();
    if (step === null) return;
    take.disabled = true;
    try {
      await call<Entity>(path, { method: "POST", body: step, ifMatch: tag, signal: left.signal });
      frame.announce(done);
      dialog.close();
      changed();
    } catch (error) {
      if (left.signal.aborted) return;
      if (error instanceof Refused && error.status === 412) await met();
      else if (error instanceof Refused) complain(error.problem);
      else fill(status, h("p", { class: "error" }, sentence(wordsOf(error))));
    } finally {
      take.disabled = false;
    }
    // A button that was disabled has lost the focus: it goes to what is wrong, or stays with the step.
    (form.querySelector<HTMLElement>('[aria-invalid="true"]') ?? take).focus();
  }

  function complain(problem: Problem): void {
    const elsewhere: string[] = [];
    for (const { pointer = "", detail } of problem.errors ?? []) {
      const one = fields.get(pointer);
      if (one) one.complain(detail);
      else elsewhere.push(detail);
    }
    if (!problem.errors?.length) elsewhere.push(problem.detail || problem.title);
    fill(status, elsewhere.map((one) => h("p", { class: "error" }, sentence(one))));
  }

  /** Somebody was faster: say what it is now, and let the person take the step all the same where it is allowed from there. */
  async function met(): Promise<void> {
    try {
      const [now, latest] = await Promise.all([
        call<{ status: string | null; allowed: string[] }>(path, { signal: left.signal }),
        call<Page<PastEntity>>(`/entities/${segment(id)}/history?limit=1`, { signal: left.signal }),
      ]);
      tag = now.etag ?? tag;
      const { status: stands, allowed } = now.body;
      const last = latest.body.items[0];
      const may = to === null || allowed.includes(to);
      take.hidden = !may;
      take.textContent = `${verb} all the same`;
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

/** A field with its label, what it expects, and what is wrong with it; its control is described by `{id}-hint` and `{id}-said`. */
export function labeled(label: string, control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, hint = ""): Told {
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

export function grouped(label: string, ...content: HTMLElement[]): Told {
  const said = h("span", { class: "error", role: "alert" });
  return { root: h("div", { class: "field", role: "group", "aria-label": label }, h("span", {}, label), content, said), complain: (why) => void (said.textContent = why) };
}
