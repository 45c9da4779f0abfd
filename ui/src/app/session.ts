/** Signing in: by the link that `serve` prints, or with a key. The page keeps neither; the server sets a cookie that scripts cannot read. */

import { call, Refused } from "./api.ts";
import { fill, h } from "./dom.ts";
import type { Session } from "./types.ts";

const LINK = "#sign-in=";

/** Who is signed in; null when nobody is. A link in the address is used up and taken out of it. */
export async function signedIn(): Promise<Session | null> {
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
    const said = h("p", { class: "error", role: "alert", id: "sign-in-said" }, refusal);
    const key = h("input", {
      id: "key", type: "password", autocomplete: "current-password", required: true, spellcheck: false, "aria-describedby": "sign-in-said",
    });
    const form = h(
      "form",
      { class: "sign-in panel" },
      h("h1", {}, "cmdb-graph"),
      h("p", {}, "Open the link that ", h("code", {}, "cmdb-graph serve"), " printed, or sign in with a key."),
      h("label", { for: "key" }, "Key"),
      key,
      h("button", { class: "button", type: "submit" }, "Sign in"),
      said,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        resolve(await open({ key: key.value.trim() }));
      } catch (error) {
        said.textContent = error instanceof Error ? error.message : String(error);
        key.focus();
      }
    });
    fill(root, h("main", { id: "answer", tabindex: -1 }, form));
    key.focus();
  });
}

export async function signOut(): Promise<void> {
  await call("/session", { method: "DELETE" });
}

async function open(secret: { token: string } | { key: string }): Promise<Session> {
  return (await call<Session>("/session", { method: "POST", body: secret })).body;
}
