import { COAST } from "./coast";

/** A place, degrees. */
export interface Place {
  latitude: number;
  longitude: number;
}

/** A part of the earth: its middle, degrees, and how wide and high it is, km. */
export interface Area {
  latitude: number;
  longitude: number;
  width: number;
  height: number;
}

const KM_PER_DEGREE = 111.2;

/** Kilometres east and south of the middle of an area; flat, which is good enough for a country. */
export function offset(place: Place, area: Area): { x: number; y: number } {
  const shrink = Math.cos((area.latitude * Math.PI) / 180);
  return {
    x: (place.longitude - area.longitude) * KM_PER_DEGREE * shrink,
    y: (area.latitude - place.latitude) * KM_PER_DEGREE,
  };
}

export function distance(a: Place, b: Place): number {
  const { x, y } = offset(b, { ...a, width: 0, height: 0 });
  return Math.hypot(x, y);
}

/** The area that has all these places and a margin, not less than so many km wide, as wide to its height as is asked for. */
export function around(places: Place[], least: number, ratio: number): Area {
  const latitudes = places.map((place) => place.latitude);
  const longitudes = places.map((place) => place.longitude);
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const area = { latitude: middle(latitudes), longitude: middle(longitudes), width: 0, height: 0 };
  const corner = offset({ latitude: Math.min(...latitudes), longitude: Math.max(...longitudes) }, area);
  const width = Math.max(2.6 * corner.x, 2.9 * corner.y * ratio, least);
  return { ...area, width, height: width / ratio };
}

/** The largest group of places each of which has another one of it so near, km; those that a map of all would draw as one. */
export function crowd<T extends Place>(places: T[], near: number): T[] {
  let largest: T[] = [];
  const left = new Set(places);
  for (const first of places) {
    if (!left.delete(first)) {
      continue;
    }
    const group = [first];
    for (const member of group) {
      for (const other of left) {
        if (distance(member, other) < near) {
          left.delete(other);
          group.push(other);
        }
      }
    }
    largest = group.length > largest.length ? group : largest;
  }
  return largest.length > 1 && largest.length < places.length ? largest : [];
}

/** The coast as the path of an SVG, in km from the middle of an area. */
export function coast(area: Area): string {
  return COAST.map((ring) => {
    let path = "";
    for (let i = 0; i < ring.length; i += 2) {
      const { x, y } = offset({ longitude: ring[i], latitude: ring[i + 1] }, area);
      path += `${i === 0 ? "M" : "L"}${x.toFixed(2)} ${y.toFixed(2)}`;
    }
    return `${path}Z`;
  }).join("");
}
