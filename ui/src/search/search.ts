/** Search as you type: a combobox after the ARIA pattern, keyboard only if you like. */

import "./search.css";
import { call, Refused } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import type { Named } from "../app/types.ts";

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
    announce: (text) => frame.announce(text),
  });
}

/** A search box that hands over what is chosen. */
export function picker(options: {
  label: string;
  hint: string;
  onPick(found: Found, event: KeyboardEvent | MouseEvent): void;
  announce(text: string): void;
}): SearchBox {
  const id = `search-${++made}`;
  const input = h("input", {
    type: "search", role: "combobox", "aria-label": options.label, placeholder: options.hint, autocomplete: "off", spellcheck: false,
    "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
  });
  const list = h("ul", { id, role: "listbox", "aria-label": "Found", hidden: true });
  const element = h("search", { class: "search" }, input, list);
  let found: Found[] = [];
  let at = -1;
  let under: AbortController | null = null;
  let timer = 0;
  /** Enter was pressed before what was typed had been looked up: the first that is found is meant. */
  let wanted: KeyboardEvent | null = null;
  let looking = false;

  function close(): void {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function mark(next: number): void {
    at = next;
    for (const [index, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(index === at));
    const chosen = list.children[at];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    }
  }

  function pick(index: number, event: KeyboardEvent | MouseEvent): void {
    const chosen = found[index];
    if (!chosen) return;
    input.value = "";
    close();
    options.onPick(chosen, event);
  }

  function say(text: string): void {
    found = [];
    fill(list, h("li", { class: "none" }, text));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    options.announce(text);
  }

  async function look(): Promise<void> {
    const text = input.value.trim();
    under?.abort();
    if (!text) {
      looking = false;
      close();
      return;
    }
    under = new AbortController();
    const { signal } = under;
    try {
      const query = new URLSearchParams({ q: text, limit: String(MOST) });
      const { body } = await call<{ items: Found[] }>(`/search?${query}`, { signal });
      looking = false;
      if (body.items.length === 0) {
        say("Nothing is found.");
        return;
      }
      found = body.items;
      fill(list, found.map((item, index) => option(item, `${id}-${index}`, (event) => pick(index, event))));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(0);
      if (wanted) {
        pick(0, wanted);
        return;
      }
      options.announce(found.length === 1 ? "One found." : `${found.length} found.`);
    } catch (error) {
      if (!signal.aborted) looking = false;
      if (error instanceof Refused) say(error.message);
      else if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }

  input.addEventListener("input", () => {
    looking = true;
    wanted = null;
    if (found.length === 0 && input.value.trim()) {
      fill(list, h("li", { class: "none" }, "Searching ..."));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }
    clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter") {
      if (looking) wanted = event;
      else pick(Math.max(at, 0), event);
    }
    else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    } else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    wanted = null;
    close();
  });
  return { element, focus: () => input.focus() };
}

let made = 0;

function option(item: Found, id: string, onPick: (event: MouseEvent) => void): HTMLElement {
  const other = item.value && item.matched && !["name", "id"].includes(item.matched) ? `${item.matched.replaceAll("_", " ")}: ${item.value}` : "";
  return h(
    "li",
    { id, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); onPick(event as MouseEvent); } },
    h("span", { class: "name" }, own(item.name)),
    h("span", { class: "about" }, own(item.id), ` · ${item.kind}`, other ? " · " : "", other ? own(other) : ""),
  );
}
