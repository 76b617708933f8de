import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { perform } from "./act-dialog";
import {
  type Alarm,
  type AlarmHistory,
  type Alarms,
  ask,
  type Link,
  type LinkStateOf,
  type NetworkDocument,
  parameters,
  type PlannedWork,
  post,
  type Series,
  type Severity,
  type StoreCourse,
  type Thresholds,
  words,
} from "./api";
import type { Course, Span } from "./charts";
import "./charts";
import { evidence } from "./evidence";
import { moment, plain } from "./figures";
import { alarms, links } from "./live";
import { mark, severityMark } from "./mark";
import { Part, refusal } from "./part";
import { address, go } from "./route";
import { settings } from "./settings";
import { reasonOf, stateOf } from "./state";
import { localInput } from "./time-field";
import { named, t, type Word } from "./words";

const HOUR_MS = 3600_000;
const PERIODS: Record<string, number> = {
  "15m": HOUR_MS / 4,
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
};
const USUAL_PERIOD = "1h";
const EVERY_MS = 10_000;
const MOST_POINTS = 600;
const MOST_ALARMS = 40;
/** The centre keeps what stores held, minute by minute, for a day. */
const MOST_STORE_MINUTES = 1440;
const MOST_GAP_STEPS = 3;

type Happening = AlarmHistory["history"][number] & { alarm: Alarm };

interface Facts {
  from: number;
  to: number;
  state: LinkStateOf;
  courses: Course[];
  spans: Span[];
  happenings: Happening[];
  works: PlannedWork[];
}

/** One link over a period: what it made, what it measured, what went wrong, and what the centre makes of it. */
class LinkPage extends Part {
  static properties = {
    link: { attribute: false },
    view: { attribute: false },
    facts: { state: true },
    trouble: { state: true },
    wrong: { state: true },
    note: { state: true },
  };

  declare link: string;
  declare view: URLSearchParams;
  private declare facts: Facts | undefined;
  private declare trouble: string;
  private declare wrong: string;
  private declare note: string;
  protected override readonly follows = [settings, links];

  private timer = 0;
  private asked = 0;

