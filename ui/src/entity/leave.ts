/** Asks before unsaved changes are left. */

import { openDialog } from "../app/dialog.ts";
import { h } from "../app/dom.ts";

/** A dialog that calls `go` when the person leaves their changes; Esc and the first button keep them. */
export function askToLeave(go: () => void): void {
  const choice = h(
    "form",
    { method: "dialog", class: "entity-actions" },
    h("button", { class: "button" }, "Keep editing"),
    h("button", { class: "button quiet", value: "leave" }, "Discard them and leave"),
  );
  openDialog("Your changes of this entity are not saved", [choice], (value) => value === "leave" && go());
}
