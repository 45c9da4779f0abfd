/** All that is known of one entity, and the place where it is edited. */

import { lazy } from "../app/lazy.ts";
import type { Question } from "../app/question.ts";

export const entity: Question = lazy({ name: "entity", title: "Entity" }, async () => (await import("./view.ts")).open);
