/** What the positions would be after a change that is not made. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

/** Licenses lead to it. */
export const whatIf: Question = lazy({ name: "what-if", title: "What if" }, async () => (await import("./view.ts")).open);
