import { ask, type Link, type Links, type TrendPoint, type Trends } from "./api";
import type { Limits } from "./state";

/** How the page hears of the centre. */
export type Connection = "connecting" | "live" | "no-history" | "lost";

const SILENCE_MS = 12_000;
const TRENDS_EVERY_MS = 15_000;
const RETRY_MS = 3_000;

/**
 * The links as the centre streams them, and how sure that is. Tells its owner of every change; keeps the clock of
 * the centre, because ages count by it.
 */
export class LiveLinks {
  links: Link[] = [];
  trends = new Map<string, TrendPoint[]>();
  trendSince = 0;
  connection: Connection = "connecting";
  limits: Limits = { staleAfterS: 30, unknownAfterS: 120 };
  /** When the centre was heard last, by this machine's clock; 0 if never. */
  heardAt = 0;
  loaded = false;

  private offset = 0;
  private source?: EventSource;
  private timers: number[] = [];

  constructor(private readonly changed: () => void) {}

  /** Now, by the centre's clock, ms. */
  now(): number {
    return Date.now() + this.offset;
  }

  start(): void {
    this.listen();
    this.timers.push(window.setInterval(() => this.look(), 1000));
    this.timers.push(window.setInterval(() => void this.askTrends(), TRENDS_EVERY_MS));
    void this.askTrends();
  }

  stop(): void {
    this.source?.close();
    this.timers.forEach((timer) => window.clearInterval(timer));
    this.timers = [];
  }

  private listen(): void {
    const source = new EventSource("/api/v1/links/stream");
    this.source = source;
    source.addEventListener("snapshot", (event) => {
      const news = this.hear(event);
      this.links = news.links;
      this.limits = { staleAfterS: news.stale_after_s, unknownAfterS: news.unknown_after_s };
      this.loaded = true;
      this.changed();
    });
    source.addEventListener("changes", (event) => {
      const news = new Map(this.hear(event).links.map((link) => [link.id, link]));
      this.links = this.links.map((link) => news.get(link.id) ?? link);
      this.changed();
    });
    source.addEventListener("heartbeat", (event) => {
      this.hear(event);
      this.changed();
    });
    source.addEventListener("unavailable", (event) => {
      this.hear(event);
      this.connection = "no-history";
      this.changed();
    });
    source.onerror = () => {
      this.connection = "lost";
      this.changed();
      if (source.readyState === EventSource.CLOSED) {
        // An error status ends a stream for good; the browser does not try again by itself.
        source.close();
        window.setTimeout(() => this.source === source && this.listen(), RETRY_MS);
      }
    };
  }

  private hear(event: MessageEvent<string>): Links {
    const news = JSON.parse(event.data) as Links;
    this.heardAt = Date.now();
    this.offset = Date.parse(news.server_time) - this.heardAt;
    this.connection = "live";
    return news;
  }

  /** A connection that is open and silent is lost, too. */
  private look(): void {
    if (this.connection !== "lost" && this.heardAt > 0 && Date.now() - this.heardAt > SILENCE_MS) {
      this.connection = "lost";
      this.source?.close();
      this.listen();
      this.connection = "lost";
    }
    this.changed();
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
