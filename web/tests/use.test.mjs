// The pages in use: without script, by keyboard, with htmx, and on paper.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BASE, NARROW, SHOTS, pages, useBrowser } from "./browser.mjs";

const open = useBrowser();

test("without script, on a narrow screen: menu, filter, pages, explanation", async (t) => {
  const page = await open(t, { javaScriptEnabled: false, viewport: NARROW });
  const { overview } = await pages(page);
  await page.goto(BASE + overview);
  await page.locator(".menu summary").click();
  await page.locator(".menu nav").getByText("责任清单").click();
  await page.waitForURL(/\/duties$/);
  await page.locator("#f-status").selectOption("overdue");
  await page.getByRole("button", { name: "筛选" }).click();
  await page.waitForURL(/status=overdue/);
  assert.equal(await page.locator("#f-status").inputValue(), "overdue", "the filter keeps what was chosen");
  await page.goto(page.url().replace(/\?.*/, ""));
  const next = page.getByRole("link", { name: "下一页" });
  if (await next.count()) {
    await next.click();
    await page.waitForURL(/page=2/);
  }
  await page.locator("table .what a").first().click();
  await page.waitForURL(/\/instances\//);
  assert.ok(await page.getByRole("heading", { name: "计入的事实" }).isVisible());
  await page.locator("aside dl a").first().click();
  await page.waitForURL(/\/articles\//);
});

test("without script: search, a body, its matters, a record, a ledger and its workbook", async (t) => {
  const page = await open(t, { javaScriptEnabled: false });
  const { body } = await pages(page);
  await page.goto(BASE + body);
  const name = (await page.locator("h1").innerText()).trim();
  await page.locator(".search input").fill(name);
  await page.getByRole("button", { name: "查找" }).first().click();
  await page.waitForURL(/\/search\?q=/);
  await page.locator("main").getByRole("link", { name, exact: true }).first().click();
  await page.waitForURL(/\/bodies\//);
  await page.getByRole("link", { name: "看事项" }).click();
  await page.waitForURL(/\/mine\?body=/);
  assert.ok(await page.getByRole("heading", { name: "填报负担" }).isVisible());
  await page.goBack();
  await page.locator("section[aria-labelledby=records] th a").first().click();
  await page.waitForURL(/\/records\//);
  assert.ok(await page.getByRole("heading", { name: "用在哪些责任上" }).isVisible());
  await page.locator(".side").getByText("组织生活").click();
  await page.waitForURL(/\/ledgers\/meetings/);
  await page.locator("#f-q").fill("主题党日");
  await page.getByRole("button", { name: "筛选" }).click();
  await page.waitForURL(/q=/);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载 xlsx" }).click();
  assert.match((await download).suggestedFilename(), /^组织生活台账.*\.xlsx$/);
});

test("by keyboard: the skip link first, every stop seen, no trap", async (t) => {
  const page = await open(t);
  for (const [sort, path] of Object.entries(await pages(page))) {
    await page.goto(BASE + path);
    const stops = await page.evaluate(() => {
      const all = document.querySelectorAll("a[href],button,input:not([type=hidden]),select,summary");
      return [...all].filter((e) => e.checkVisibility()).length;
    });
    const seen = new Set();
    for (let step = 0; step < Math.min(stops, 60); step++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate((step) => {
        const e = document.activeElement;
        const box = e.getBoundingClientRect();
        const style = getComputedStyle(e);
        e.dataset.step ??= step;
        return {
          key: e.dataset.step, what: `${e.tagName} ${e.textContent.trim().slice(0, 20)}`, first: e.className,
          outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        };
      }, step);
      if (step === 0) assert.equal(at.first, "skip", sort);
      assert.ok(at.outline, `${sort}: focus on ${at.what} is not seen`);
      assert.ok(at.inside, `${sort}: ${at.what} is off the screen`);
      assert.ok(!seen.has(at.key), `${sort}: the keyboard comes back to ${at.what}`);
      seen.add(at.key);
    }
  }
});

test("the skip link leads to the text", async (t) => {
  const page = await open(t);
  const { duties } = await pages(page);
  await page.goto(BASE + duties);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
});

test("with htmx a chosen filter applies at once, keeps its address, and goes back", async (t) => {
  const page = await open(t);
  const { duties } = await pages(page);
  await page.goto(BASE + duties);
  await page.evaluate(() => (window.untouched = true));
  await page.locator("#f-status").selectOption("overdue");
  await page.waitForURL(/status=overdue/);
  assert.equal(await page.evaluate(() => window.untouched), true, "the page was not loaded again");
  const words = await page.locator("table .state").allInnerTexts();
  assert.ok(words.every((word) => word.trim() === "逾期"), words.join());
  await page.goBack();
  await page.waitForFunction(() => !location.search.includes("overdue") && document.querySelector("#f-status")?.value === "");
  assert.deepEqual(page.complaints, []);
});

test("on paper: A4, without menu and buttons, with the text", async (t) => {
  const page = await open(t);
  const { overview, late, overdue, calendar, desk, members } = await pages(page);
  for (const [name, path] of Object.entries({ overview, late, overdue, calendar, desk, members })) {
    if (!path) continue;
    await page.goto(BASE + path);
    await page.emulateMedia({ media: "print" });
    for (const gone of [".side", ".search", ".skip"]) assert.ok(!(await page.locator(gone).first().isVisible()), gone);
    assert.ok(await page.locator("h1").isVisible());
    const pdf = await page.pdf({ preferCSSPageSize: true });
    writeFileSync(join(SHOTS, `${name}.pdf`), pdf);
    assert.match(pdf.toString("latin1"), /MediaBox\s*\[\s*0 0 59[45]\.?\d* 84[12]\.?\d*\s*\]/, "A4");
    await page.emulateMedia({ media: "screen" });
  }
});

test("every page says 演示 in a demo", async (t) => {
  const page = await open(t);
  for (const path of Object.values(await pages(page))) {
    await page.goto(BASE + path);
    const demo = await page.locator(".top .tag.demo").isVisible();
    assert.ok(demo || process.env.JISHI_DEMO === "0", path);
  }
});
