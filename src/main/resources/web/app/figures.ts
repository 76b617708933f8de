import { settings } from "./settings";
import { t } from "./words";

/** Numbers as operators read them: three significant digits, a true minus sign, the unit beside them. */

export interface Figure {
  text: string;
  unit: string;
}

const MINUS = "\u2212";
const GROUP = "\u202f";

/** As it is written in the reader's language. */
function decimal(text: string): string {
  return settings.language === "da" ? text.replace(".", ",") : text;
}

/** Three significant digits, thousands in narrow groups. */
export function digits(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const [whole, fraction] = size.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, GROUP);
  const text = fraction === undefined ? grouped : decimal(`${grouped}.${fraction}`);
  return value < 0 && Number(size.toFixed(decimals)) !== 0 ? MINUS + text : text;
}

export function whole(value: number): string {
  const rounded = Math.round(value);
  return rounded < 0 ? MINUS + String(-rounded) : String(rounded);
}

/** Always kbit/s, so that a column can be compared at a glance. */
export function keyRate(bps: number): Figure {
  return { text: bps === 0 ? "0" : digits(bps / 1000), unit: "kbit/s" };
}

/** Thousandths of a shot-noise unit, one decimal beyond the error. */
export function noise(snu: number): Figure {
  const milli = snu * 1000;
  const text = Math.abs(milli).toFixed(1);
  return { text: decimal(milli < 0 && Number(text) !== 0 ? MINUS + text : text), unit: "mSNU" };
}

export function decibel(db: number): Figure {
  const text = Math.abs(db).toFixed(2);
  return { text: decimal(db < 0 && Number(text) !== 0 ? MINUS + text : text), unit: "dB" };
}

/** With its sign always. */
export function change(db: number): string {
  const text = Math.abs(db).toFixed(2);
  if (Number(text) === 0) {
    return `\u00b1${decimal(text)}`;
  }
  return (db < 0 ? MINUS : "+") + decimal(text);
}

export function percent(fraction: number): Figure {
  return { text: decimal((fraction * 100).toFixed(2)), unit: "%" };
}

/** Such as 4 s, 3 min, 2 h. */
export function age(seconds: number): Figure {
  if (seconds < 120) {
    return { text: String(Math.floor(seconds)), unit: "s" };
  }
  if (seconds < 7200) {
    return { text: String(Math.floor(seconds / 60)), unit: "min" };
  }
  return seconds < 172800
    ? { text: String(Math.floor(seconds / 3600)), unit: "h" }
    : { text: String(Math.floor(seconds / 86400)), unit: t("unit.days") };
}

/** Bits of key, in the unit that suits them. */
export function bits(count: number): Figure {
  return count >= 1e9
    ? { text: digits(count / 1e9), unit: "Gbit" }
    : count >= 1e6
      ? { text: digits(count / 1e6), unit: "Mbit" }
      : { text: count === 0 ? "0" : digits(count / 1e3), unit: "kbit" };
}

/** A count, thousands in groups. */
export function count(number: number): string {
  return number < 1000 ? String(number) : digits(number);
}

/** Any number of the evidence, which says its unit in its name. */
export function plain(value: number): string {
  return decimal(String(Number(value.toPrecision(4))).replace("-", MINUS));
}

export function written(figure: Figure): string {
  return `${figure.text} ${figure.unit}`;
}

const LOCALES = { en: "en-GB", da: "da-DK" };

/** A time of day in the reader's zone. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString(LOCALES[settings.language], { hour12: false });
}

/** A time of day, with the day if that is not today. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (time.toDateString() === new Date().toDateString()) {
    return clock(time.getTime());
  }
  return time.toLocaleString(LOCALES[settings.language], { dateStyle: "medium", timeStyle: "short", hour12: false });
}
