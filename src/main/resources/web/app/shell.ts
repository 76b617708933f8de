import { html, nothing, type TemplateResult } from "lit";
import "./account";
import "./act-dialog";
import "./alarms-page";
import { age, clock, written } from "./figures";
import "./inventory-page";
import "./keys-page";
import "./link-page";
import { alarms, links } from "./live";
import { shape } from "./mark";
import "./network-page";
import { Part } from "./part";
import "./refused-page";
import { address, type Route, route } from "./route";
import { type Language, settings, type Theme } from "./settings";
import { t, type Word } from "./words";

const PAGES = ["network", "alarms", "keys", "inventory", "refused"] as const;
const THEMES: Theme[] = ["system", "light", "dark"];

/** What is the same on every page: where one can go, how sure the console is of what it shows, how it looks. */
class Shell extends Part {
  static properties = { where: { state: true } };

  private declare where: Route;
  protected override readonly follows = [settings, links, alarms];

  constructor() {
    super();
    this.where = route();
  }

  connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.move);
    links.start();
    alarms.start();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.move);
  }

  private readonly move = (): void => {
    const before = this.where;
    this.where = route();
    const { page, id } = this.where;
    if (before.page !== page || (page === "link" && before.id !== id)) {
      void this.updateComplete.then(() => {
        this.querySelector<HTMLElement>("h1")?.focus();
        window.scrollTo(0, 0);
      });
    }
  };

  protected render(): TemplateResult {
    const { page, id } = this.where;
    const title = id !== "" && page === "link" ? id : t(this.word());
    document.title = `${title} - Kronborg`;
    return html`<a class="skip" href="#main" @click=${this.skip}>${t("shell.skip")}</a>
      <header>
        <a class="brand" href=${address("network")}><img src="/icon.svg" alt="" width="26" height="26" /> Kronborg</a>
        <nav aria-label=${t("shell.pages")}>
          <ul>
            ${PAGES.map((each) => this.link(each))}
          </ul>
        </nav>
        ${this.connection()} ${this.choices()} <kronborg-account></kronborg-account>
      </header>
      <main id="main">
        <h1 tabindex="-1">${title}</h1>
        ${this.trouble()} ${this.content()}
      </main>
      <kronborg-act></kronborg-act>`;
  }

  /** The address has to stay that of the page. */
  private skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>("h1")?.focus();
  }

  private word(): Word {
    const { page } = this.where;
    return page === "link" || (PAGES as readonly string[]).includes(page) ? (`page.${page}` as Word) : "page.unknown";
  }

  private link(page: (typeof PAGES)[number]): TemplateResult {
    const here = this.where.page === page || (page === "network" && this.where.page === "link");
    const wrong = page === "alarms" ? alarms.roots().length : 0;
    return html`<li>
      <a href=${address(page)} aria-current=${here ? "page" : nothing}
        >${t(`page.${page}`)}
        ${wrong > 0 ? html`<span class="badge" title=${t("alarms.active", { n: wrong })}>${wrong}</span>` : nothing}</a
      >
    </li>`;
  }

  private content(): TemplateResult {
    const { page, id, view } = this.where;
    switch (page) {
      case "network":
        return html`<kronborg-network></kronborg-network>`;
      case "link":
        return html`<kronborg-link .link=${id} .view=${view}></kronborg-link>`;
      case "alarms":
        return html`<kronborg-alarms .open=${id} .view=${view}></kronborg-alarms>`;
      case "keys":
        return html`<kronborg-keys .view=${view}></kronborg-keys>`;
      case "inventory":
        return html`<kronborg-inventory .proposal=${id}></kronborg-inventory>`;
      case "refused":
        return html`<kronborg-refused .view=${view}></kronborg-refused>`;
      default:
        return html`<p class="notice"><a href=${address("network")}>${t("page.network")}</a></p>`;
    }
  }

  private connection(): TemplateResult {
    const { connection, heardAt } = links;
    const seconds = (Date.now() - heardAt) / 1000;
    return html`<p class="connection ${connection}" role="status">
      ${shape(connection === "live" ? "making-keys" : "no-key")}
      <strong>${t(`connection.${connection}`)}</strong>
      <span class="quiet" aria-live="off"
        >${heardAt === 0 ? "" : t("connection.age", { time: clock(heardAt), age: written(age(Math.max(0, seconds))) })}</span
      >
    </p>`;
  }

  private trouble(): TemplateResult | typeof nothing {
    const { connection } = links;
    return connection === "lost" || connection === "no-history"
      ? html`<p class="notice bad" role="alert">${t(`connection.${connection}.text`)}</p>`
      : nothing;
  }

  private choices(): TemplateResult {
    return html`<p class="choices">
      <select
        aria-label=${t("shell.language")}
        @change=${(event: Event) => settings.choose({ language: (event.target as HTMLSelectElement).value as Language })}
      >
        <option value="en" lang="en" ?selected=${settings.language === "en"}>English</option>
        <option value="da" lang="da" ?selected=${settings.language === "da"}>Dansk</option>
      </select>
      <select
        aria-label=${t("shell.theme")}
        @change=${(event: Event) => settings.choose({ theme: (event.target as HTMLSelectElement).value as Theme })}
      >
        ${THEMES.map(
          (theme) => html`<option value=${theme} ?selected=${settings.theme === theme}>${t(`shell.theme.${theme}`)}</option>`,
        )}
      </select>
    </p>`;
  }
}

customElements.define("kronborg-console", Shell);
