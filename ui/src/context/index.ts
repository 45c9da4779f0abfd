/** What an agent needs first, of a person or a ticket. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";
import { toParameters } from "./asked.ts";

export const context: Question = lazy(
  {
    name: "context",
    title: "Context",
    about: ({ id, asOf }) => toParameters({ id, days: "", asOf, limit: "" }),
  },
  async () => (await import("./view.ts")).open,
);
