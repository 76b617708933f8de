import type { Freshness, Link, LinkEnd } from "./api";

/** What an operator calls the state of a link, with a shape of its own so that colour never says it alone. */
export type LinkState = "making-keys" | "idle" | "no-key" | "stale" | "unknown";

export const STATES: Record<LinkState, { label: string; shape: string }> = {
  "making-keys": { label: "Making keys", shape: "M8 2a6 6 0 1 0 .01 0z" },
  idle: { label: "Idle", shape: "M3 3h4v10H3zM9 3h4v10H9z" },
  "no-key": { label: "No key", shape: "M8 2 15 14H1z" },
  stale: { label: "Stale", shape: "M8 2a6 6 0 1 0 .01 0zM8 4.5v7a3.5 3.5 0 0 1 0-7z" },
  unknown: { label: "Unknown", shape: "M8 2a6 6 0 1 0 .01 0zM8 4a4 4 0 1 1-.01 0z" },
};

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

/** Silence is never health: one silent end makes a link stale or unknown, unless the other says that no key comes. */
export function stateOf(link: Link, now: number, limits: Limits): LinkState {
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
  return link.eskr_bps === 0 ? "idle" : "making-keys";
}

/** What lies behind a state that is not the good one, in a few words. */
export function reasonOf(link: Link, now: number, limits: Limits): string {
  const silent = link.ends.filter((end) => freshnessOf(end.measured_at, now, limits) !== "FRESH");
  if (silent.length === link.ends.length) {
    return link.measured_at === null ? "never reported" : "both ends silent";
  }
  if (silent.length > 0) {
    return silent.map((end) => `${side(end)} ${end.measured_at === null ? "never reported" : "silent"}`).join(", ");
  }
  if (link.eskr_bps === 0 && link.skr_bps) {
    return "key managers take no more";
  }
  const receiverFirst = [...link.ends].sort((a, b) => a.side.localeCompare(b.side));
  const told = receiverFirst.find((end) => end.device_state !== null && end.device_state !== "KEY_EXCHANGE");
  return told?.device_state ? `${side(told)}: ${told.device_state.toLowerCase().replaceAll("_", " ")}` : "";
}

function side(end: LinkEnd): string {
  return end.side === "RECEIVER" ? "receiver" : "transmitter";
}
