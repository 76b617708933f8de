import { named, t } from "./words";
import type { Freshness, Link } from "./api";

/** What an operator calls the state of a link, with a shape of its own so that colour never says it alone. */
export type LinkState = "making-keys" | "idle" | "no-key" | "suspect" | "quarantined" | "revoked" | "stale" | "unknown";

/** The worst last. */
export const SHAPES: Record<LinkState, string> = {
  "making-keys": "M8 2a6 6 0 1 0 .01 0z",
  idle: "M3 3h4v10H3zM9 3h4v10H9z",
  stale: "M8 2a6 6 0 1 0 .01 0zM8 4.5v7a3.5 3.5 0 0 1 0-7z",
  unknown: "M8 2a6 6 0 1 0 .01 0zM8 4a4 4 0 1 1-.01 0z",
  suspect: "M8 1l7 7-7 7-7-7zM7 4.5h2v4.5H7zM7 10h2v2H7z",
  "no-key": "M8 2 15 14H1z",
  quarantined: "M2 2h12v12H2zM4.5 7h7v2h-7z",
  revoked: "M3.5 2 8 6.5 12.5 2 14 3.5 9.5 8 14 12.5 12.5 14 8 9.5 3.5 14 2 12.5 6.5 8 2 3.5z",
};

export const LINK_STATES = Object.keys(SHAPES) as LinkState[];

export interface Limits {
  staleAfterS: number;
  unknownAfterS: number;
}

/** Seconds since the measurement; none if there never was one. */
export function ageOf(measuredAt: string | null, now: number): number | null {
  return measuredAt === null ? null : Math.max(0, (now - Date.parse(measuredAt)) / 1000);
}

export function freshnessOf(measuredAt: string | null, now: number, limits: Limits): Freshness {
  const age = ageOf(measuredAt, now);
  if (age === null || age > limits.unknownAfterS) {
    return "UNKNOWN";
  }
  return age > limits.staleAfterS ? "STALE" : "FRESH";
}

/** What people or the monitor decided comes first. Silence is never health: one silent end makes a link stale or unknown, unless the other says that no key comes. */
export function stateOf(link: Link, now: number, limits: Limits): LinkState {
  switch (link.condition?.security) {
    case "REVOKED":
      return "revoked";
    case "QUARANTINED":
      return "quarantined";
  }
  const ends = link.ends.map((end) => freshnessOf(end.measured_at, now, limits));
  const keysCome = link.skr_bps !== null && link.skr_bps > 0;
  if (ends.includes("FRESH") && !keysCome) {
    return "no-key";
  }
  if (ends.includes("UNKNOWN")) {
    return "unknown";
  }
  if (ends.includes("STALE")) {
    return "stale";
  }
  if (link.condition?.security === "SUSPECT") {
    return "suspect";
  }
  return link.eskr_bps === 0 ? "idle" : "making-keys";
}

/** What lies behind a state that is not the good one, in a few words. */
export function reasonOf(link: Link, now: number, limits: Limits): string {
  const silent = link.ends.filter((end) => freshnessOf(end.measured_at, now, limits) !== "FRESH");
  if (silent.length === link.ends.length) {
    return link.measured_at === null ? t("reason.never") : t("reason.both-silent");
  }
  if (silent.length > 0) {
    return silent
      .map((end) => t(end.measured_at === null ? "reason.end-never" : "reason.silent", { side: named("side", end.side) }))
      .join(", ");
  }
  if (link.condition?.link_class) {
    return named("class", link.condition.link_class);
  }
  if (link.eskr_bps === 0 && link.skr_bps) {
    return t("reason.full");
  }
  const receiverFirst = [...link.ends].sort((a, b) => a.side.localeCompare(b.side));
  const told = receiverFirst.find((end) => end.device_state !== null && end.device_state !== "KEY_EXCHANGE");
  return told?.device_state ? `${named("side", told.side)}: ${told.device_state.toLowerCase().replaceAll("_", " ")}` : "";
}
