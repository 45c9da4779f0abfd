/** The API behind the page: same origin, signed in by cookie. */

import type { Problem } from "./types.ts";

/** An answer that is no answer: what the API said of it. */
export class Refused extends Error {
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
export async function call<T>(path: string, { method = "GET", body, ifMatch, signal }: Call = {}): Promise<Told<T>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  if (ifMatch !== undefined) headers["If-Match"] = ifMatch;
  let response: Response;
  try {
    response = await fetch(`/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused({ type: "about:blank", title: "No connection", status: 0, detail: "The server does not answer. Is it still running?" });
  }
  if (response.status === 204) return { body: undefined as T, etag: null };
  const told: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(asProblem(told, response));
  return { body: told as T, etag: response.headers.get("ETag") };
}

/** An id as one part of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

function asProblem(told: unknown, response: Response): Problem {
  if (typeof told === "object" && told !== null && "title" in told) return told as Problem;
  return { type: "about:blank", title: response.statusText, status: response.status, detail: `The server answered ${response.status}.` };
}
