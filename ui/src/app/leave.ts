/** Asks before something that is not saved is left. */

import { openDialog } from "./dialog.ts";
import { h } from "./dom.ts";

/** A dialog, titled by what is not saved, that calls `go` when the person leaves it; Esc and the first button keep it. */
export function askToLeave(title: string, go: () => void): void {
  const choice = h(
    "form",
    { method: "dialog", class: "actions" },
    h("button", { class: "button" }, "Keep editing"),
    h("button", { class: "button quiet", value: "leave" }, "Discard them and leave"),
  );
  openDialog(title, [choice], (value) => value === "leave" && go());
}
