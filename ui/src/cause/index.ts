/** Why it broke: causes of what hurts, ranked, on the ways from them to it, with what speaks for each. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const cause: Question = lazy(
  {
    name: "cause",
    title: "Why it broke",
    about: ({ id, asOf }) => new URLSearchParams({ ...(id ? { symptom: id } : {}), ...(asOf ? { as_of: asOf } : {}) }),
  },
  async () => (await import("./view.ts")).open,
);
