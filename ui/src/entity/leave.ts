/** Asks before unsaved changes are left. */

import { h } from "../app/dom.ts";

/** A dialog that calls `go` when the person leaves their changes; Esc and the first button keep them. */
export function askToLeave(go: () => void): void {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "leave-title" },
    h("h2", { id: "leave-title" }, "Your changes of this entity are not saved"),
    h(
      "form",
      { method: "dialog", class: "entity-actions" },
      h("button", { class: "button" }, "Keep editing"),
      h("button", { class: "button quiet", value: "leave" }, "Discard them and leave"),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "leave") go();
  });
  document.body.append(dialog);
  dialog.showModal();
}
