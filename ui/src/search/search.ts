/** Search as you type: a combobox after the ARIA pattern, keyboard only if you like. */

import "./search.css";
import { call } from "../app/api.ts";
import { wordsOf } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Named } from "../app/types.ts";
import { words } from "../app/words.ts";

interface Found extends Named {
  /** What the text was found in, unless it is the name. */
  matched?: string;
  value?: string;
}

const PAUSE = 120;
const MOST = 12;

export interface SearchBox {
  element: HTMLElement;
  focus(): void;
}

/** The box of the page: what is chosen is asked about. */
export function searchBox(frame: Frame): SearchBox {
  return picker({
    label: "Search by name, id, serial number, address, kind or owner",
    hint: "Search ( / )",
    onPick: (found, event) => {
      const ask = event.shiftKey ? "entity" : "impact";
      frame.go(ask, new URLSearchParams(ask === "entity" ? { id: found.id } : { target: found.id }));
      // What was typed is done: keys are now for the answer.
      document.getElementById("answer")?.focus({ preventScroll: true });
    },
  });
}

/** A search box that hands over what is chosen; of `kinds` and those below them, where some are named. */
export function picker(options: { label: string; hint: string; kinds?: readonly string[]; onPick(found: Found, event: KeyboardEvent | MouseEvent): void }): SearchBox {
  const id = `search-${++made}`;
  const input = h("input", {
    type: "search", role: "combobox", "aria-label": options.label, placeholder: options.hint, autocomplete: "off", spellcheck: false,
    "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
  });
  const list = h("ul", { id, role: "listbox", "aria-label": "Found", hidden: true });
  // Beside the list, which holds nothing but what can be chosen.
  const status = h("p", { role: "status", class: "unseen" });
  const element = h("search", { class: "search" }, input, list, status);
  let found: Found[] = [];
  let at = -1;
  /** Ends the search that is under way, or waits for a pause; null: what is found belongs to what is typed. */
  let under: AbortController | null = null;
  /** Enter was pressed before what was typed had been looked up: the first that is found is meant. */
  let wanted: KeyboardEvent | null = null;

  /** Nothing is found, looked for or shown any more. */
  function close(): void {
    under?.abort();
    under = wanted = null;
    offer([]);
    say("", false);
  }

  function offer(next: Found[]): void {
    found = next;
    fill(list, found.map((item, index) => option(item, `${id}-${index}`, (event) => pick(index, event))));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(found.length > 0 ? 0 : -1);
  }

  function say(text: string, seen: boolean): void {
    status.textContent = text;
    status.className = seen ? "none" : "unseen";
  }

  function mark(next: number): void {
    at = next;
    for (const [index, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(index === at));
    const chosen = list.children[at];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function pick(index: number, event: KeyboardEvent | MouseEvent): void {
    const chosen = found[index];
    if (!chosen) return;
    input.value = "";
    close();
    options.onPick(chosen, event);
  }

  async function look(text: string, signal: AbortSignal): Promise<void> {
    try {
      const query = new URLSearchParams({ q: text, limit: String(MOST) });
      for (const kind of options.kinds ?? []) query.append("kind", kind);
      const { body } = await call<{ items: Found[] }>(`/search?${query}`, { signal });
      const enter = wanted;
      under = wanted = null;
      offer(body.items);
      if (found.length === 0) say("Nothing is found.", true);
      else if (enter) pick(0, enter);
      else say(found.length === 1 ? "One found." : `${found.length} found.`, false);
    } catch (error) {
      if (signal.aborted) return;
      under = wanted = null;
      offer([]);
      say(wordsOf(error), true);
    }
  }

  input.addEventListener("input", () => {
    const text = input.value.trim();
    if (!text) return close();
    under?.abort();
    under = new AbortController();
    wanted = null;
    if (found.length === 0) say("Searching ...", true);
    const { signal } = under;
    const timer = window.setTimeout(() => void look(text, signal), PAUSE);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter") {
      if (under) wanted = event;
      else pick(at, event);
    } else if (event.key === "Escape") {
      if (list.hidden && !under && !status.textContent) input.blur();
      close();
    } else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  return { element, focus: () => input.focus() };
}

let made = 0;

function option(item: Found, id: string, onPick: (event: MouseEvent) => void): HTMLElement {
  const other = item.value && item.matched && !["name", "id"].includes(item.matched) ? `${item.matched.replaceAll("_", " ")}: ${item.value}` : "";
  return h(
    "li",
    { id, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); onPick(event as MouseEvent); } },
    h("span", { class: "name" }, own(item.name)),
    h("span", { class: "about" }, own(item.id), ` · ${words(item.kind)}`, other ? " · " : "", other ? own(other) : ""),
  );
}
