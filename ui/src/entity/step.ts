/** A step in an asset's life: its day, note and place, and the certificate of a disposal. */

import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { segment } from "../app/api.ts";
import { picker } from "../search/search.ts";
import { statusWord, verb } from "./lifesteps.ts";
import { grouped, labeled, stepDialog, type Told } from "./stepdialog.ts";

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

/** Opens the dialog of this step; `changed` is called once it is taken. */
export function openStep(frame: Frame, { id, name }: LifeCycle, etag: string, to: string, changed: () => void): void {
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

  function place(to: typeof location): void {
    location = to;
    fill(chosen, to && [own(to.name), " ", h("button", { type: "button", class: "quiet", "aria-label": `Not in ${to.name}`, onclick: () => place(null) }, "×")].flat());
  }

  function body(): object | null {
    if (isDisposal && certificate.value.trim() === "") {
      fields.get("/certificate")?.complain("Without the number of its certificate it cannot be disposed of.");
      certificate.focus();
      return null;
    }
    if (on.validity.badInput) {
      fields.get("/on")?.complain("A part of this day is missing or impossible.");
      on.focus();
      return null;
    }
    return {
      to,
      ...(on.value ? { on: on.value } : {}),
      ...(note.value.trim() ? { note: note.value.trim() } : {}),
      ...(location ? { location: location.id } : {}),
      ...(isDisposal ? { certificate: certificate.value.trim() } : {}),
    };
  }

  const path = `/assets/${segment(id)}/life-cycle`;
  stepDialog(frame, { id, name, verb: verb(to), to, path, fields, body, done: `${name} is ${statusWord(to)} now.`, changed }, etag);
}
