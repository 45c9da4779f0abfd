/** The API behind the page: same origin, signed in by cookie. */

import type { Entity, Problem } from "./types.ts";

/** Something that went wrong, in words for the person who meets it. */
export class Said extends Error {}

/** An answer that is no answer: what the API said of it. */
export class Refused extends Said {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }

  get status(): number {
    return this.problem.status;
  }
}

export interface Told<T> {
  body: T;
  etag: string | null;
}

interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  ifMatch?: string;
  /** Ends the request; the API then ends the query on the database too. */
  signal?: AbortSignal;
}

/** Ask under /v1. Raises Refused with what the API said, and AbortError when `signal` ended it. */
export async function call<T>(path: string, options: Call = {}): Promise<Told<T>> {
  const response = await request(path, options, "application/json");
  if (response.status === 204) return { body: undefined as T, etag: null };
  return { body: await whole(response, options.signal, (text) => JSON.parse(text) as T), etag: response.headers.get("ETag") };
}

/** The same for an answer of a JSON value on each line, which the API streams whole. */
export async function lines<T>(path: string, options: Call = {}): Promise<T[]> {
  const response = await request(path, options, "application/x-ndjson");
  return whole(response, options.signal, (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as T));
}

/** The same for an answer that is a file of this media type. */
export async function file(path: string, type: string, options: Call = {}): Promise<Blob> {
  const response = await request(path, options, type);
  return reached(options.signal, () => response.blob());
}

/** An id as one part of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

/** Entities by their ids, in this order, as of a time ("" is now). Each is a request: for a few. */
export function entities(ids: readonly string[], asOf: string, signal: AbortSignal): Promise<Entity[]> {
  const query = asOf ? `?${new URLSearchParams({ as_of: asOf })}` : "";
  return Promise.all(ids.map(async (id) => (await call<Entity>(`/entities/${segment(id)}${query}`, { signal })).body));
}

let signInAgain: (() => Promise<boolean>) | null = null;

/** What to do when a session has ended midway: true when somebody signed in again, and what was asked is asked once more. */
export function whenSignedOut(ask: () => Promise<boolean>): void {
  signInAgain = ask;
}

async function request(path: string, options: Call, accept: string): Promise<Response> {
  const { method = "GET", body, ifMatch, signal } = options;
  const headers: Record<string, string> = { Accept: accept };
  if (body !== undefined) headers["Content-Type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  if (ifMatch !== undefined) headers["If-Match"] = ifMatch;
  const response = await reached(signal, () =>
    fetch(`/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }),
  );
  if (response.ok) return response;
  const told: unknown = await reached(signal, () => response.text()).then(parsed);
  // Signing in and out is no part of a session.
  if (response.status === 401 && path !== "/session" && (await signInAgain?.())) return request(path, options, accept);
  signal?.throwIfAborted();
  throw new Refused(asProblem(told, response));
}

/** The body as `read` reads it; one that broke off or is something else is no answer. */
async function whole<T>(response: Response, signal: AbortSignal | undefined, read: (text: string) => T): Promise<T> {
  const text = await reached(signal, () => response.text());
  signal?.throwIfAborted();
  try {
    return read(text);
  } catch {
    throw new Refused({ type: "about:blank", title: "No answer", status: response.status, detail: "The server's answer cannot be read: is something between it and this page?" });
  }
}

async function reached<T>(signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused({ type: "about:blank", title: "No connection", status: 0, detail: "The server does not answer. Is it still running?" });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asProblem(told: unknown, response: Response): Problem {
  if (typeof told === "object" && told !== null && "title" in told) return told as Problem;
  return { type: "about:blank", title: response.statusText, status: response.status, detail: `The server answered ${response.status}.` };
}
