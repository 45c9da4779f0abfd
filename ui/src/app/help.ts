/** The keys of the page, told in a dialog. */

import { h } from "./dom.ts";

export const PAGE_KEYS: [string, string][] = [
  ["/", "search"],
  ["?", "this help"],
  ["Esc", "close what is open"],
];

export function showHelp(keys: [string, string][]): void {
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, "Shortcuts"),
    h("dl", {}, ...[...PAGE_KEYS, ...keys].flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)])),
    h("form", { method: "dialog" }, h("button", { class: "button" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
