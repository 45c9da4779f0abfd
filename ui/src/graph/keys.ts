/** Keys that the graph knows, for the help. Apart from the view, so that they can be told before it is loaded. */
export const GRAPH_KEYS: [string, string][] = [
  ["← →", "to a provider or a dependent, along an edge"],
  ["↑ ↓", "within a column"],
  ["Enter", "open the evidence; unfold a fold"],
  ["f", "fold what is behind a node, or unfold it"],
  ["+ − 0", "zoom in, out, show all"],
];
