import { reach } from "./account";

/** What the REST API says of links; see /api/v1/openapi. Numbers are in the unit of their name. */

export type Freshness = "FRESH" | "STALE" | "UNKNOWN";

export interface LinkEnd {
  side: "TRANSMITTER" | "RECEIVER";
  device: string;
  measured_at: string | null;
  device_state: string | null;
}

export interface Link {
  id: string;
  from: { id: string; name: string };
  to: { id: string; name: string };
  technology: string;
  fibre_km: number;
  commissioned_loss_db: number;
  measured_at: string | null;
  skr_bps: number | null;
  eskr_bps: number | null;
  excess_noise_snu: number | null;
  excess_noise_sigma_snu: number | null;
  null_key_noise_snu: number | null;
  qber: number | null;
  channel_loss_db: number | null;
  ends: LinkEnd[];
}

export interface Links {
  server_time: string;
  stale_after_s: number;
  unknown_after_s: number;
  links: Link[];
}

export interface TrendPoint {
  start: string;
  mean: number;
}

export interface Trends {
  since: string;
  step_s: number;
  trends: { link: string; points: TrendPoint[] }[];
}

export interface Refusals {
  total: number;
  counts: { reason: string; count: number; last_at: string }[];
  records: {
    reason: string;
    detail: string;
    refused_at: string;
    topic: string;
    partition: number;
    offset: number;
    key: string;
    device: string | null;
    excerpt: string;
  }[];
}

/** Asks the API; throws with the problem's own words if it refuses. */
export async function ask<T>(path: string): Promise<T> {
  const answer = await reach(`/api/v1/${path}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({ detail: answer.statusText }));
    throw new Error(problem.detail ?? answer.statusText);
  }
  return answer.json();
}
