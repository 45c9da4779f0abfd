/** Elements. Whatever is shown goes in as text: a name is never read as markup. */

type Child = Node | string | null | undefined | false;
type Properties = Record<string, string | number | boolean | EventListener | undefined>;

/** An element: `on...` properties become listeners, the others attributes; false and undefined leave one out, but aria-... says false. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (typeof value === "boolean" && name.startsWith("aria-")) element.setAttribute(name, String(value));
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/** Put these in place of all that is in it. */
export function fill(element: Element, ...children: (Child | Child[])[]): void {
  element.replaceChildren(...children.flat().filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
}

/** A text from the estate, isolated so that its direction of writing stays its own. */
export function own(text: string): HTMLElement {
  return h("bdi", {}, text);
}

/** Draw anew without taking the focus from whoever works with the keyboard: the element of the same id or label has it again. */
export function redraw(element: Element, draw: () => void): void {
  const active = document.activeElement;
  const name = active && element.contains(active) ? handle(active) : null;
  draw();
  if (name === null) return;
  for (const candidate of element.querySelectorAll<HTMLElement>("a, button, input, select, summary, [tabindex]")) {
    if (handle(candidate) === name) {
      candidate.focus({ preventScroll: true });
      return;
    }
  }
}

function handle(element: Element): string {
  return [element.tagName, element.id, element.getAttribute("aria-label") ?? element.textContent].join("\n");
}
