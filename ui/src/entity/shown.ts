/** What every part of the page of an entity is given, and the links that lead on from it. */

import { segment } from "../app/api.ts";
import { asking, wordsOf } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import type { Card, Named } from "../app/types.ts";

export const TABS = ["work", "overview", "relationships", "dependencies", "tickets", "history", "life"] as const;
export type Tab = (typeof TABS)[number];

/** Where the page stands, as its address says. */
export interface Place {
  id: string;
  /** The time as of which it is shown; null is now. */
  asOf: string | null;
  /** "" is the first that the entity has. */
  tab: Tab | "";
}

/** What a part shows, and what ends when it is left. */
export interface Shown {
  place: Place;
  card: Card;
  frame: Frame;
  signal: AbortSignal;
}

/** The place that an address means; a tab that is none is the first. */
export function placeOf(parameters: URLSearchParams): Place {
  const tab = parameters.get("tab");
  return {
    id: parameters.get("id") ?? "",
    asOf: parameters.get("as_of") || null,
    tab: TABS.find((known) => known === tab) ?? "",
  };
}

/** The address of a place; what is usual is left out. */
export function parametersOf({ id, asOf, tab }: Place): URLSearchParams {
  const parameters = new URLSearchParams({ id });
  if (asOf !== null) parameters.set("as_of", asOf);
  if (tab !== "") parameters.set("tab", tab);
  return parameters;
}

/** The path of an entity, or of a part of it, under /v1. */
export function path(place: Place, ...more: string[]): string {
  return `/entities/${[place.id, ...more].map(segment).join("/")}`;
}

/** What is asked as of the time that is shown; "" is now. */
export function asOfQuery({ asOf }: Pick<Place, "asOf">): string {
  return asOf === null ? "" : `?${new URLSearchParams({ as_of: asOf })}`;
}

/** A link to a question of this page. */
export function link(frame: Frame, ask: string, parameters: URLSearchParams, ...children: (Node | string)[]): HTMLAnchorElement {
  return h("a", { href: frame.href(ask, parameters) }, ...children);
}

/** A link to the page of another entity, at the same time, with its id where its name is another. */
export function entityLink(
  { frame, place }: Pick<Shown, "frame" | "place">,
  { id, name }: Pick<Named, "id" | "name">,
): HTMLElement {
  const to = link(frame, "entity", parametersOf({ id, asOf: place.asOf, tab: "" }), own(name));
  return h("span", { class: "entity-link" }, to, name === id ? null : h("small", { class: "entity-id" }, " ", own(id)));
}

/** A time for people, exact for machines and on a pointer. */
export function time(iso: string): HTMLTimeElement {
  return h("time", { datetime: iso, title: iso }, readable(iso));
}

/** A sentence of the server: English, whatever the names in it are. */
export function sentence(text: string): HTMLElement {
  return h("bdi", { dir: "ltr" }, text);
}

/** The words of an error, or null for what the page ended itself. */
export function saidOf(error: unknown, signal: AbortSignal): string | null {
  if (signal.aborted) return null;
  return wordsOf(error);
}

/** Fill a part once it is known: says that it waits, with a way to cancel, and what went wrong with a way to ask again. */
export async function later(root: HTMLElement, left: AbortSignal, make: (signal: AbortSignal) => Promise<Node[]>): Promise<void> {
  const part = asking(root);
  left.addEventListener("abort", () => part.end());
  await part.ask(async (signal) => fill(root, await make(signal)));
}

/** A panel that asks by itself what it holds. */
export function panel(id: string, title: string, { signal }: Pick<Shown, "signal">, make: (signal: AbortSignal) => Promise<Node[]>): HTMLElement {
  const told = h("div", {});
  void later(told, signal, make);
  return h("section", { class: "panel", "aria-labelledby": id }, h("h2", { id }, title), told);
}
