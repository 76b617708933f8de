import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { perform } from "./act-dialog";
import { type Alarm, type AlarmHistory, ask, post, Refused, words } from "./api";
import { attention } from "./attention";
import { evidence } from "./evidence";
import { moment } from "./figures";
import { alarms } from "./live";
import { severityMark } from "./mark";
import { Part, refusal } from "./part";
import { address } from "./route";
import { localInput } from "./time-field";
import { named, t, type Word } from "./words";

const SHELF_MS = 4 * 3600 * 1000;

/** All about one alarm, and what a person can do about it. */
class AlarmDetail extends Part {
  static properties = {
    alarm: { attribute: false },
    back: { attribute: false },
    told: { state: true },
    trouble: { state: true },
  };

  declare alarm: string;
  declare back: string;
  private declare told: AlarmHistory | undefined;
  private declare trouble: string;

  constructor() {
    super();
    this.trouble = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    alarms.addEventListener("news", this.refresh);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    alarms.removeEventListener("news", this.refresh);
  }

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("alarm")) {
      this.told = undefined;
      void this.refresh();
    }
  }

  private readonly refresh = async (): Promise<void> => {
    const id = this.alarm;
    try {
      const told = await ask<AlarmHistory>(`alarms/${encodeURIComponent(id)}`);
      if (id === this.alarm) {
        this.told = told;
        this.trouble = "";
      }
    } catch (error) {
      this.trouble = error instanceof Refused && error.status === 404 ? t("alarms.gone") : words(error);
    }
  };

  protected render(): TemplateResult {
    return html`<section class="sheet detail" aria-labelledby="alarm">
      <a class="back" href=${this.back}>${t("alarms.back")}</a>
      ${refusal(this.trouble)} ${this.told ? this.content(this.told) : nothing}
    </section>`;
  }

  private content({ alarm, history }: AlarmHistory): TemplateResult {
    const [kind, name] = [alarm.resource.slice(0, alarm.resource.indexOf(":")), alarm.resource.slice(alarm.resource.indexOf(":") + 1)];
    return html`<h2 id="alarm">
        ${kind === "link" ? html`<a href=${address("link", name)}>${alarm.resource}</a>` : alarm.resource}
      </h2>
      <p>${severityMark(alarm.severity)} <strong>${named("class", alarm.type)}</strong></p>
      <p>${alarm.specific_problem}</p>
      ${alarm.text === "" ? nothing : html`<p class="said">${alarm.text}</p>`}
      <p class="quiet">${attention(alarm)}${alarm.operator?.text ? `: ${alarm.operator.text}` : ""}</p>
      <p class="buttons">${this.actions(alarm)}</p>
      ${alarm.root_cause
        ? html`<p><a href=${address("alarms", alarm.root_cause)}>${t("alarms.explained-by")}</a></p>`
        : nothing}
      ${alarm.hit.length === 0
        ? nothing
        : html`<h3>${t("alarms.hit")}</h3>
            <ul class="pairs" tabindex="0">
              ${alarm.hit.map((pair) => html`<li>${pair.join(" – ")}</li>`)}
            </ul>`}
      ${alarm.proposed_repair_actions.length === 0
        ? nothing
        : html`<h3>${t("alarms.repair")}</h3>
            <ol>
              ${alarm.proposed_repair_actions.map((action) => html`<li>${action}</li>`)}
            </ol>`}
      ${evidence(alarm.evidence, alarm.facts)}
      <h3>${t("alarms.history")}</h3>
      <ol class="history">
        ${[...history].reverse().map(
          (entry) => html`<li>
            <time datetime=${entry.at}>${moment(entry.at)}</time> ${entry.what.toLowerCase().replaceAll("_", " ")},
            ${named("severity", entry.severity)}${entry.operator ? `, ${entry.operator}` : ""}
            ${entry.text ? html`<span class="quiet">${entry.text}</span>` : nothing}
          </li>`,
        )}
      </ol>`;
  }

  private actions(alarm: Alarm): (TemplateResult | typeof nothing)[] {
    const state = alarm.operator_state;
    const shelve = html`<label
      >${t("alarms.until")}
      <input type="datetime-local" name="until" required .defaultValue=${localInput(Date.now() + SHELF_MS)}
    /></label>`;
    return [
      state === "none" ? this.action(alarm, "acknowledge", false) : nothing,
      state === "none" || state === "ack" ? this.action(alarm, "shelve", false, shelve) : nothing,
      state === "shelved" ? this.action(alarm, "unshelve", false) : nothing,
      state !== "closed" && alarm.is_cleared ? this.action(alarm, "close", true) : nothing,
    ];
  }

  private action(alarm: Alarm, action: string, reasonRequired: boolean, further?: TemplateResult): TemplateResult {
    const title = t(`alarms.${action}` as Word);
    const act = async (why: string, form: FormData): Promise<void> => {
      const until = form.get("until");
      await post(`alarms/${alarm.id}/${action}`, {
        text: why,
        ...(until ? { until: new Date(String(until)).toISOString() } : {}),
      });
      this.dispatchEvent(new Event("acted"));
      await this.refresh();
    };
    return html`<button
      type="button"
      @click=${() => perform({ title, text: `${named("class", alarm.type)}, ${alarm.resource}`, further, reasonRequired, act })}
    >
      ${title}
    </button>`;
  }
}

customElements.define("kronborg-alarm", AlarmDetail);
