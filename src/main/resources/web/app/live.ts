import { type Alarm, type Alarms, ask, type Link, type Links, type Severity, type TrendPoint, type Trends } from "./api";
import type { Limits } from "./state";

/** How the console hears of the centre. */
export type Connection = "connecting" | "live" | "no-history" | "lost";

const SILENCE_MS = 12_000;
const TRENDS_EVERY_MS = 15_000;
const RETRY_MS = 3_000;

/** A stream of server-sent events that is opened again whenever it breaks off or falls silent. Says `change` for all news. */
abstract class Live extends EventTarget {
  connection: Connection = "connecting";
  /** When the centre was heard last, by this machine's clock; 0 if never. */
  heardAt = 0;
  loaded = false;

  private source?: EventSource;

  protected constructor(
    private readonly path: string,
    private readonly events: string[],
  ) {
    super();
  }

  start(): void {
    this.listen();
    window.setInterval(() => this.look(), 1000);
  }

  /** Takes what an event brings. */
  protected abstract take(event: string, data: string): void;

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  private listen(): void {
    const source = new EventSource(this.path);
    this.source = source;
    for (const name of [...this.events, "unavailable"]) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        this.heardAt = Date.now();
        this.connection = name === "unavailable" ? "no-history" : "live";
        this.take(name, event.data);
        this.loaded ||= name !== "unavailable";
        this.changed();
      });
    }
    source.onerror = () => {
      this.connection = "lost";
      this.changed();
      if (source.readyState === EventSource.CLOSED) {
        // An error status ends a stream for good; the browser does not try again by itself.
        window.setTimeout(() => this.source === source && this.listen(), RETRY_MS);
      }
    };
  }

  /** A connection that is open and silent is lost, too. */
  private look(): void {
    if (this.heardAt > 0 && this.connection !== "lost" && Date.now() - this.heardAt > SILENCE_MS) {
      this.source?.close();
      this.listen();
      this.connection = "lost";
    }
    this.changed();
  }
}

/** The links as the centre streams them; keeps the clock of the centre, because ages count by it. */
class LiveLinks extends Live {
  links: Link[] = [];
  trends = new Map<string, TrendPoint[]>();
  trendSince = 0;
  limits: Limits = { staleAfterS: 30, unknownAfterS: 120 };

  private offset = 0;

  constructor() {
    super("/api/v1/links/stream", ["snapshot", "changes", "heartbeat"]);
  }

  override start(): void {
    super.start();
    window.setInterval(() => void this.askTrends(), TRENDS_EVERY_MS);
    void this.askTrends();
  }

  /** Now, by the centre's clock, ms. */
  now(): number {
    return Date.now() + this.offset;
  }

  link(id: string): Link | undefined {
    return this.links.find((link) => link.id === id);
  }

  protected take(event: string, data: string): void {
    const news = JSON.parse(data) as Links;
    this.offset = Date.parse(news.server_time) - this.heardAt;
    if (event === "snapshot") {
      this.links = news.links;
      this.limits = { staleAfterS: news.stale_after_s, unknownAfterS: news.unknown_after_s };
    } else if (event === "changes") {
      const moved = new Map(news.links.map((link) => [link.id, link]));
      this.links = this.links.map((link) => moved.get(link.id) ?? link);
    }
  }

  private async askTrends(): Promise<void> {
    try {
      const trends = await ask<Trends>("links/trends?metric=skr_bps&minutes=15");
      this.trendSince = Date.parse(trends.since);
      this.trends = new Map(trends.trends.map((trend) => [trend.link, trend.points]));
      this.changed();
    } catch {
      // The page says already that the centre or its history is away; old trends are better than none.
    }
  }
}

/** The newest open alarms. Says `news`, too, when they are others than before. */
class LiveAlarms extends Live {
  alarms: Alarm[] = [];
  private heard = "";

  constructor() {
    super("/api/v1/alarms/stream", ["alarms"]);
  }

  /** What is wrong now and not explained by something else, the worst first. */
  roots(): Alarm[] {
    return this.alarms
      .filter((alarm) => !alarm.is_cleared && alarm.root_cause === null)
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }

  protected take(event: string, data: string): void {
    if (event === "alarms" && data !== this.heard) {
      this.heard = data;
      this.alarms = (JSON.parse(data) as Alarms).alarms;
      this.dispatchEvent(new Event("news"));
    }
  }
}

/** The worst first. */
export const SEVERITIES: Severity[] = ["CRITICAL", "MAJOR", "MINOR", "WARNING", "INDETERMINATE", "CLEARED"];

export const links = new LiveLinks();
export const alarms = new LiveAlarms();
