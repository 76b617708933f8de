import { html, nothing, type TemplateResult } from "lit";
import { type Alarm, ask, type NetworkDocument, type Store, type Stores } from "./api";
import { digits, keyRate, moment } from "./figures";
import "./link-table";
import { alarms, links } from "./live";
import { severityMark, shape } from "./mark";
import "./network-map";
import { Part } from "./part";
import { address } from "./route";
import { settings } from "./settings";
import { LINK_STATES, type LinkState, stateOf } from "./state";
import { named, t } from "./words";

const EVERY_MS = 10_000;
const MOST_ALARMS = 5;

/** The network at a glance: where it is well, where not, and what to look at first. */
class NetworkPage extends Part {
  static properties = { network: { state: true }, stores: { state: true }, said: { state: true } };

  private declare network: NetworkDocument | undefined;
  private declare stores: Store[];
  private declare said: string;
  protected override readonly follows = [settings, links, alarms];

  private timer = 0;
  private states = new Map<string, LinkState>();

  constructor() {
    super();
    this.stores = [];
    this.said = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    links.addEventListener("change", this.listen);
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
    this.listen();
    void this.refresh();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    links.removeEventListener("change", this.listen);
    window.clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      [this.network, this.stores] = await Promise.all([
        ask<NetworkDocument>("network"),
        ask<Stores>("stores").then((answer) => answer.stores),
      ]);
    } catch {
      // The page says already that the centre is away.
    }
  }

  /** Says aloud only what changed its state. */
  private readonly listen = (): void => {
    const states = new Map(links.links.map((link) => [link.id, stateOf(link, links.now(), links.limits)] as const));
    const news = [...states]
      .filter(([id, state]) => this.states.has(id) && this.states.get(id) !== state)
      .map(([id, state]) => `${id}: ${named("state", state)}`);
    if (news.length > 0) {
      this.said = news.length > 5 ? t("network.changed", { n: news.length }) : news.join(". ");
    }
    this.states = states;
  };

  protected render(): TemplateResult {
    if (!links.loaded) {
      return html`<p class="notice">${t("shell.waiting")}</p>`;
    }
    return html`${this.summary()}
      ${links.links.length === 0
        ? html`<p class="notice">${t("network.none")}</p>`
        : html`<div class="overview">
              ${this.network
                ? html`<kronborg-map .network=${this.network} .stores=${this.stores}></kronborg-map>`
                : html`<div></div>`}
              ${this.attention()}
            </div>
            <div class="sheet"><kronborg-link-table></kronborg-link-table></div>`}
      <p class="for-screen-readers" aria-live="polite">${this.said}</p>`;
  }

  private attention(): TemplateResult {
    const roots = alarms.roots();
    return html`<section class="sheet attention" aria-labelledby="attention">
      <h2 id="attention">${t("network.attention")}</h2>
      ${roots.length === 0 && alarms.loaded ? html`<p class="quiet">${t("network.calm")}</p>` : nothing}
      <ul>
        ${roots.slice(0, MOST_ALARMS).map((alarm) => this.alarm(alarm))}
      </ul>
      ${roots.length > MOST_ALARMS
        ? html`<p><a href=${address("alarms")}>${t("network.more", { n: roots.length - MOST_ALARMS })}</a></p>`
        : nothing}
    </section>`;
  }

  private alarm(alarm: Alarm): TemplateResult {
    return html`<li>
      ${severityMark(alarm.severity)}
      <a href=${address("alarms", alarm.id)}>${alarm.resource}</a>
      <span class="quiet">${named("class", alarm.type)}, ${moment(alarm.raised_at)}</span>
    </li>`;
  }

  private summary(): TemplateResult {
    const states = [...this.states.values()];
    const rate = links.links
      .filter((link) => ["making-keys", "idle"].includes(this.states.get(link.id) ?? ""))
      .reduce((sum, link) => sum + (link.skr_bps ?? 0), 0);
    const all = keyRate(rate);
    return html`<dl class="summary">
      ${LINK_STATES.map((state) => {
        const count = states.filter((each) => each === state).length;
        return html`<div class="${state} ${count === 0 ? "none" : ""}">
          <dt>${shape(state)}${named("state", state)}</dt>
          <dd>
            ${count}
            ${state === "making-keys" ? html`<span class="unit">${t("network.of-links", { n: states.length })}</span>` : nothing}
          </dd>
        </div>`;
      })}
      <div>
        <dt>${t("network.rate")}</dt>
        <dd>${rate >= 1e7 ? digits(rate / 1e6) : all.text} <span class="unit">${rate >= 1e7 ? "Mbit/s" : all.unit}</span></dd>
      </div>
    </dl>`;
  }
}

customElements.define("kronborg-network", NetworkPage);
