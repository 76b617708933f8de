/** Where the reader is: the page, what of it, and the view, all in the part of the address after `#`. */
export interface Route {
  page: string;
  id: string;
  view: URLSearchParams;
}

export function route(): Route {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [page, ...rest] = path.split("/");
  return { page: page === "" ? "network" : page, id: decoded(rest.join("/")), view: new URLSearchParams(query) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a page; values that are empty are left out. */
export function address(page: string, id = "", view: Record<string, string> = {}): string {
  const query = new URLSearchParams(Object.entries(view).filter(([, value]) => value !== "")).toString();
  return `#/${page}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query === "" ? "" : `?${query}`}`;
}

export function go(where: string): void {
  location.hash = where;
}
