import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Link, NetworkDocument, Store } from "./api";
import { keyRate, whole, written } from "./figures";
import { type Area, around, coast, crowd, offset } from "./geography";
import { links } from "./live";
import { Part } from "./part";
import { address } from "./route";
import { settings } from "./settings";
import { LINK_STATES, type LinkState, SHAPES, stateOf } from "./state";
import { named, t } from "./words";

const WIDTH = 640;
const HEIGHT = 400;
const RATIO = WIDTH / HEIGHT;
const LEAST_KM = 40;
const LEAST_CLOSE_KM = 2;
/** Sites that lie nearer than this part of the map's width are drawn in a map of their own. */
const CROWDED = 0.04;
const MOST_ZOOM = 64;
/** More virtual links than these hide the others. */
const MANY_VIRTUAL = 30;

interface Point {
  x: number;
  y: number;
}

type Site = NetworkDocument["sites"][number];

/** The sites and links where they are, over the coast; beside it those that lie too close to be told apart there. */
class NetworkMap extends Part {
  static properties = {
    network: { attribute: false },
    stores: { attribute: false },
    zoom: { state: true },
    middle: { state: true },
    virtual: { state: true },
  };

  declare network: NetworkDocument;
  declare stores: Store[];
  private declare zoom: number;
  private declare middle: { latitude: number; longitude: number } | undefined;
  private declare virtual: boolean | undefined;
  protected override readonly follows = [settings, links];

  constructor() {
    super();
    this.zoom = 1;
  }

  protected render(): TemplateResult {
    const all = around(this.network.sites, LEAST_KM, RATIO);
    const area = {
      ...all,
      ...this.middle,
      width: all.width / this.zoom,
      height: all.height / this.zoom,
    };
    const close = crowd(this.network.sites, all.width * CROWDED);
    return html`<div class="maps">
      <figure class="sheet map" aria-label=${t("network.map")}>
        ${this.map(area, this.network.sites)}
        <figcaption>
          ${this.button("network.zoom.in", "+", () => this.zoomTo(this.zoom * 1.6))}
          ${this.button("network.zoom.out", "\u2212", () => this.zoomTo(this.zoom / 1.6))}
          ${this.button("network.zoom.all", "\u2922", () => this.zoomTo(1))}
          <label class="check"
            ><input
              type="checkbox"
              .checked=${this.showsVirtual()}
              @change=${(event: Event) => (this.virtual = (event.target as HTMLInputElement).checked)}
            />${t("network.virtual")}</label
          >
          <span class="quiet">${t("network.credit")}</span>
        </figcaption>
      </figure>
      ${close.length === 0
        ? nothing
        : html`<figure class="sheet map close" aria-label=${t("network.close-up")}>
            ${this.map(around(close, LEAST_CLOSE_KM, 1), close, 1)}
            <figcaption><span class="quiet">${t("network.close-up")}</span></figcaption>
          </figure>`}
    </div>`;
  }

  private button(word: "network.zoom.in" | "network.zoom.out" | "network.zoom.all", sign: string, act: () => void): TemplateResult {
    return html`<button type="button" class="small" aria-label=${t(word)} title=${t(word)} @click=${act}>${sign}</button>`;
  }

  private zoomTo(zoom: number): void {
    this.zoom = Math.min(MOST_ZOOM, Math.max(1, zoom));
    if (this.zoom === 1) {
      this.middle = undefined;
    }
  }

  private showsVirtual(): boolean {
    return this.virtual ?? this.relayed().length <= MANY_VIRTUAL;
  }

  /** One of the two pools of each pair of KMEs that no link joins. */
  private relayed(): Store[] {
    return this.stores.filter((store) => store.relayed && store.origin === "QKD" && store.from < store.to);
  }

