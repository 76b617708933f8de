export type Language = "en" | "da";
export type Theme = "system" | "light" | "dark";

/** What the reader chose, remembered by the browser. Says `change` when it is chosen otherwise. */
class Settings extends EventTarget {
  language: Language = read("language", ["en", "da"]) ?? (navigator.language.startsWith("da") ? "da" : "en");
  theme: Theme = read("theme", ["system", "light", "dark"]) ?? "system";

  constructor() {
    super();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.apply());
    this.apply();
  }

  choose(choice: Partial<Pick<Settings, "language" | "theme">>): void {
    Object.assign(this, choice);
    for (const [name, value] of Object.entries(choice)) {
      localStorage.setItem(`kronborg.${name}`, value);
    }
    this.apply();
  }

  private apply(): void {
    document.documentElement.lang = this.language;
    document.documentElement.dataset.theme = this.theme;
    this.dispatchEvent(new Event("change"));
  }
}

function read<T extends string>(name: string, allowed: T[]): T | undefined {
  const value = localStorage.getItem(`kronborg.${name}`);
  return allowed.find((each) => each === value);
}

export const settings = new Settings();
