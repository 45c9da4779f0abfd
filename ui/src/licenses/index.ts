/** Are we entitled. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const licenses: Question = lazy(
  {
    name: "licenses",
    title: "Licenses",
    about: ({ asOf }) => new URLSearchParams(asOf ? { as_of: asOf } : {}),
  },
  async () => (await import("./view.ts")).open,
);
