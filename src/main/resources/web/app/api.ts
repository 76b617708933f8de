import { reach } from "./account";

/** What the REST API says; see /api/v1/openapi. Numbers are in the unit of their name. */

export type Freshness = "FRESH" | "STALE" | "UNKNOWN";
export type Severity = "CLEARED" | "INDETERMINATE" | "WARNING" | "MINOR" | "MAJOR" | "CRITICAL";

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
  condition: { security: string; link_class: string | null; severity: Severity } | null;
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

export interface Series {
  from: string;
  to: string;
  points: { start: string; min: number; mean: number; max: number; count: number }[];
}

export interface LinkStateOf {
  administration: string;
  operational: string;
  key_generation: string;
  security: string;
  telemetry: Freshness;
  etsi_status: string;
  diagnosis: {
    link_class: string;
    severity: Severity;
    since: string;
    words: string;
    evidence: Record<string, number>;
    facts: Record<string, string>;
  } | null;
}

export interface Thresholds {
  thresholds: Record<string, { raise: Partial<Record<Severity, number>> }>;
}

export interface Act {
  operator: string;
  at: string;
  text: string;
}

export interface Alarm {
  id: string;
  resource: string;
  type: string;
  qualifier: string;
  severity: Severity;
  worst_severity: Severity;
  security: boolean;
  specific_problem: string;
  text: string;
  evidence: Record<string, number>;
  facts: Record<string, string>;
  first_raised_at: string;
  raised_at: string;
  changed_at: string;
  occurrences: number;
  is_cleared: boolean;
  planned_work: boolean;
  root_cause: string | null;
  explains: number;
  operator_state: "none" | "ack" | "shelved" | "close-proposed" | "closed";
  operator: Act | null;
  second_operator: Act | null;
  shelved_until: string | null;
  hit: string[][];
  proposed_repair_actions: string[];
}

export interface Alarms {
  alarms: Alarm[];
  next: string | null;
}

export interface AlarmHistory {
  alarm: Alarm;
  history: { at: string; what: string; severity: Severity; operator: string | null; text: string }[];
}

export interface PlannedWork {
  id: string;
  resource: string;
  begins: string;
  ends: string;
  reason: string;
  operator: string;
}

export interface Store {
  from: string;
  to: string;
  origin: "QKD" | "PQC";
  relayed: boolean;
  freshness: Freshness;
  reported_at: string | null;
  state: "OK" | "LOW" | "RESERVE" | "EMPTY";
  severity: Severity;
  running_out: Severity;
  time_to_empty_s: number | null;
  supply_bps: number | null;
  consumption_bps: number | null;
  usable_bits: number | null;
  capacity_bits: number | null;
  low_bits: number | null;
  reserve_bits: number | null;
  key_bits: number | null;
  grade: string | null;
}

export interface Stores {
  server_time: string;
  stores: Store[];
}

export interface StoreCourse {
  minutes: { start: string; usable_bits: number }[];
}

export interface NetworkDocument {
  default_policy?: Policy;
  sites: { id: string; name: string; latitude: number; longitude: number; manned?: boolean }[];
  kmes: { id: string; site: string }[];
  saes?: { id: string; kme: string }[];
  links?: { id: string; transmitter: { kme: string }; receiver: { kme: string }; cable?: string }[];
  pairs?: ({ first: string; second: string } & Policy)[];
}

export interface Policy {
  policy?: string;
  qkd_required?: boolean;
  its_only?: boolean;
}

export interface KeyCost {
  paths: { kmes: string[]; cost: number }[];
  total_pad_bits_per_key_bit: number;
  key_rate_bps: number;
}

export interface Difference {
  total: number;
  touches_security: boolean;
  changes: Change[];
  next: number | null;
}

export interface Change {
  part: string;
  id: string;
  change: "ADDED" | "REMOVED" | "CHANGED";
  touches_security: boolean;
  text: string;
  members: { member: string; old: string | null; new: string | null }[];
}

export interface Version {
  version: number;
  tag: string;
  operator: string;
  why: string;
  at: string;
  changes: number;
}

export interface Outcome {
  outcome: "IN_FORCE" | "UNCHANGED" | "PROPOSED" | "NEEDS_APPROVAL" | "APPROVAL_KEPT";
  version: Version | null;
  proposal: Proposal | null;
  difference: Difference | null;
}

export interface Proposal {
  id: string;
  base: string;
  state: "OPEN" | "WITHDRAWN" | "IN_FORCE";
  approvals: number;
  changes: number;
  operator: string;
  why: string;
  at: string;
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
  next: number | null;
}

/** The centre refuses: its own words, and whatever else its answer says. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: { detail?: string; title?: string; faults?: { place: string; text: string }[] },
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
  }
}

/** Sends a request to the API, whose answer is taken as it is. */
export async function request(path: string, how: RequestInit = {}): Promise<Response> {
  const answer = await reach(`/api/v1/${path}`, how);
  if (!answer.ok) {
    throw new Refused(answer.status, await answer.json().catch(() => ({ detail: answer.statusText })));
  }
  return answer;
}

/** Asks the API for JSON. */
export async function ask<T>(path: string): Promise<T> {
  return (await request(path, { headers: { Accept: "application/json" } })).json();
}

/** Posts JSON to the API. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return (await request(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/** The parameters of a request; what is empty is left out. */
export function parameters(values: Record<string, string | number | boolean | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** What went wrong, for people. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