  private map(area: Area, sites: Site[], ratio = RATIO): TemplateResult {
    const [width, height] = [HEIGHT * ratio, HEIGHT];
    const scale = width / area.width;
    const points = new Map<string, Point>(
      this.network.sites.map((site) => {
        const { x, y } = offset(site, area);
        return [site.id, { x: x * scale + width / 2, y: y * scale + height / 2 }];
      }),
    );
    const drawn = new Set(sites.map((site) => site.id));
    const near = links.links.filter((link) => drawn.has(link.from.id) || drawn.has(link.to.id));
    return html`<svg
      class="chart"
      viewBox="0 0 ${width} ${height}"
      role="group"
      aria-label=${t("network.map")}
      @wheel=${(event: WheelEvent) => this.wheel(event, ratio)}
      @pointerdown=${(event: PointerEvent) => this.drag(event, area, scale, ratio)}
    >
      <path class="land" d=${coast(area)} transform="translate(${width / 2} ${height / 2}) scale(${scale})" />
      ${ratio === RATIO && this.showsVirtual() ? this.relayed().map((store) => this.virtualLink(store, points)) : nothing}
      ${near.map((link) => this.link(link, points, near))} ${this.siteMarks(sites, points, width)}
    </svg>`;
  }

  private wheel(event: WheelEvent, ratio: number): void {
    if (event.ctrlKey && ratio === RATIO) {
      event.preventDefault();
      this.zoomTo(this.zoom * (event.deltaY < 0 ? 1.25 : 0.8));
    }
  }

