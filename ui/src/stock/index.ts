/** What hardware there is: stock, codes, and stocktaking. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const stock: Question = lazy(
  {
    name: "stock",
    title: "Stock",
    about: ({ asOf }) => new URLSearchParams(asOf ? { as_of: asOf } : {}),
  },
  async () => (await import("./view.ts")).open,
);
