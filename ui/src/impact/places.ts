/** Where what is affected stands: asked once for an answer, and only when somebody wants to see it. */

import { call, Refused } from "../app/api.ts";
import type { ImpactAnswer, Named, SitesAnswer } from "../app/types.ts";

export type Told = Pick<SitesAnswer, "sites" | "located">;

export interface Places {
  /** What is known by now of the places of this answer, and a note where that is not all; `wanted` asks for it. */
  of(answer: ImpactAnswer, wanted: boolean): { told: Told | null; note: string };
  close(): void;
}

// A body is at most 1 MiB.
const MOST_BYTES = 500_000;

/** `changed` is called when more is known. */
export function places(changed: () => void): Places {
  let now: ImpactAnswer | null = null;
  let told: Told | null = null;
  let note = "";
  let under: AbortController | null = null;

  async function ask(answer: ImpactAnswer, { signal }: AbortController): Promise<void> {
    try {
      const sites = new Map<string, Named>();
      const located: [string, string[]][] = [];
      for (const ids of parts(answer.affected.map(({ id }) => id), MOST_BYTES)) {
        // As of the answer, so that nothing in it has gone meanwhile.
        const { body } = await call<SitesAnswer>("/sites", { method: "POST", body: { ids, as_of: answer.as_of }, signal });
        for (const site of body.sites) sites.set(site.id, site);
        located.push(...Object.entries(body.located));
      }
      told = { sites: [...sites.values()], located: Object.fromEntries(located) };
      note = "";
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refused)) throw error;
      note = `Not folded by site. ${error.message}`;
    }
    changed();
  }

  return {
    of(answer, wanted) {
      if (answer !== now) {
        under?.abort();
        under = told = null;
        note = "";
        now = answer;
      }
      if (wanted && under === null) {
        under = new AbortController();
        note = "Asking at which sites these stand ...";
        void ask(answer, under);
      }
      return { told, note };
    },
    close: () => under?.abort(),
  };
}

/** The texts in parts that each take at most so many bytes as JSON, in order; a longer text is a part of its own. */
export function parts(texts: readonly string[], bytes: number): string[][] {
  const encoder = new TextEncoder();
  const found: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const size = encoder.encode(JSON.stringify(text)).length + 1;
    if (size > room || found.length === 0) {
      found.push([]);
      room = bytes;
    }
    found.at(-1)?.push(text);
    room -= size;
  }
  return found;
}
