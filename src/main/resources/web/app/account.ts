import { html, nothing, type TemplateResult } from "lit";
import { Part } from "./part";
import { t } from "./words";

/**
 * Who is signed in, and the dialog to sign in by. It opens over whatever page is shown when a request is answered 401, and
 * leaves the page as it is, so nothing typed is lost; the request waits and is made again.
 */

export interface Session {
  account: string;
  roles: string[];
  saes: string[];
  expires: string;
  page_token: string | null;
}

/** Somebody has to sign in before anything else is answered. */
const SIGNED_OUT = "kronborg-signed-out";

/** Somebody has signed in; `detail` is the session. */
const SIGNED_IN = "kronborg-signed-in";

const SESSION = "/api/v1/session";

let session: Session | undefined;

/** Like fetch, as whoever is signed in; waits for somebody to sign in if nobody is. */
export async function reach(path: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    if (changes(init) && session === undefined) {
      await look();
    }
    const headers = new Headers(init.headers);
    if (changes(init) && session?.page_token) {
      headers.set("X-Kronborg-Page", session.page_token);
    }
    const answer = await fetch(path, { ...init, headers });
    if (answer.status !== 401) {
      return answer;
    }
    await signedIn();
  }
}

function changes(init: RequestInit): boolean {
  return !["GET", "HEAD"].includes(init.method ?? "GET");
}

/** Opens the dialog and waits until somebody has signed in by it. */
function signedIn(): Promise<void> {
  session = undefined;
  return new Promise((resolve) => {
    window.addEventListener(SIGNED_IN, () => resolve(), { once: true });
    window.dispatchEvent(new Event(SIGNED_OUT));
  });
}

/** Asks who is signed in, and says so. */
async function look(): Promise<void> {
  const answer = await fetch(SESSION, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    begin(await answer.json());
  } else if (answer.status === 401) {
    window.dispatchEvent(new Event(SIGNED_OUT));
  }
}

function begin(begun: Session): void {
  session = begun;
  window.dispatchEvent(new CustomEvent<Session>(SIGNED_IN, { detail: begun }));
}

/** The name of who is signed in, and the dialog. */
class AccountElement extends Part {
  static properties = { session: { state: true }, problem: { state: true }, busy: { state: true } };

  private declare session: Session | undefined;
  private declare problem: string;
  private declare busy: boolean;

  constructor() {
    super();
    this.problem = "";
    this.busy = false;
  }

  connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(SIGNED_OUT, this.ask);
    window.addEventListener(SIGNED_IN, this.show);
    void look();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(SIGNED_OUT, this.ask);
    window.removeEventListener(SIGNED_IN, this.show);
  }

  private readonly ask = async (): Promise<void> => {
    this.session = undefined;
    await this.updateComplete;
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
  };

  private readonly show = (event: Event): void => {
    this.session = (event as CustomEvent<Session>).detail;
    this.problem = "";
    this.querySelector("dialog")?.close();
  };

  /** Browsers close a dialog at the second Escape, whoever asks them not to. */
  private readonly closed = (): void => {
    if (this.session === undefined) {
      this.querySelector("dialog")?.showModal();
    }
  };

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    this.busy = true;
    try {
      const answer = await fetch(SESSION, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(
          given.new_password ? given : { name: given.name, password: given.password },
        ),
      });
      const said = await answer.json();
      if (answer.ok) {
        form.reset();
        begin(said);
      } else {
        this.problem = said.detail;
      }
    } catch {
      this.problem = t("account.silence");
    } finally {
      this.busy = false;
    }
  }

  private async signOut(): Promise<void> {
    await reach(SESSION, { method: "DELETE" });
    // Whoever comes next sees nothing that was asked for by somebody else.
    window.location.reload();
  }

  protected render(): TemplateResult {
    return html`${this.session
        ? html`<p class="account">
            <span>${this.session.account}</span>
            <button type="button" @click=${this.signOut}>${t("account.out")}</button>
          </p>`
        : nothing}
      <dialog class="sign-in" aria-labelledby="sign-in-title" @close=${this.closed}>
        <form method="dialog" @submit=${this.submit}>
          <h2 id="sign-in-title">${t("account.in")}</h2>
          <label>${t("account.name")} <input name="name" autocomplete="username" autocapitalize="none" required maxlength="100" /></label>
          <label>
            ${t("account.password")}
            <input name="password" type="password" autocomplete="current-password" required maxlength="200" />
          </label>
          <details>
            <summary>${t("account.change")}</summary>
            <label>
              ${t("account.new-password")}
              <input name="new_password" type="password" autocomplete="new-password" minlength="12" maxlength="200" />
            </label>
          </details>
          <p class="problem" role="alert">${this.problem}</p>
          <button type="submit" ?disabled=${this.busy}>${t("account.in")}</button>
        </form>
      </dialog>`;
  }
}

customElements.define("kronborg-account", AccountElement);
