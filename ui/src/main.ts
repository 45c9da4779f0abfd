import "./style.css";
import { fill, h } from "./app/dom.ts";
import { openFrame } from "./app/frame.ts";
import type { Question } from "./app/question.ts";
import { askForKey, signedIn } from "./app/session.ts";
import { cause } from "./cause/index.ts";
import { context } from "./context/index.ts";
import { costs } from "./costs/index.ts";
import { dependencies } from "./dependencies/index.ts";
import { entity } from "./entity/index.ts";
import { fragility } from "./fragility/index.ts";
import { impact } from "./impact/index.ts";
import { licenses } from "./licenses/index.ts";
import { metrics } from "./metrics/index.ts";
import { stock } from "./stock/index.ts";
import { whatIf } from "./whatif/index.ts";

/** Every question that the page asks: a folder each. */
const QUESTIONS: readonly Question[] = [impact, cause, context, dependencies, licenses, whatIf, stock, costs, metrics, fragility, entity];

const root = document.getElementById("page")!;
try {
  await openFrame(root, (await signedIn()) ?? (await askForKey(root)), QUESTIONS);
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  fill(root, h("main", { id: "answer", tabindex: -1 }, h("p", { class: "error", role: "alert" }, why), h("a", { href: "/", target: "_self" }, "Try again")));
}
