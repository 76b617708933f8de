import { html, nothing, type TemplateResult } from "lit";
import { ask, type KeyCost, type NetworkDocument, parameters, type Policy, type Store, type Stores, words } from "./api";
import { age, bits, count, keyRate, whole, written } from "./figures";
import { severityMark } from "./mark";
import { Part, refusal } from "./part";
import { address, go } from "./route";
import { named, t } from "./words";

const EVERY_MS = 5_000;

/** What keys there are between whom, how long they last, what they rest on and which way they go. */
class KeysPage extends Part {
  static properties = {
    view: { attribute: false },
    stores: { state: true },
    network: { state: true },
    trouble: { state: true },
    cost: { state: true },
    costTrouble: { state: true },
  };

  declare view: URLSearchParams;
  private declare stores: Store[] | undefined;
  private declare network: NetworkDocument | undefined;
  private declare trouble: string;
  private declare cost: KeyCost | undefined;
  private declare costTrouble: string;
  private timer = 0;

  constructor() {
    super();
    this.trouble = "";
    this.costTrouble = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
    void this.refresh();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      const [stores, network] = await Promise.all([ask<Stores>("stores"), ask<NetworkDocument>("network")]);
      this.stores = stores.stores;
      this.network = network;
      this.trouble = "";
    } catch (error) {
      this.trouble = words(error);
    }
  }

  protected render(): TemplateResult {
    if (!this.stores || !this.network) {
      return html`${refusal(this.trouble)}
        <p class="notice">${t("shell.waiting")}</p>`;
    }
    const wanted = (this.view.get("find") ?? "").toUpperCase();
    const found = this.stores
      .filter((store) => [store.from, store.to, store.grade ?? "", store.origin].some((each) => each.toUpperCase().includes(wanted)))
      .sort((a, b) => hurry(a) - hurry(b) || a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
    return html`${refusal(this.trouble)} ${this.filter()}
      ${found.length === 0 ? html`<p class="notice">${t("keys.none")}</p>` : this.pools(found)}
      <div class="halves">${this.policies(this.network)} ${this.paths(this.network)}</div>`;
  }

  private filter(): TemplateResult {
    const choose = (event: SubmitEvent) => {
      event.preventDefault();
      go(address("keys", "", { find: String(new FormData(event.target as HTMLFormElement).get("find")).trim() }));
    };
    return html`<form class="filter" @submit=${choose}>
      <label>${t("keys.filter")} <input name="find" .value=${this.view.get("find") ?? ""} /></label>
      <button type="submit">${t("filter.apply")}</button>
    </form>`;
  }

  private pools(stores: Store[]): TemplateResult {
    return html`<div class="sheet">
      <table>
        <caption class="for-screen-readers">
          ${t("keys.caption")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t("keys.pair")}</th>
            <th scope="col">${t("keys.grade")}</th>
            <th scope="col">${t("link.state")}</th>
            <th scope="col">${t("keys.level")}</th>
            <th scope="col" class="number">${t("keys.supply")}</th>
            <th scope="col" class="number">${t("keys.use")}</th>
            <th scope="col" class="number">${t("keys.empty-in")}</th>
          </tr>
        </thead>
        <tbody>
          ${stores.map((store) => this.pool(store))}
        </tbody>
      </table>
    </div>`;
  }

  private pool(store: Store): TemplateResult {
    const unknown = store.freshness === "UNKNOWN";
    const rate = (bps: number | null) => (bps === null || unknown ? "\u2014" : written(keyRate(bps)));
    return html`<tr data-pool="${store.from} ${store.to} ${store.origin}">
      <th scope="row">
        <span class="name">${store.from} → ${store.to}</span>
        <span class="quiet">${t(store.relayed ? "keys.relayed" : "keys.direct")}</span>
      </th>
      <td>${store.grade ?? store.origin}</td>
      <td>
        ${store.severity === "CLEARED" || unknown ? nothing : severityMark(store.severity)}
        <span class=${unknown ? "quiet" : ""}>${named("store", unknown ? "UNKNOWN" : store.state)}</span>
      </td>
      <td>${unknown ? "\u2014" : level(store)}</td>
      <td class="number">${rate(store.supply_bps)}</td>
      <td class="number">${rate(store.consumption_bps)}</td>
      <td class="number">
        ${unknown ? "\u2014" : store.time_to_empty_s === null ? html`<span class="quiet">${t("keys.lasts")}</span>` : written(age(store.time_to_empty_s))}
        ${store.running_out === "CLEARED" || unknown ? nothing : severityMark(store.running_out)}
      </td>
    </tr>`;
  }

  private policies(network: NetworkDocument): TemplateResult {
    return html`<section class="sheet padded" aria-labelledby="policies">
      <h2 id="policies">${t("keys.saes")}</h2>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">${t("keys.sae-pair")}</th>
            <th scope="col">${t("keys.policy")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">${t("keys.policy.default")}</th>
            <td>${policy(network.default_policy ?? {})}</td>
          </tr>
          ${(network.pairs ?? []).map(
            (pair) => html`<tr>
              <th scope="row">${pair.first} – ${pair.second}</th>
              <td>${policy(pair) || t("keys.policy.default")}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  private paths(network: NetworkDocument): TemplateResult {
    const kmes = (name: string, chosen: number) =>
      html`<select name=${name}>
        ${network.kmes.map((kme, i) => html`<option value=${kme.id} ?selected=${i === chosen}>${kme.id}</option>`)}
      </select>`;
    return html`<section class="sheet padded" aria-labelledby="paths">
      <h2 id="paths">${t("keys.path")}</h2>
      <form class="filter" @submit=${(event: SubmitEvent) => void this.find(event)}>
        <label>${t("keys.path.from")} ${kmes("from", 0)}</label>
        <label>${t("keys.path.to")} ${kmes("to", network.kmes.length - 1)}</label>
        <label>${t("keys.path.number")} <input name="paths" type="number" min="1" max="4" value="1" required /></label>
        <button type="submit">${t("keys.path.find")}</button>
      </form>
      ${refusal(this.costTrouble)}
      ${this.cost
        ? html`<ol>
              ${this.cost.paths.map((path) => html`<li>${path.kmes.join(" → ")}</li>`)}
            </ol>
            <p>
              ${t("keys.path.rate", { rate: written(keyRate(this.cost.key_rate_bps)) })},
              ${t("keys.path.cost", { n: this.cost.total_pad_bits_per_key_bit })}
            </p>`
        : nothing}
    </section>`;
  }

  private async find(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const asked = Object.fromEntries([...new FormData(event.target as HTMLFormElement)].map(([name, value]) => [name, String(value)]));
    this.cost = undefined;
    this.costTrouble = asked.from === asked.to ? t("keys.path.same") : "";
    if (this.costTrouble === "") {
      try {
        this.cost = await ask<KeyCost>(`planning/cost?${parameters(asked)}`);
      } catch (error) {
        this.costTrouble = words(error);
      }
    }
  }
}

/** What is empty first comes first. */
function hurry(store: Store): number {
  return store.state === "EMPTY" ? 0 : (store.time_to_empty_s ?? Infinity) === Infinity ? Number.MAX_VALUE : (store.time_to_empty_s ?? 0);
}

/** How full a pool is, with the marks below which it is low and is kept as a reserve. */
function level(store: Store): TemplateResult {
  const [usable, capacity] = [store.usable_bits ?? 0, Math.max(1, store.capacity_bits ?? 1)];
  const share = (part: number | null) => Math.min(100, (100 * (part ?? 0)) / capacity);
  const text = t("keys.level.words", {
    usable: written(bits(usable)),
    capacity: written(bits(capacity)),
    percent: whole(share(usable)),
  });
  return html`<svg class="level ${store.state.toLowerCase()}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="trough" width="100" height="10" />
      <rect class="fill" width=${share(usable)} height="10" />
      <path class="tick" d="M${share(store.low_bits)} 0v10M${share(store.reserve_bits)} 0v10" />
    </svg>
    <span class="quiet"
      >${text}${store.key_bits ? `, ${t("keys.keys", { n: count(Math.floor(usable / store.key_bits)) })}` : ""}</span
    >`;
}

function policy({ policy: name, qkd_required: required, its_only: only }: Policy): string {
  return [name ?? "", required ? "qkd_required" : "", only ? "its_only" : ""].filter((each) => each !== "").join(", ");
}

customElements.define("kronborg-keys", KeysPage);
