/** Asks before unsaved changes are left: by a link, by going back, by closing the page. */

const QUESTION = "Your changes of this entity are not saved. Leave them?";

/** Whether they may be left: nothing is unsaved, or the person said so. */
export function mayLeave(unsaved: () => boolean): boolean {
  return !unsaved() || window.confirm(QUESTION);
}

/** Guard until `signal` ends it. `onleft` is called once the person said that they may go. */
export function guard(unsaved: () => boolean, onleft: () => void, signal: AbortSignal): void {
  const here = location.href;
  const closing = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault();
  };
  const clicked = (event: MouseEvent): void => {
    const anchor = event.target instanceof Element ? event.target.closest("a[href]") : null;
    // What opens elsewhere leaves nothing.
    if (!anchor || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || anchor.getAttribute("target") === "_blank") return;
    if (anchor.getAttribute("href")?.startsWith("#")) return;
    if (mayLeave(unsaved)) onleft();
    else {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  const wentBack = (event: PopStateEvent): void => {
    if (location.href === here) return;
    if (mayLeave(unsaved)) onleft();
    else {
      event.stopImmediatePropagation();
      history.pushState(null, "", here);
    }
  };
  // While it is captured: before whoever would follow the link or show the other address.
  window.addEventListener("beforeunload", closing, { signal });
  document.addEventListener("click", clicked, { signal, capture: true });
  window.addEventListener("popstate", wentBack, { signal, capture: true });
}
