/** Metrics of tickets, each a chart with the records behind every bar. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const metrics: Question = lazy(
  { name: "metrics", title: "Metrics", about: ({ asOf }) => new URLSearchParams(asOf ? { as_of: asOf } : {}) },
  async () => (await import("./view.ts")).open,
);