  constructor() {
    super();
    this.trouble = "";
    this.wrong = "";
    this.note = "";
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.view.has("to") || void this.refresh(), EVERY_MS);
    alarms.addEventListener("news", this.refresh);
    links.addEventListener("change", this.begin);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    alarms.removeEventListener("news", this.refresh);
    links.removeEventListener("change", this.begin);
  }

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("link")) {
      this.facts = undefined;
      this.note = "";
    }
    if (changes.has("link") || changes.has("view")) {
      void this.refresh();
    }
  }

  /** What is drawn depends on the technology, which comes with the first snapshot. */
  private readonly begin = (): void => {
    if (this.facts === undefined && this.asked === 0 && links.loaded) {
      void this.refresh();
    }
  };

  private period(): { from: number; to: number } {
    const [from, to] = [Date.parse(this.view.get("from") ?? ""), Date.parse(this.view.get("to") ?? "")];
    if (to > from) {
      return { from, to };
    }
    const now = links.now();
    return { from: now - PERIODS[this.chosen()], to: now };
  }

  private chosen(): string {
    const period = this.view.get("period") ?? "";
    return period in PERIODS ? period : USUAL_PERIOD;
  }

  private readonly refresh = async (): Promise<void> => {
    const link = links.link(this.link);
    if (!link) {
      return;
    }
    const turn = ++this.asked;
    try {
      const facts = await gather(link, this.period());
      if (turn === this.asked) {
        this.facts = facts;
        this.trouble = "";
      }
    } catch (error) {
      if (turn === this.asked) {
        this.trouble = words(error);
      }
    }
  };

  protected render(): TemplateResult {
    const link = links.link(this.link);
    if (!link) {
      return html`<p class="notice">${links.loaded ? t("link.none", { id: this.link }) : t("shell.waiting")}</p>`;
    }
    const facts = this.facts;
    const reason = reasonOf(link, links.now(), links.limits);
    return html`<p class="lead">
        ${mark(stateOf(link, links.now(), links.limits))} ${reason === "" ? nothing : html`<span>${reason}</span>`}
        <span class="quiet">${link.from.name} – ${link.to.name}, ${link.technology}, ${plain(link.fibre_km)} km</span>
      </p>
      ${refusal(this.trouble)} ${this.note === "" ? nothing : html`<p class="notice" role="status">${this.note}</p>`}
      ${this.periods()}
      ${facts
        ? html`<div class="split">
            <div>
              <div class="sheet padded">
                <kronborg-charts
                  .from=${facts.from}
                  .to=${facts.to}
                  .courses=${facts.courses}
                  .spans=${facts.spans}
                  .label=${t("link.charts", {
                    link: link.id,
                    from: moment(new Date(facts.from).toISOString()),
                    to: moment(new Date(facts.to).toISOString()),
                  })}
                ></kronborg-charts>
              </div>
              ${figures(facts.courses)}
            </div>
            <div>${this.diagnosis(facts.state)} ${this.axes(facts.state)} ${happenings(facts.happenings)} ${this.works(facts.works)}</div>
          </div>`
        : html`<p class="notice">${t("shell.waiting")}</p>`}`;
  }

  private periods(): TemplateResult {
    const { from, to } = this.period();
    const own = this.view.has("to");
    const show = (event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const [begin, end] = ["from", "to"].map((name) => new Date(String(form.get(name))));
      if (!(end > begin)) {
        this.wrong = t("link.period.wrong");
        return;
      }
      this.wrong = "";
      go(address("link", this.link, { from: begin.toISOString(), to: end.toISOString() }));
    };
    return html`<form class="filter" @submit=${show}>
        <nav aria-label=${t("link.period")} class="choice">
          ${Object.keys(PERIODS).map(
            (period) =>
              html`<a href=${address("link", this.link, { period })} aria-current=${!own && period === this.chosen() ? "true" : nothing}
                >${t(`link.period.${period}` as Word)}</a
              >`,
          )}
        </nav>
        <label>${t("link.period.from")} <input type="datetime-local" name="from" required .defaultValue=${localInput(from)} /></label>
        <label>${t("link.period.to")} <input type="datetime-local" name="to" required .defaultValue=${localInput(to)} /></label>
        <button type="submit">${t("link.period.show")}</button>
      </form>
      ${this.wrong === "" ? nothing : html`<p class="notice bad" role="alert">${this.wrong}</p>`}`;
  }

  private diagnosis(state: LinkStateOf): TemplateResult {
    const found = state.diagnosis;
    return html`<section class="sheet padded" aria-labelledby="diagnosis">
      <h2 id="diagnosis">${t("link.diagnosis")}</h2>
      ${found
        ? html`<p>
              ${severityMark(found.severity)} <strong>${named("class", found.link_class)}</strong>
              <span class="quiet">${t("link.since", { time: moment(found.since) })}</span>
            </p>
            <p>${found.words}</p>
            ${evidence(found.evidence, found.facts)}`
        : html`<p class="quiet">${t("link.well")}</p>`}
    </section>`;
  }

  private axes(state: LinkStateOf): TemplateResult {
    const axes = ["administration", "operational", "key_generation", "security", "telemetry", "etsi_status"] as const;
    const locked = state.administration !== "UNLOCKED";
    const away = ["QUARANTINED", "REVOKED"].includes(state.security);
    return html`<section class="sheet padded" aria-labelledby="axes">
      <h2 id="axes">${t("link.axes")}</h2>
      <table class="plain">
        <tbody>
          ${axes.map(
            (axis) => html`<tr>
              <th scope="row">${t(`axis.${axis}`)}</th>
              <td>${state[axis].toLowerCase()}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      <p class="buttons">
        ${this.action(locked ? "UNLOCK" : "LOCK")} ${away ? nothing : this.action("QUARANTINE")}
        ${state.security === "QUARANTINED" ? this.action("RELEASE") : nothing}
      </p>
    </section>`;
  }

  private action(action: "UNLOCK" | "LOCK" | "QUARANTINE" | "RELEASE"): TemplateResult {
    const title = t(`action.${action}`);
    const release = action === "RELEASE";
    const further = html`<label class="check"><input type="checkbox" name="voided" />${t("action.keys_voided")}</label>`;
    const act = async (why: string, form: FormData): Promise<void> => {
      const before = this.facts?.state.security;
      const state = await post<LinkStateOf>(`links/${encodeURIComponent(this.link)}/actions`, {
        action,
        text: why,
        ...(release ? { keys_voided: form.has("voided") } : {}),
      });
      this.note = release && state.security === before ? t("action.second") : "";
      await this.refresh();
    };
    return html`<button
      type="button"
      @click=${() =>
        perform({
          title,
          text: release ? `${this.link}. ${t("action.second")}` : this.link,
          further: release ? further : undefined,
          reasonRequired: true,
          act,
        })}
    >
      ${title}
    </button>`;
  }

  private works(works: PlannedWork[]): TemplateResult {
    const further = html`<label
        >${t("link.work.begins")}
        <input type="datetime-local" name="begins" required .defaultValue=${localInput(Date.now())} /></label
      ><label
        >${t("link.work.ends")}
        <input type="datetime-local" name="ends" required .defaultValue=${localInput(Date.now() + HOUR_MS)} /></label
      >`;
    const announce = async (why: string, form: FormData): Promise<void> => {
      await post("planned-work", {
        resource: `link:${this.link}`,
        begins: new Date(String(form.get("begins"))).toISOString(),
        ends: new Date(String(form.get("ends"))).toISOString(),
        reason: why,
      });
      await this.refresh();
    };
    return html`<section class="sheet padded" aria-labelledby="work">
      <h2 id="work">${t("link.work")}</h2>
      ${works.length === 0 ? html`<p class="quiet">${t("link.work.none")}</p>` : nothing}
      <ul>
        ${works.map(
          (work) => html`<li>
            ${moment(work.begins)} – ${moment(work.ends)}, ${work.resource}: ${work.reason}
            <span class="quiet">${work.operator}</span>
            ${Date.parse(work.ends) > Date.now() ? this.cancel(work) : nothing}
          </li>`,
        )}
      </ul>
      <p class="buttons">
        <button
          type="button"
          @click=${() => perform({ title: t("link.work.announce"), text: this.link, further, reasonRequired: true, act: announce })}
        >
          ${t("link.work.announce")}
        </button>
      </p>
    </section>`;
  }

  private cancel(work: PlannedWork): TemplateResult {
    const act = async (why: string): Promise<void> => {
      await post(`planned-work/${work.id}/cancel`, { text: why });
      await this.refresh();
    };
    return html`<button
      type="button"
      class="small"
      @click=${() => perform({ title: t("link.work.cancel"), text: `${work.resource}: ${work.reason}`, reasonRequired: false, act })}
    >
      ${t("link.work.cancel")}
    </button>`;
  }
}

function figures(courses: Course[]): TemplateResult {
  const rows = courses.flatMap((course) =>
    course.lines.map((line) => ({
      name: line.name === course.name ? course.name : `${course.name}, ${line.name}`,
      unit: course.unit,
      values: line.points.map(([, value]) => value).filter((value) => value !== null),
    })),
  );
  const shown = (values: number[], which: (values: number[]) => number) => (values.length === 0 ? "\u2014" : plain(which(values)));
  return html`<div class="sheet">
    <table>
      <caption class="for-screen-readers">
        ${t("link.figures")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("link.quantity")}</th>
          <th scope="col" class="number">${t("link.newest")}</th>
          <th scope="col" class="number">${t("link.least")}</th>
          <th scope="col" class="number">${t("link.mean")}</th>
          <th scope="col" class="number">${t("link.greatest")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, unit, values }) => html`<tr>
            <th scope="row">${name} <span class="unit">${unit}</span></th>
            <td class="number">${shown(values, (all) => all[all.length - 1])}</td>
            <td class="number">${shown(values, (all) => Math.min(...all))}</td>
            <td class="number">${shown(values, (all) => all.reduce((sum, value) => sum + value, 0) / all.length)}</td>
            <td class="number">${shown(values, (all) => Math.max(...all))}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function happenings(happened: Happening[]): TemplateResult {
  return html`<section class="sheet padded" aria-labelledby="events">
    <h2 id="events">${t("link.events")}</h2>
    ${happened.length === 0 ? html`<p class="quiet">${t("link.events.none")}</p>` : nothing}
    <ol class="history">
      ${happened.slice(0, MOST_ALARMS).map(
        (each) => html`<li>
          <time datetime=${each.at}>${moment(each.at)}</time>
          <a href=${address("alarms", each.alarm.id)}>${named("class", each.alarm.type)}</a>
          <span class="quiet"
            >${each.what.toLowerCase().replaceAll("_", " ")}, ${named("severity", each.severity)}${each.operator ? `, ${each.operator}` : ""}</span
          >
        </li>`,
      )}
    </ol>
  </section>`;
}

/** All that the page shows of a link in that period. */
async function gather(link: Link, { from, to }: { from: number; to: number }): Promise<Facts> {
  const here = `links/${encodeURIComponent(link.id)}`;
  const continuous = link.technology === "CV-QKD";
  const metrics = ["skr_bps", continuous ? "excess_noise_snu" : "qber", "channel_loss_db", ...(continuous ? ["snr_db"] : [])];
  const [state, thresholds, series, stores, told, works] = await Promise.all([
    ask<LinkStateOf>(`${here}/state`),
    ask<Thresholds>(`${here}/thresholds`).then((answer) => answer.thresholds),
    Promise.all(metrics.map((metric) => course(here, metric, from, to))),
    storesOf(link, from, to),
    alarmsOf(link),
    ask<{ planned_work: PlannedWork[] }>("planned-work").then((answer) => answer.planned_work),
  ]);
  const own = works.filter((work) => concerns(work.resource, link) && Date.parse(work.ends) > from);
  const [rate, noise, loss, snr] = series;
  const courses: Course[] = [
    { name: t("link.rate"), unit: "kbit/s", lines: [line(t("link.rate"), rate, 1e-3)], marks: [], fromZero: true },
    continuous
      ? { name: t("link.noise"), unit: "mSNU", lines: [line(t("link.noise"), noise, 1e3)], marks: noiseMarks(link, thresholds), fromZero: true }
      : { name: t("link.qber"), unit: "%", lines: [line(t("link.qber"), noise, 100)], marks: raised(thresholds.QBER, 0, 100), fromZero: true },
    {
      name: t("link.loss"),
      unit: "dB",
      lines: [line(t("link.loss"), loss, 1)],
      marks: [
        { name: t("link.commissioned"), value: link.commissioned_loss_db },
        ...raised(thresholds.LOSS_INCREASE, link.commissioned_loss_db, 1),
      ],
      fromZero: false,
    },
    ...(continuous ? [{ name: t("link.snr"), unit: "dB", lines: [line(t("link.snr"), snr, 1)], marks: [], fromZero: false }] : []),
    { name: t("link.stores"), unit: "Mbit", lines: stores, marks: [], fromZero: true },
  ];
  return {
    from,
    to,
    state,
    courses,
    spans: [...told.flatMap((each) => spans(each, to)), ...own.map((work) => workSpan(work))].filter(
      (span) => span.to >= from && span.from <= to,
    ),
    happenings: told
      .flatMap(({ alarm, history }) => history.map((entry) => ({ ...entry, alarm })))
      .filter((entry) => Date.parse(entry.at) >= from && Date.parse(entry.at) <= to)
      .sort((a, b) => b.at.localeCompare(a.at)),
    works: own,
  };
}

async function course(here: string, metric: string, from: number, to: number): Promise<Series> {
  const query = parameters({
    metric,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    points: MOST_POINTS,
    ...(metric === "skr_bps" ? {} : { side: "RECEIVER" }),
  });
  return ask<Series>(`${here}/series?${query}`);
}

/** A line that is broken where nothing was reported for some steps. */
function line(name: string, series: Series, factor: number): Course["lines"][number] {
  const times = series.points.map((point) => Date.parse(point.start));
  const steps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  const points = series.points.flatMap((point, i): [number, number | null][] => {
    const here: [number, number] = [times[i], point.mean * factor];
    return i > 0 && times[i] - times[i - 1] > MOST_GAP_STEPS * usual ? [[times[i - 1] + usual, null], here] : [here];
  });
  return { name, points };
}

function raised(threshold: Thresholds["thresholds"][string] | undefined, base: number, factor: number): Course["marks"] {
  return Object.entries(threshold?.raise ?? {}).map(([severity, value]) => ({
    name: named("severity", severity).toLowerCase(),
    value: base + value * factor,
    severity: severity as Severity,
  }));
}

function noiseMarks(link: Link, thresholds: Thresholds["thresholds"]): Course["marks"] {
  const limit = link.null_key_noise_snu;
  return limit === null
    ? []
    : [{ name: t("link.null-key"), value: limit * 1e3 }, ...raised(thresholds.NOISE_RATIO, 0, limit * 1e3)];
}

/** The pools of quantum keys between the link's two KMEs, in both directions. */
async function storesOf(link: Link, from: number, to: number): Promise<Course["lines"]> {
  const network = await ask<NetworkDocument>("network");
  const ends = network.links?.find((each) => each.id === link.id);
  if (!ends) {
    return [];
  }
  const minutes = Math.min(MOST_STORE_MINUTES, Math.max(1, Math.ceil((links.now() - from) / 60_000)));
  const [a, b] = [ends.transmitter.kme, ends.receiver.kme];
  return Promise.all(
    [
      [a, b],
      [b, a],
    ].map(async ([one, other]) => {
      const path = `stores/${encodeURIComponent(one)}/${encodeURIComponent(other)}/course?minutes=${minutes}`;
      const { minutes: held } = await ask<StoreCourse>(path);
      return {
        name: `${one} \u2192 ${other}`,
        points: held
          .map((minute): [number, number] => [Date.parse(minute.start), minute.usable_bits / 1e6])
          .filter(([time]) => time <= to),
      };
    }),
  );
}

async function alarmsOf(link: Link): Promise<AlarmHistory[]> {
  const resources = [`link:${link.id}`, ...link.ends.map((end) => `device:${end.device}`)];
  const pages = await Promise.all(
    resources.map((resource) => ask<Alarms>(`alarms?${parameters({ resource, shown: "ALL", limit: MOST_ALARMS })}`)),
  );
  return Promise.all(pages.flatMap((page) => page.alarms).map((alarm) => ask<AlarmHistory>(`alarms/${alarm.id}`)));
}

/** From each raising to its clearing, or until now. */
function spans({ alarm, history }: AlarmHistory, until: number): Span[] {
  const found: Span[] = [];
  let open: Span | undefined;
  for (const entry of history) {
    const at = Date.parse(entry.at);
    if (entry.severity === "CLEARED") {
      if (open) {
        open.to = at;
        open = undefined;
      }
    } else if (open) {
      open.severity = entry.severity;
    } else {
      open = { from: at, to: until, name: named("class", alarm.type), severity: entry.severity };
      found.push(open);
    }
  }
  return found;
}

function workSpan(work: PlannedWork): Span {
  return { from: Date.parse(work.begins), to: Date.parse(work.ends), name: work.reason, severity: "WORK" };
}

function concerns(resource: string, link: Link): boolean {
  const own = [link.id, link.from.id, link.to.id, ...link.ends.map((end) => end.device)];
  return own.includes(resource.slice(resource.indexOf(":") + 1));
}

customElements.define("kronborg-link", LinkPage);
