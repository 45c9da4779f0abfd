/** One question at a time: that it is asked, with a way to cancel it, that it was canceled, or why it was refused. */

import { Said } from "./api.ts";
import { fill, h } from "./dom.ts";

export interface Asking {
  /** Ask this instead of what is under way. `run` is given the signal that ends it, and says its answer itself. */
  ask(run: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** End what is under way, without a word. */
  end(): void;
}

/** What becomes of a question is said in this element. */
export function asking(said: Element): Asking {
  let under: AbortController | null = null;

  async function ask(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    under?.abort();
    const mine = new AbortController();
    const again = () => h("button", { type: "button", class: "button", onclick: () => void ask(run) }, "Ask again");
    under = mine;
    fill(said, h("p", {}, "Asking ... ", h("button", { type: "button", class: "button", onclick: () => mine.abort() }, "Cancel")));
    try {
      await run(mine.signal);
    } catch (error) {
      // Another question took its place, or the view was left.
      if (under !== mine) return;
      if (mine.signal.aborted) fill(said, h("p", {}, "Canceled. ", again()));
      else fill(said, refusal(error), h("p", {}, again()));
      mine.abort();
    }
  }

  return {
    ask,
    end() {
      under?.abort();
      under = null;
    },
  };
}

/** An error in words: those that it brings, or that the page itself is at fault. */
export function wordsOf(error: unknown): string {
  return error instanceof Said ? error.message : `Something went wrong on this page: ${error instanceof Error ? error.message : String(error)}`;
}

/** The same, said where it belongs. The server speaks English, whatever the names in it are. */
export function refusal(error: unknown): HTMLElement {
  return h("p", { class: "error", role: "alert" }, h("bdi", { dir: "ltr" }, wordsOf(error)));
}
