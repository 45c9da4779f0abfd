/** What a folder of this page offers: a question with a view of its own. A new one is a new folder and a line in main.ts. */

import type { Address } from "./address.ts";
import type { Session } from "./types.ts";

/** The page around a view. */
export interface Frame {
  readonly session: Session;
  readonly vocabulary: Vocabulary;
  /** The address of the view with these parameters, for links. */
  href(ask: string, parameters: URLSearchParams): string;
  /** Show this; `replace` leaves no step to go back to. */
  go(ask: string, parameters: URLSearchParams, options?: { replace?: boolean }): void;
  /** Say something to whoever listens to the page instead of looking at it. */
  announce(text: string): void;
  /** Say that something went wrong that has no place of its own; it stands until another address is shown. */
  complain(error: unknown): void;
  /** What is looked at is known by now: lead the links to other questions there. */
  lead(): void;
  /** What the view shows, for the title of the window; "" while nobody knows. */
  title(text: string): void;
}

/** GET /v1/schema, what the page reads of it. */
export interface Vocabulary {
  kinds: Record<string, KindOf>;
  types: Record<string, TypeOf>;
}

export interface KindOf {
  name: string;
  parent: string | null;
  ancestors: string[];
  about: string;
  abstract: boolean;
  roles: string[];
  /** With those inherited. */
  attributes: Record<string, { type: string; list: boolean; unit: string | null; about: string; values: string[]; over: string[] }>;
}

export interface TypeOf {
  name: string;
  /** As it reads from its start ("Runs on"), and the other way ("Runs"). */
  label: string;
  inverse: string;
  dependency: boolean;
  /** The kinds that it may join, with those below them. */
  joins: { from: string; to: string }[];
}

export interface Question {
  /** Its name in the address: ?ask=name */
  name: string;
  title: string;
  open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View;
  /** Its parameters about one entity, or as of the same time; without it, nothing leads to it from other views. */
  about?(subject: Subject): URLSearchParams;
}

/** An entity, and the time as of which it is looked at ("" is now). */
export interface Subject {
  id: string;
  asOf: string;
}

export interface View {
  /** The address changed within this question. */
  update(parameters: URLSearchParams): void;
  /** A key that the page does not use itself; true when it was used. */
  key?(event: KeyboardEvent): boolean;
  /** Keys that this view knows, for the help: [key, what it does]. */
  keys?: [string, string][];
  /** What is looked at: the way to another question leads there. */
  subject?(): Subject | null;
  /**
   * Asked before another address is shown; null: the page itself is left. False keeps the view: it asks the person, and calls
   * `go` when they go all the same.
   */
  leave?(go: () => void, to: Address | null): boolean;
  /** Leave: end what is under way. */
  close(): void;
}
