/** What it costs: the estate and its services, or one entity with what it stands on. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const costs: Question = lazy(
  {
    name: "costs",
    title: "Costs",
    about: ({ id, asOf }) => new URLSearchParams({ ...(id ? { id } : {}), ...(asOf ? { as_of: asOf } : {}) }),
  },
  async () => (await import("./view.ts")).open,
);
