/** A dialog over the page, which is gone once it is closed. */

import { h } from "./dom.ts";

/** Opens it. `closed` is told the value of the button that closed it; "" for Esc. */
export function openDialog(title: string, content: (Node | string)[], closed: (value: string) => void = () => {}): HTMLDialogElement {
  const dialog = h("dialog", { "aria-label": title }, h("h2", {}, title), content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed(dialog.returnValue);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
