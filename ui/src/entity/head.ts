/** The head: what it is, by which id it is known, who reported it, and where to go on. */

import { h, own } from "../app/dom.ts";
import { readable } from "../app/time.ts";
import { words } from "../app/words.ts";
import { link, parametersOf, type Shown, time } from "./shown.ts";
import { isTicket } from "../ticket/about.ts";
import { onward } from "../ticket/onward.ts";
import { kindOf } from "./values.ts";

const ROLES = { CI: "must be managed to deliver a service", Asset: "has financial value" } as const;

/** The head of the page; `edit` is called by its button, and null where nothing may be edited. */
export function head(shown: Shown, edit: (() => void) | null): HTMLElement {
  const { entity } = shown.card;
  const { frame, place } = shown;
  const about = kindOf(frame.vocabulary, entity.kind);
  const ancestors = about?.ancestors.map(words).join(", ");
  const impact = new URLSearchParams({ target: entity.id });
  const position = new URLSearchParams({ product: entity.id });
  if (place.asOf !== null) for (const question of [impact, position]) question.set("as_of", place.asOf);
  return h(
    "header",
    { class: "entity-head" },
    h("h1", { tabindex: "-1", class: entity.name.length > 120 && "entity-long" }, own(entity.name)),
    h("p", { class: "entity-identity" }, h("code", {}, own(entity.id)), " ", copier(shown)),
    h(
      "p",
      { class: "entity-kind" },
      h("strong", {}, about ? words(entity.kind) : own(entity.kind)),
      " ",
      entity.as.map((role) => [h("span", { class: "tag", title: `${role}: ${ROLES[role]}` }, role), " "]).flat(),
      h("span", { class: "entity-about" }, about ? own(about.about) : "Not in the vocabulary."),
      ancestors ? h("span", { class: "entity-about" }, ` Also counts as: ${ancestors}.`) : null,
    ),
    h(
      "p",
      { class: "entity-seen" },
      "First seen ",
      time(entity.first_seen),
      ", last seen ",
      time(entity.last_seen),
      ", reported by ",
      own(entity.sources.join(", ") || "nobody"),
      ", version ",
      String(entity.version),
      " since ",
      time(entity.valid_from),
    ),
    h(
      "p",
      { class: "actions" },
      // A ticket is about what fails; it does not fail itself.
      isTicket(shown) ? onward(shown) : link(frame, "impact", impact, "What breaks if this goes down"),
      entity.labels.includes("SoftwareProduct") ? link(frame, "licenses", position, "Are we entitled") : null,
      edit ? h("button", { type: "button", class: "button", onclick: edit }, "Edit") : null,
    ),
  );
}

/** That the page shows the past, and the way back to now. */
export function past(shown: Pick<Shown, "frame" | "place">): HTMLElement | null {
  const { asOf } = shown.place;
  if (asOf === null) return null;
  const now = link(shown.frame, "entity", parametersOf({ ...shown.place, asOf: null }), "Show it as it is now");
  const text = `This is the past: as recorded on ${readable(asOf)}. Nothing can be edited here. `;
  return h("div", { class: "panel entity-past", role: "note" }, h("span", { "aria-hidden": "true" }, "↺ "), text, now);
}

function copier({ card, frame }: Shown): HTMLElement {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    try {
      await navigator.clipboard.writeText(card.entity.id);
      frame.announce("The id is copied.");
      button.textContent = "Copied";
    } catch {
      // Without the right to copy (not https): selected, so that it is one key away.
      const code = button.parentElement?.querySelector("code");
      if (code) getSelection()?.selectAllChildren(code);
      frame.announce("The id is selected: copy it with the keyboard.");
    }
  };
  return h("button", { type: "button", class: "button quiet", onclick: (event: Event) => void copy(event) }, "Copy id");
}