  private drag(event: PointerEvent, area: Area, scale: number, ratio: number): void {
    if (ratio !== RATIO || (event.target as Element).closest("a")) {
      return;
    }
    const drawing = event.currentTarget as SVGSVGElement;
    const unit = drawing.viewBox.baseVal.width / drawing.clientWidth / scale / 111.2;
    const shrink = Math.cos((area.latitude * Math.PI) / 180);
    const move = (to: PointerEvent) => {
      this.middle = {
        latitude: area.latitude + (to.clientY - event.clientY) * unit,
        longitude: area.longitude - ((to.clientX - event.clientX) * unit) / shrink,
      };
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
  }

  /** Of several links between two sites each has a way of its own. */
  private link(link: Link, points: Map<string, Point>, all: Link[]): SVGTemplateResult | typeof nothing {
    const [from, to] = [points.get(link.from.id), points.get(link.to.id)];
    if (!from || !to) {
      return nothing;
    }
    const ends = [link.from.id, link.to.id].sort().join();
    const beside = all.filter((each) => [each.from.id, each.to.id].sort().join() === ends);
    const aside = (beside.indexOf(link) - (beside.length - 1) / 2) * 14;
    const state = stateOf(link, links.now(), links.limits);
    const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
    const [nx, ny] = [(-(to.y - from.y) / length) * aside, ((to.x - from.x) / length) * aside];
    const middle = { x: (from.x + to.x) / 2 + nx, y: (from.y + to.y) / 2 + ny };
    const path = `M${from.x.toFixed(1)} ${from.y.toFixed(1)}Q${(middle.x + nx).toFixed(1)} ${(middle.y + ny).toFixed(1)} ${to.x.toFixed(1)} ${to.y.toFixed(1)}`;
    const makes = ["making-keys", "idle", "suspect"].includes(state) && link.skr_bps !== null;
    const rate = makes ? written(keyRate(link.skr_bps ?? 0)) : "";
    const width = makes ? Math.min(9, Math.max(2.5, 1 + 1.6 * Math.log10(1 + (link.skr_bps ?? 0) / 1000))) : 4;
    const words = [link.id, named("state", state), rate].filter((each) => each !== "").join(", ");
    return svg`<a class="fibre ${state}" href=${address("link", link.id)} aria-label=${words} data-link=${link.id}>
      <title>${words}</title>
      <path class="reach" d=${path} />
      <path class="casing" d=${path} stroke-width=${width + 4} />
      <path class="light" d=${path} stroke-width=${width} />
      ${length > 70 ? this.rate(middle, rate) : nothing}
      ${state === "making-keys" || length < 24 ? nothing : this.stateSign(state, middle)}
    </a>`;
  }

  private rate(middle: Point, rate: string): SVGTemplateResult {
    return svg`<text class="rate" x=${middle.x.toFixed(1)} y=${(middle.y - 12).toFixed(1)} text-anchor="middle">${rate}</text>`;
  }

  private stateSign(state: LinkState, middle: Point): SVGTemplateResult {
    return svg`<g transform="translate(${(middle.x - 11).toFixed(1)} ${(middle.y - 11).toFixed(1)}) scale(1.4)">
      <circle class="plate" cx="8" cy="8" r="10" />
      <path class="sign" fill-rule="evenodd" d=${SHAPES[state]} />
    </g>`;
  }

  private virtualLink(store: Store, points: Map<string, Point>): SVGTemplateResult | typeof nothing {
    const site = (kme: string) => points.get(this.network.kmes.find((each) => each.id === kme)?.site ?? "");
    const [from, to] = [site(store.from), site(store.to)];
    if (!from || !to) {
      return nothing;
    }
    const level = store.capacity_bits ? whole((100 * (store.usable_bits ?? 0)) / store.capacity_bits) : "?";
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const bow = `Q${((from.x + to.x) / 2 - dy * 0.18).toFixed(1)} ${((from.y + to.y) / 2 + dx * 0.18).toFixed(1)}`;
    return svg`<path class="virtual ${store.state.toLowerCase()}" d="M${from.x.toFixed(1)} ${from.y.toFixed(1)}${bow} ${to.x.toFixed(1)} ${to.y.toFixed(1)}">
      <title>${t("network.virtual.title", { from: store.from, to: store.to, level })}</title>
    </path>`;
  }

  /** Names stand where there is room for them. */
  private siteMarks(sites: Site[], points: Map<string, Point>, width: number): SVGTemplateResult[] {
    const taken = sites.map((site) => box(points.get(site.id) ?? { x: 0, y: 0 }, 18, 18));
    return sites.map((site) => {
      const point = points.get(site.id) ?? { x: 0, y: 0 };
      const state = this.worst(site.id);
      const length = site.id.length * 9.5 + 6;
      const places = [
        { x: point.x + 13 + length / 2, y: point.y },
        { x: point.x - 13 - length / 2, y: point.y },
        { x: point.x, y: point.y - 20 },
        { x: point.x, y: point.y + 20 },
        { x: point.x + 8 + length / 2, y: point.y - 18 },
        { x: point.x - 8 - length / 2, y: point.y - 18 },
        { x: point.x + 8 + length / 2, y: point.y + 18 },
        { x: point.x - 8 - length / 2, y: point.y + 18 },
      ];
      const place = places.find(
        (each) =>
          each.x - length / 2 > 0 &&
          each.x + length / 2 < width &&
          !taken.some((other) => overlap(other, box(each, length, 18))),
      );
      if (place) {
        taken.push(box(place, length, 18));
      }
      return svg`<g class="site ${state ?? ""}" data-site=${site.id}>
        <title>${site.name}${site.manned === false ? ` (${t("network.unmanned")})` : ""}</title>
        ${
          site.manned === false
            ? svg`<rect x=${point.x - 7} y=${point.y - 7} width="14" height="14" />`
            : svg`<circle cx=${point.x} cy=${point.y} r="8" />`
        }
        ${place ? svg`<text x=${place.x} y=${place.y + 5} text-anchor="middle">${site.id}</text>` : nothing}
      </g>`;
    });
  }

  private worst(site: string): LinkState | undefined {
    return links.links
      .filter((link) => link.from.id === site || link.to.id === site)
      .map((link) => stateOf(link, links.now(), links.limits))
      .sort((a, b) => LINK_STATES.indexOf(b) - LINK_STATES.indexOf(a))[0];
  }
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function box(middle: Point, width: number, height: number): Box {
  return { left: middle.x - width / 2, right: middle.x + width / 2, top: middle.y - height / 2, bottom: middle.y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

customElements.define("kronborg-map", NetworkMap);
