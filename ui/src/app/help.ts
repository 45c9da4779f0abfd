/** The keys of the page, told in a dialog, and whether those that are a single character work. */

import { openDialog } from "./dialog.ts";
import { h } from "./dom.ts";

const PAGE_KEYS: [string, string][] = [
  ["/", "search"],
  ["Shift Enter", "in the search, open the entity itself"],
  ["?", "this help"],
  ["Esc", "close what is open"],
];

const KEPT = "cmdb-graph.single-key-shortcuts";
let singles = kept() !== "off";

/** Whether this key may act: a single character can be turned off, for whoever speaks to the page or hits keys by chance. */
export function mayAct({ key }: KeyboardEvent): boolean {
  return singles || key.length > 1;
}

export function showHelp(keys: [string, string][]): void {
  const box = h("input", {
    type: "checkbox",
    checked: singles,
    onchange: () => {
      singles = box.checked;
      keep(singles ? "on" : "off");
    },
  });
  openDialog("Shortcuts", [
    h("dl", { class: "keys" }, ...[...PAGE_KEYS, ...keys].flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)])),
    h("p", {}, h("label", { class: "check" }, box, "Single-key shortcuts")),
    h("form", { method: "dialog" }, h("button", { class: "button" }, "Close")),
  ]);
}

// A browser may refuse to keep anything: then the choice holds until the page is closed.
function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(value: string): void {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    return;
  }
}
