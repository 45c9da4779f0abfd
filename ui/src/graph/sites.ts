/** Folding by site, as the API tells where things stand. */

import type { SitesAnswer } from "../app/types.ts";
import type { Key } from "./fold.ts";

/** The key of what was told; null: nothing is, and `note` says why. */
export function siteKey(told: Pick<SitesAnswer, "sites" | "located"> | null, note = ""): Key {
  const names = new Map(told?.sites.map(({ id, name }) => [id, name]));
  const located = new Map(Object.entries(told?.located ?? {}));
  return {
    of({ id }) {
      const sites = located.get(id);
      if (sites === undefined) return null;
      return sites.length === 1 ? `=${sites[0]}` : sites.length === 0 ? "none" : "several";
    },
    says(value) {
      if (value.startsWith("=")) return `at ${names.get(value.slice(1)) ?? value.slice(1)}`;
      return value === "several" ? "at several sites" : "at no known site";
    },
    note,
  };
}
