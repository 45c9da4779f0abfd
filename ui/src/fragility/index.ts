/** What takes services down alone and together, and how much of the time they stand. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const fragility: Question = lazy(
  {
    name: "fragility",
    title: "Fragility",
    about: ({ id, asOf }) => new URLSearchParams({ ...(id ? { service: id } : {}), ...(asOf ? { as_of: asOf } : {}) }),
  },
  async () => (await import("./view.ts")).open,
);
