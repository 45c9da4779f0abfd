/** Asks before unsaved changes are left: by a link, by going back, by closing the page. */

interface Guarded {
  /** Where the changes are made. */
  address: string;
  unsaved: () => boolean;
  onleft: () => void;
}

const QUESTION = "Your changes of this entity are not saved. Leave them?";
let guarded: Guarded | null = null;

/** Whether they may be left: nothing is unsaved, or the person said so. */
export function mayLeave(unsaved: () => boolean): boolean {
  return !unsaved() || window.confirm(QUESTION);
}

/** Guard one editor until `signal` ends it. `onleft` is called once the person said that they go. */
export function guard(unsaved: () => boolean, onleft: () => void, signal: AbortSignal): void {
  const mine: Guarded = { address: location.href, unsaved, onleft };
  guarded = mine;
  signal.addEventListener("abort", () => {
    if (guarded === mine) guarded = null;
  });
}

/** Whether they go; who stays is not asked by anything that comes after. */
function goes(event: Event): boolean {
  if (guarded === null) return true;
  if (mayLeave(guarded.unsaved)) {
    guarded?.onleft();
    return true;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  return false;
}

function clicked(event: MouseEvent): void {
  const anchor = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  // What opens elsewhere, or is a place on this page, leaves nothing.
  const stays =
    !anchor ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    anchor.target === "_blank" ||
    anchor.hasAttribute("download");
  if (stays || anchor.getAttribute("href")?.startsWith("#")) return;
  goes(event);
}

function wentBack(event: PopStateEvent): void {
  if (guarded === null || location.href === guarded.address) return;
  const { address } = guarded;
  if (!goes(event)) history.pushState(null, "", address);
}

function closes(event: BeforeUnloadEvent): void {
  if (guarded?.unsaved()) event.preventDefault();
}

// Once, as the page is loaded: listeners of the window are called in the order in which they came, and this one has to be
// asked before the frame shows another address.
window.addEventListener("popstate", wentBack);
window.addEventListener("beforeunload", closes);
document.addEventListener("click", clicked, { capture: true });
