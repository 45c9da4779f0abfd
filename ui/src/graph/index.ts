/** The graph of an answer: what others use of this folder. */

export { foldFromText } from "./foldtext.ts";
export type { Keys } from "./fold.ts";
export { toGraph } from "./model.ts";
export { serviceKey } from "./services.ts";
export { siteKey } from "./sites.ts";
export { graphView } from "./view.ts";
