/** A field for a time or a day, as people type it: part by part. */

import { h } from "./dom.ts";
import { fromField, toField } from "./time.ts";

export interface TimeField {
  element: HTMLElement;
  /** Shows this time, "" for none; what somebody is typing stays. */
  show(iso: string): void;
  focus(): void;
}

/** It tells its time when somebody leaves it or presses Enter: browsers tell each part of a time as a change. */
export function timeField(id: string, commit: (iso: string) => void): TimeField {
  return inParts("datetime-local", id, toField, fromField, commit);
}

/** The same for a day, `2026-12-31`. */
export function dayField(id: string, commit: (day: string) => void): TimeField {
  const same = (day: string) => day;
  return inParts("date", id, same, same, commit);
}

/** `toField` and `fromField` are the two ways between what is told and what the field holds. */
function inParts(type: string, id: string, toField: (told: string) => string, fromField: (held: string) => string, commit: (told: string) => void): TimeField {
  let shown = "";
  let edited = false;
  const input = h("input", {
    type,
    id,
    // Else browsers take years of six digits. Of a time, the year's last digit would lead on to the hour, and who tabs skips it.
    max: type === "date" && "9999-12-31",
    "aria-describedby": `${id}-said`,
    oninput: () => {
      edited = true;
      said.textContent = "";
    },
    onblur: settle,
    onkeydown: (event) => (event as KeyboardEvent).key === "Enter" && settle(),
  });
  const said = h("span", { class: "error", id: `${id}-said`, role: "alert" });

  function settle(): void {
    // Of what is typed in part, browsers tell nothing else.
    const half = input.validity.badInput;
    said.textContent = half ? `A part of this ${type === "date" ? "day" : "time"} is missing or impossible.` : "";
    if (half) return;
    if (!edited) return put();
    edited = false;
    if (input.value !== toField(shown)) commit(fromField(input.value));
  }

  function put(): void {
    if (input.value !== toField(shown)) input.value = toField(shown);
  }

  return {
    element: h("span", { class: "time" }, input, said),
    show(iso) {
      shown = iso;
      if (!edited && !input.validity.badInput && document.activeElement !== input) put();
    },
    focus: () => input.focus(),
  };
}
