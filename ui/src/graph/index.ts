/** The graph of an answer: what others use of this folder. */

export { toGraph } from "./model.ts";
export { graphView } from "./view.ts";
