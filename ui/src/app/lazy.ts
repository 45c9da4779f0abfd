/** A question whose view is loaded when it is first asked: the first screen does not wait for it. */

import { Said } from "./api.ts";
import { refusal } from "./asking.ts";
import { fill, h } from "./dom.ts";
import type { Question, View } from "./question.ts";

/** `load` brings what opens the view. */
export function lazy(question: Omit<Question, "open">, load: () => Promise<Question["open"]>): Question {
  return {
    ...question,
    open(root, parameters, frame) {
      let view: View | null = null;
      let closed = false;
      let now = parameters;
      fill(root, h("p", { class: "faint", role: "status" }, "Loading ..."));
      void load().then(
        (open) => {
          if (closed) return;
          view = open(root, now, frame);
          frame.lead();
        },
        () => {
          const again = h("button", { type: "button", class: "button", onclick: () => location.reload() }, "Load the page again");
          if (!closed) fill(root, refusal(new Said("This part of the page could not be loaded from the server.")), h("p", {}, again));
        },
      );
      return {
        update(next) {
          now = next;
          view?.update(next);
        },
        key: (event) => view?.key?.(event) ?? false,
        get keys() {
          return view?.keys ?? [];
        },
        subject: () => view?.subject?.() ?? null,
        leave: (go, to) => view?.leave?.(go, to) ?? true,
        close() {
          closed = true;
          view?.close();
        },
      };
    },
  };
}
