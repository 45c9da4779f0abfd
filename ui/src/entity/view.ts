/** The page of one entity: ?ask=entity&id=...&as_of=...&tab=... */

import "./entity.css";

import { call, Refused } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import { askToLeave } from "../app/leave.ts";
import type { Frame, View } from "../app/question.ts";
import type { Card } from "../app/types.ts";
import { words } from "../app/words.ts";
import { dependencies } from "./dependencies.ts";
import { type Editor, editor, NOT_SAVED } from "./editor.ts";
import { head, past } from "./head.ts";
import { history, historyOfMissing } from "./history.ts";
import { isAsset, life } from "./life.ts";
import { overview } from "./overview.ts";
import { relationships } from "./relationships.ts";
import { link, parametersOf, path, type Place, placeOf, saidOf, sentence, type Shown, type Tab, TABS } from "./shown.ts";
import { AROUND, tickets } from "./tickets.ts";
import { tickets as about } from "./joined.ts";
import { isTicket } from "../ticket/about.ts";
import { work } from "../ticket/view.ts";

const PARTS: Record<Tab, (shown: Shown, changed: () => void) => Node[]> = { work, overview, relationships, dependencies, tickets, history, life };

/** Only hardware has a life as an asset; a ticket is worked on, and no ticket is about it. */
function tabsOf(card: Card): readonly Tab[] {
  const without: Tab[] = [...(isAsset({ card }) ? [] : (["life"] as const)), isTicket({ card }) ? "tickets" : "work"];
  return TABS.filter((tab) => !without.includes(tab));
}

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let place = placeOf(parameters);
  let card: Card | null = null;
  let editing: Editor | null = null;
  let loading = new AbortController();
  let part = new AbortController();
  const page = h("article", { class: "entity" });
  fill(root, page);

  const load = async (): Promise<void> => {
    loading.abort();
    part.abort();
    loading = new AbortController();
    const { signal } = loading;
    card = null;
    editing = null;
    frame.title("");
    fill(page, past({ frame, place }), h("p", { class: "entity-waiting", role: "status" }, "Reading ", own(place.id), " ..."));
    if (place.id === "")
      return fill(page, h("p", { class: "error", role: "alert" }, "The address names no entity: it should hold id=..."));
    const query = new URLSearchParams({ limit: String(AROUND), ...(place.asOf === null ? {} : { as_of: place.asOf }) });
    try {
      card = (await call<Card>(`${path(place, "card")}?${query}`, { signal })).body;
      show(card);
      frame.title(card.entity.name);
      frame.announce(`${card.entity.name}, ${words(card.entity.kind)}.`);
    } catch (error) {
      const said = saidOf(error, signal);
      if (said !== null) failed(said, error instanceof Refused && error.status === 404);
    }
  };

  const shown = (known: Card): Shown => ({ place, card: known, frame, signal: part.signal });

  const show = (known: Card, edits = false): void => {
    part.abort();
    part = new AbortController();
    editing = null;
    const mayEdit = frame.session.role !== "reader" && place.asOf === null;
    const body = h("div", { class: "entity-body" });
    const start = mayEdit && !edits ? (): void => show(known, true) : null;
    fill(page, past({ frame, place }), head(shown(known), start), tabs(known), body);
    if (!edits) return fill(body, PARTS[tabOf(known)](shown(known), () => void load().then(focusTitle)));
    const ondone = (saved: boolean): void => (saved ? void load().then(focusTitle) : (show(known), focusTitle()));
    editing = editor(body, { place, frame, ondone, signal: part.signal });
  };

  /** The tab of the address, as far as this entity has it. */
  const tabOf = (known: Card): Tab => tabsOf(known).find((tab) => tab === place.tab) ?? tabsOf(known)[0]!;

  const focusTitle = (): void => page.querySelector<HTMLElement>("h1")?.focus();

  const tabs = (known: Card): HTMLElement => {
    const counts: Partial<Record<Tab, number>> = {
      relationships: known.relationships.length,
      tickets: about(place.id, known.relationships).length,
    };
    const items = tabsOf(known).map((tab, at) => {
      const count = counts[tab] === undefined ? "" : ` (${counts[tab].toLocaleString("en")})`;
      const to = link(frame, "entity", parametersOf({ ...place, tab: at === 0 ? "" : tab }), `${words(tab)}${count}`);
      if (tab === tabOf(known)) to.setAttribute("aria-current", "page");
      return h("li", {}, to);
    });
    return h("nav", { class: "tabs", "aria-label": "Parts of this page" }, h("ul", {}, items));
  };

  const failed = (said: string, missing: boolean): void => {
    part.abort();
    part = new AbortController();
    const body = h("div", { class: "entity-body" });
    const again = h("button", { type: "button", class: "button", onclick: () => void load() }, "Try again");
    fill(
      page,
      past({ frame, place }),
      h("h1", { tabindex: "-1" }, own(place.id)),
      h("p", { class: "error", role: "alert" }, sentence(said)),
      missing ? null : again,
      body,
    );
    // A retired one has a history that leads to what it was.
    if (missing) void historyOfMissing(body, { place, frame, signal: part.signal });
  };

  void load();
  return {
    update: (changed) => {
      const next: Place = placeOf(changed);
      const same = next.id === place.id && next.asOf === place.asOf;
      place = next;
      if (!same || card === null) return void load();
      show(card);
    },
    key: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || editing !== null || card === null) return false;
      const tab = tabsOf(card)[Number(event.key) - 1];
      if (tab === undefined) return false;
      frame.go("entity", parametersOf({ ...place, tab: tab === tabsOf(card)[0] ? "" : tab }));
      return true;
    },
    get keys() {
      const tabs = card === null ? TABS : tabsOf(card);
      return [[`1 to ${tabs.length}`, `Parts of the page: ${tabs.join(", ")}`]] as [string, string][];
    },
    subject: () => (place.id === "" ? null : { id: place.id, asOf: place.asOf ?? "" }),
    leave: (go) => {
      if (!editing?.unsaved()) return true;
      askToLeave(NOT_SAVED, () => {
        editing = null;
        go();
      });
      return false;
    },
    close: () => {
      loading.abort();
      part.abort();
    },
  };
}
