/** Signing in: by the link that `serve` prints, or with a key. The page keeps neither; the server sets a cookie that scripts cannot read. */

import { call, Refused } from "./api.ts";
import { wordsOf } from "./asking.ts";
import { openDialog } from "./dialog.ts";
import { fill, h } from "./dom.ts";
import type { Session } from "./types.ts";

const LINK = "#sign-in=";

/** Who is signed in; null when nobody is. A link in the address is used up and taken out of it. */
export async function signedIn(): Promise<Session | null> {
  // A link that comes into a page that is open already asks for no new page by itself.
  window.addEventListener("hashchange", () => location.hash.startsWith(LINK) && location.reload());
  if (location.hash.startsWith(LINK)) {
    const token = decodeURIComponent(location.hash.slice(LINK.length));
    history.replaceState(null, "", location.pathname + location.search);
    try {
      return await open({ token });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      refusal = error.message;
      // The link is used up, but its session may still be there.
    }
  }
  return (await call<Session | null>("/session")).body;
}

let refusal = "";

/** Ask for a key until one opens the page. */
export function askForKey(root: HTMLElement): Promise<Session> {
  return new Promise((resolve) => {
    const form = keyForm(refusal, resolve);
    form.classList.add("panel");
    form.prepend(h("h1", {}, "cmdb-graph"), h("p", {}, "Open the link that ", h("code", {}, "cmdb-graph serve"), " printed, or sign in with a key."));
    fill(root, h("main", { id: "answer", tabindex: -1 }, form));
    form.querySelector("input")?.focus();
  });
}

let again: Promise<Session | null> | null = null;

/** Ask for a key over the page, once for all that found the session ended; null when somebody would rather not. */
export function askAgain(): Promise<Session | null> {
  again ??= new Promise<Session | null>((resolve) => {
    let session: Session | null = null;
    const form = keyForm("", (opened) => {
      session = opened;
      dialog.close();
    });
    const dialog = openDialog("Your session has ended", [h("p", {}, "Sign in with a key to go on: nothing here is lost."), form], () => resolve(session));
  }).finally(() => (again = null));
  return again;
}

function keyForm(before: string, opened: (session: Session) => void): HTMLFormElement {
  const said = h("p", { class: "error", role: "alert", id: "sign-in-said" }, before);
  const key = h("input", {
    id: "key", type: "password", autocomplete: "current-password", required: true, spellcheck: false, "aria-describedby": "sign-in-said",
  });
  const form = h("form", { class: "sign-in" }, h("label", { for: "key" }, "Key"), key, h("button", { class: "button", type: "submit" }, "Sign in"), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      opened(await open({ key: key.value.trim() }));
    } catch (error) {
      said.textContent = wordsOf(error);
      key.focus();
    }
  });
  return form;
}

/** Ends the session on the server; one that has ended already is as good. */
export async function signOut(): Promise<void> {
  try {
    await call("/session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
  }
}

async function open(secret: { token: string } | { key: string }): Promise<Session> {
  return (await call<Session>("/session", { method: "POST", body: secret })).body;
}
