// A browser on the running site (JISHI_URL), and the pages that the tests look at.
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const BASE = (process.env.JISHI_URL ?? "").replace(/\/$/, "");
if (!BASE) throw new Error("请先启动 jishi demo，再以 JISHI_URL=http://localhost:端口 运行这些测试");

export const WIDE = { width: 1366, height: 768 };
export const NARROW = { width: 390, height: 844 };

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Pictures go outside the repository: JISHI_SHOTS, else a fresh folder. */
export const SHOTS = process.env.JISHI_SHOTS ?? mkdtempSync(join(tmpdir(), "jishi-shots-"));
mkdirSync(SHOTS, { recursive: true });

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with the page as it stands, none where nothing is: what is cut off at the right, what axe finds. A picture is kept under `name`. */
export async function wrong(page, name) {
  if (name) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: { type: "tag", values: tags } }), RULES);
  const said = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ") + " — " + n.failureSummary).join("\n")}`);
  return over > 0 ? [`${over} px cut off at the right`, ...said] : said;
}

/** Steps through one of the demo's open doors; the name of the role begins so. */
export async function enter(page, role = "机关党委") {
  await page.goto(`${BASE}/login`);
  await page.locator("form[action='/demo/enter'] button", { hasText: `以${role}` }).first().click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

/** A request that a newer one took the place of is no fault. */
const REPLACED = /^htmx:(sendAbort|afterRequest),/;

/** One browser for a test file; `open` gives a page, inside as `role`, that fails its test on any console error. */
export function useBrowser() {
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  });
  after(() => browser?.close());
  return async function open(t, { role = "机关党委", ...options } = {}) {
    const context = await browser.newContext({ viewport: WIDE, locale: "zh-CN", ...options });
    const page = await context.newPage();
    page.complaints = [];
    page.on("console", (message) => message.type() === "error" && !REPLACED.test(message.text()) && page.complaints.push(message.text()));
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    t.after(() => context.close());
    if (role) await enter(page, role);
    return page;
  };
}

/** The address of one page of every sort, found by following the pages themselves. */
export async function pages(page) {
  const href = async (selector) => {
    const link = page.locator(selector).first();
    return (await link.count()) ? link.getAttribute("href") : null;
  };
  await page.goto(`${BASE}/units`);
  const unit = await href("main table a[href^='/units/']");
  await page.goto(BASE + unit);
  const found = { overview: unit, duties: `${unit}/duties`, vacancies: `${unit}/vacancies`, articles: "/articles", about: "/about", missing: "/nowhere" };
  found.units = "/units";
  await page.goto(`${BASE}${unit}/duties?status=overdue`);
  found.overdue = `${unit}/duties?status=overdue`;
  found.late = await href("main table .what a");
  await page.goto(`${BASE}${unit}/duties?status=done`);
  found.done = await href("main table .what a");
  await page.goto(`${BASE}/articles`);
  found.article = await href("main dl a");
  await page.goto(`${BASE}/organisations`);
  found.organisations = "/organisations";
  found.person = await href("main table td a[href^='/people/']");
  const branches = page.locator("main table tr", { hasText: "党支部" }).locator("th a");
  found.body = (await branches.count()) ? await branches.first().getAttribute("href") : null;
  if (found.body) {
    const id = found.body.split("/").pop();
    found.desk = `/mine?body=${id}`;
    found.month = `/calendar?body=${id}`;
    found.hours = `/ledgers/hours?body=${id}`;
    await page.goto(BASE + found.body);
    found.record = await href("section[aria-labelledby=records] th a");
  }
  for (const ledger of ["meetings", "talks", "members", "items"]) found[ledger] = `/ledgers/${ledger}`;
  Object.assign(found, { mine: "/mine", calendar: `/calendar?unit=${unit.split("/").pop()}`, search: "/search?q=主题党日", unfound: "/search?q=zzzz" });
  found.nothing = `${unit}/duties?q=zzzz`;
  return Object.fromEntries(Object.entries(found).filter(([, path]) => path));
}
