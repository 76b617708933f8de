import { html, LitElement, nothing, type TemplateResult } from "lit";
import { clock, digits, keyRate } from "./figures";
import "./link-table";
import { type Connection, LiveLinks } from "./live-links";
import "./refused-telemetry";
import { type LinkState, stateOf, STATES } from "./state";

const CONNECTIONS: Record<Connection, string> = {
  connecting: "Connecting",
  live: "Live",
  "no-history": "No history",
  lost: "Connection lost",
};

/** The page of links: how each one is, and how sure the page is of that. */
class LinksPage extends LitElement {
  static properties = { tick: { state: true }, said: { state: true } };

  private declare tick: number;
  private declare said: string;
  private readonly live = new LiveLinks(() => this.follow());
  private states = new Map<string, LinkState>();

  constructor() {
    super();
    this.tick = 0;
    this.said = "";
  }

  protected createRenderRoot(): HTMLElement {
    return this;
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.live.start();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.live.stop();
  }

  /** Draws anew, and says aloud only what changed its state. */
  private follow(): void {
    const states = new Map(
      this.live.links.map((link) => [link.id, stateOf(link, this.live.now(), this.live.limits)] as const),
    );
    const news = [...states]
      .filter(([id, state]) => this.states.has(id) && this.states.get(id) !== state)
      .map(([id, state]) => `${id}: ${STATES[state].label}`);
    if (news.length > 0) {
      this.said = news.length > 5 ? `${news.length} links changed their state` : news.join(". ");
    }
    this.states = states;
    this.tick++;
  }

  protected render(): TemplateResult {
    const live = this.live;
    return html`<header>
        <div class="brand">
          <img src="/icon.svg" alt="" width="26" height="26" />
          <span>Kronborg</span>
        </div>
        <h1>Links</h1>
        ${this.connection()}
      </header>
      <main>
        ${this.trouble()} ${live.loaded ? this.summary() : nothing}
        ${live.loaded
          ? live.links.length === 0
            ? html`<p class="notice">The network has no links yet. They come with the network document.</p>`
            : html`<div class="sheet">
                <kronborg-link-table .live=${live} .tick=${this.tick}></kronborg-link-table>
              </div>`
          : html`<p class="notice">Waiting for the centre.</p>`}
        <kronborg-refused-telemetry></kronborg-refused-telemetry>
        <p class="for-screen-readers" aria-live="polite">${this.said}</p>
      </main>`;
  }

  private connection(): TemplateResult {
    const { connection, heardAt } = this.live;
    return html`<p class="connection ${connection}" role="status">
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d=${connection === "live" ? STATES["making-keys"].shape : STATES["no-key"].shape} />
      </svg>
      <strong>${CONNECTIONS[connection]}</strong>
      <span aria-live="off">${heardAt === 0 ? "" : `last update ${clock(heardAt)}`}</span>
    </p>`;
  }

  private trouble(): TemplateResult | typeof nothing {
    switch (this.live.connection) {
      case "lost":
        return html`<p class="notice bad" role="alert">
          The centre does not answer. ${this.live.loaded ? "What you see is growing old." : ""} Trying again.
        </p>`;
      case "no-history":
        return html`<p class="notice bad" role="alert">
          The centre cannot read its history. What you see is growing old; telemetry waits and is not lost.
        </p>`;
      default:
        return nothing;
    }
  }

  private summary(): TemplateResult {
    const states = [...this.states.values()];
    const rate = this.live.links
      .filter((link) => ["making-keys", "idle"].includes(this.states.get(link.id) ?? ""))
      .reduce((sum, link) => sum + (link.skr_bps ?? 0), 0);
    const all = keyRate(rate);
    return html`<dl class="summary">
      ${(Object.keys(STATES) as LinkState[]).map((state) => {
        const count = states.filter((each) => each === state).length;
        return html`<div class="${state} ${count === 0 ? "none" : ""}">
          <dt>
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              <path fill-rule="evenodd" d=${STATES[state].shape} /></svg
            >${STATES[state].label}
          </dt>
          <dd>${count} <span class="unit">${state === "making-keys" ? `of ${states.length} links` : ""}</span></dd>
        </div>`;
      })}
      <div>
        <dt>Secret key rate, all links</dt>
        <dd>${rate >= 1e7 ? digits(rate / 1e6) : all.text} <span class="unit">${rate >= 1e7 ? "Mbit/s" : all.unit}</span></dd>
      </div>
    </dl>`;
  }
}

customElements.define("kronborg-links", LinksPage);
