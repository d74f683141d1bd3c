// Serves one extractor of Node to the bench, in the way that bench/peers/python/serve.py describes: `node extract.mjs NAME`.
//
// - mozilla-readability: `new Readability(document).parse()` on jsdom's document, the text of its content block by block.
// - defuddle: `Defuddle(document, url)` on linkedom's document, as its own command line does; nothing is fetched.
//
// `cpu` is that of the whole process, so it counts what the engine compiles and collects in other threads.

import { createHash } from "node:crypto";
import { readFileSync, readSync, writeSync } from "node:fs";

const BLOCKS = new Set(
  ("address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 " +
    "h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul").split(" "),
);
const PACKAGES = { "mozilla-readability": ["@mozilla/readability", "jsdom"], defuddle: ["defuddle", "linkedom"] };

globalThis.fetch = () => Promise.reject(new Error("extractors are given pages, and open no connection"));
for (const name of ["log", "info", "debug"]) console[name] = () => {};
for (const name of ["warn", "error"]) console[name] = () => {};

/** Returns the text under a node, a line a block. */
function textOf(root) {
  const parts = [];
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) parts.push(child.data);
      if (child.nodeType !== 1) continue;
      const name = child.localName;
      if (name === "script" || name === "style" || name === "template") continue;
      if (BLOCKS.has(name)) parts.push("\n");
      walk(child);
      if (BLOCKS.has(name)) parts.push("\n");
    }
  };
  walk(root);
  const lines = parts.join("").split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  return lines.filter(Boolean).join("\n");
}

/** Returns the names in a byline: both libraries give one string. */
function namesIn(byline) {
  if (!byline) return [];
  const names = byline.replace(/^\s*(?:by|von|par|por|di)\s+/i, "").split(/[,;|\n]|\s(?:and|und|et|y|e|&)\s/);
  return names.map((name) => name.trim()).filter(Boolean);
}

async function mozilla() {
  const { Readability } = await import("@mozilla/readability");
  const { JSDOM, VirtualConsole } = await import("jsdom");
  return (html, url) => {
    const dom = new JSDOM(html, { url: url ?? undefined, virtualConsole: new VirtualConsole() });
    try {
      const page = new Readability(dom.window.document, { serializer: (content) => content }).parse();
      if (!page) return {};
      const { title, byline, publishedTime } = page;
      return { text: textOf(page.content), title, authors: namesIn(byline), published: publishedTime };
    } finally {
      dom.window.close();
    }
  };
}

async function defuddle() {
  const { Defuddle } = await import("defuddle/node");
  const { parseHTML } = await import("linkedom");
  return async (html, url) => {
    const { document } = parseHTML(html);
    const page = await Defuddle(document, url ?? undefined, { useAsync: false });
    const content = parseHTML(`<!doctype html><html><body>${page.content}</body></html>`).document.body;
    return { text: textOf(content), title: page.title, authors: namesIn(page.author), published: page.published };
  };
}

/** Returns a page as text: by its byte order mark or its declaration, else as UTF-8 where it is that, as browsers do. */
async function decoder() {
  const sniff = (await import("html-encoding-sniffer")).default;
  return (body) => {
    let fallback = "UTF-8";
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(body);
    } catch {
      fallback = "windows-1252";
    }
    return new TextDecoder(sniff(body, { defaultEncoding: fallback })).decode(body);
  };
}

/** Fills a buffer from standard input; returns how much of it was filled before the input ended. */
function fill(buffer) {
  let at = 0;
  while (at < buffer.length) {
    const count = readSync(0, buffer, at, buffer.length - at, null);
    if (count === 0) break;
    at += count;
  }
  return at;
}

function readLine() {
  const bytes = [];
  const one = Buffer.alloc(1);
  while (fill(one) && one[0] !== 10) bytes.push(one[0]);
  return Buffer.from(bytes).toString("utf8");
}

function answer(value) {
  const line = Buffer.from(JSON.stringify(value) + "\n");
  let at = 0;
  while (at < line.length) at += writeSync(1, line, at);
}

const name = process.argv[2];
const versions = [];
try {
  for (const each of PACKAGES[name]) {
    const file = new URL(`node_modules/${each}/package.json`, import.meta.url);
    versions.push(JSON.parse(readFileSync(file, "utf8")).version);
  }
} catch {
  answer({ missing: PACKAGES[name][versions.length] });
  process.exit(1);
}
const extract = await { "mozilla-readability": mozilla, defuddle }[name]();
const decode = await decoder();
const source = createHash("sha256").update(readFileSync(new URL(import.meta.url))).update(versions.join(" "));
answer({ version: versions[0], settings: source.digest("hex").slice(0, 16) });
for (let line = readLine(); line; line = readLine()) {
  const page = JSON.parse(line);
  const body = Buffer.alloc(page.bytes);
  fill(body);
  const begun = process.cpuUsage();
  let found;
  try {
    found = { text: "", title: null, authors: [], published: null, ...(await extract(decode(body), page.url)), error: null };
  } catch (error) {
    found = { error: String(error).slice(0, 300) };
  }
  const { user, system } = process.cpuUsage(begun);
  answer({ ...found, cpu: (user + system) / 1e6 });
}
