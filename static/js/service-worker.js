/**
 * The service worker, served at /sw.js with BUILD before it (backroutine/offline.py). Without a network it opens the
 * person's routines, the player and the exercises seen last. It keeps
 * - "shell <version>": the scripts, styles and pages of one version, whole or not at all;
 * - "drawings": the figures of the pages below;
 * - "pages <person>": pages of the one person who is signed in, and of nobody once nobody is.
 * Pages come from the network first. What is sent (POST) is never kept.
 */
const { version, files, staticUrl, offlineUrl, pagesUrl, startUrl, isFilesKept } = self.BUILD;
const SHELL = `shell ${version}`;
const DRAWINGS = "drawings";
const PAGES = "pages ";
const STAMPS = "/offline/stamps"; // no page: what the kept ones were made from
const SLOW_MS = 5000; // then the kept page is better than none
const REST_MS = 5 * 60 * 1000;
const MOST = [[/^\/exercises\/[\w-]+\/$/, 30], [/^\/sessions\/[\da-f-]{36}\/play\/$/, 5]];
const KEPT = [/^\/$/, /^\/(exercises|safety|about)\/$/, /^\/routines\/(\d+\/(play\/)?)?$/, ...MOST.map(([path]) => path)];

let rest = { person: "", until: 0 };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(files.map((url) => new Request(url, { credentials: "omit" })))));
});

self.addEventListener("activate", (event) => {
  // The browser asks for a page while this worker still wakes up.
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

self.addEventListener("message", (event) => {
  if (event.data.type === "page") event.waitUntil(seen(event.data));
  if (event.data.type === "use") event.waitUntil(use(event.source));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && request.mode === "navigate" && pathname === startUrl) event.respondWith(start(request));
  if (request.method !== "GET") return;
  if (pathname.startsWith(staticUrl)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

/** A file's name changes with its content, so the kept one is right; where names are plain, the network's is. */
async function file(request) {
  const kept = () => caches.match(request, { ignoreVary: true });
  const found = isFilesKept && (await kept());
  if (found) return found;
  try {
    const response = await fetch(request);
    if (response.status === 200 && request.url.endsWith(".svg")) await (await caches.open(DRAWINGS)).put(request, response.clone());
    return response;
  } catch (error) {
    const late = await kept();
    if (late) return late;
    throw error;
  }
}

async function page(event) {
  const asked = ask(event);
  asked.catch(() => {}); // it is awaited below
  const kept = await keptPage(event.request);
  try {
    const response = await (kept ? Promise.race([asked, tooLate()]) : asked);
    if (kept && response.status >= 502) return kept;
    event.waitUntil(keep(event.request.url, response.clone()));
    return response;
  } catch {
    return kept ?? caches.match(offlineUrl);
  }
}

const ask = async (event) => (await event.preloadResponse) ?? fetch(event.request);

const tooLate = () => new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), SLOW_MS));

/** The person's kept page. Every Start on it needs a key of its own, or two sessions would become one. */
async function keptPage({ url }) {
  for (const name of await pageCaches()) {
    const cache = await caches.open(name);
    const found = (await cache.match(url, { ignoreVary: true })) ?? (await cache.match(url, { ignoreVary: true, ignoreSearch: true }));
    if (!found) continue;
    const html = (await found.text()).replace(/name="key" value="[^"]*"/g, () => `name="key" value="${crypto.randomUUID()}"`);
    return new Response(html, { headers: found.headers });
  }
  return caches.match(url);
}

const isWanted = (pathname) => KEPT.some((path) => path.test(pathname));

const pageCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));

/** Keep a page that has come, if it is one of those; forget everybody's when it was made for nobody. */
async function keep(url, response) {
  if (!response.ok || !response.headers.get("Content-Type")?.startsWith("text/html")) return;
  const person = response.headers.get("X-Person") ?? "";
  await forgetAllBut(person);
  const { pathname, search } = new URL(url);
  if (!person || search || !isWanted(pathname)) return;
  const cache = await caches.open(PAGES + person);
  await cache.put(pathname, response);
  for (const [path, most] of MOST) {
    const same = (await cache.keys()).filter((each) => path.test(new URL(each.url).pathname));
    for (const oldest of same.slice(0, -most)) await cache.delete(oldest);
  }
}

async function forgetAllBut(person) {
  for (const name of await pageCaches()) if (name !== PAGES + person) await caches.delete(name);
}

/** Start a session; without a network, on the routine's kept page. */
async function start(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const form = await copy.formData();
    return Response.redirect(`/routines/${form.get("routine")}/play/?key=${form.get("key")}`, 303);
  }
}

/** A page has been opened, by whom it says: fetch what has changed of the pages to be kept. */
async function seen({ person, path }) {
  await forgetAllBut(person);
  if (!person) return;
  // The very first page was there before this worker.
  if (isWanted(path) && !(await caches.match(path, { cacheName: PAGES + person, ignoreVary: true }))) await fetchPage(path);
  if (path.startsWith("/routines/") || rest.person !== person || Date.now() > rest.until) {
    rest = { person, until: Date.now() + REST_MS };
    await fetchPages(person).catch(() => (rest.until = 0));
  }
}

async function fetchPages(person) {
  const wanted = await (await fetch(pagesUrl)).json();
  if (wanted.person !== person) return;
  const cache = await caches.open(PAGES + person);
  const before = (await (await cache.match(STAMPS))?.json()) ?? {};
  const stamps = {};
  for (const [url, stamp] of Object.entries(wanted.pages)) {
    stamps[url] = `${version} ${stamp}`;
    if (stamps[url] !== before[url]) await fetchPage(url);
  }
  for (const url of Object.keys(before)) if (!(url in stamps)) await cache.delete(url);
  await cache.put(STAMPS, new Response(JSON.stringify(stamps)));
  // Only now does nothing kept need the files of an older version any more.
  const { waiting, installing } = self.registration;
  if (waiting || installing) return; // one of them belongs to the version to come
  for (const name of await caches.keys()) if (name.startsWith("shell ") && name !== SHELL) await caches.delete(name);
}

async function fetchPage(url) {
  const response = await fetch(url);
  if (!response.ok || response.redirected) return;
  const html = await response.clone().text();
  await keep(new URL(url, location.href).href, response);
  const drawings = await caches.open(DRAWINGS);
  for (const [found] of html.matchAll(new RegExp(`${staticUrl}[^"'\\s)]+\\.svg`, "g"))) {
    if (!(await caches.match(found))) await drawings.add(found).catch(() => {});
  }
}

/** The person wants the new version now: not while a session runs in any tab. */
async function use(source) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.some(({ url }) => new URL(url).pathname.endsWith("/play/"))) source.postMessage({ type: "busy" });
  else await self.skipWaiting();
}
