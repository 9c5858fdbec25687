// Every page, wide and narrow: accessible, nothing cut off, nothing blocked by the policy; a picture of each to look at.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BASE, NARROW, WIDE, enter, pages, useBrowser, wrong } from "./browser.mjs";
import { workbook } from "./workbook.mjs";

const open = useBrowser();

/** The addresses that were looked at: no page of the table of routes may be missing at the end. */
const looked = new Set();

/** The pages of the table of routes: whatever some role may open by asking for it, but for workbooks. */
function routes() {
  const table = readFileSync(new URL("../../crates/server/tests/office/routes.txt", import.meta.url), "utf8");
  const shown = table.split("\n").map((line) => line.split(" ")).filter(([roles, path]) => path && /[+-]/.test(roles));
  return [...shown.map(([, path]) => path), "/login", "/invitations/{secret}"].filter((path) => !/\/(xlsx|refusals)$/.test(path));
}

for (const [name, viewport] of Object.entries({ wide: WIDE, narrow: NARROW, zoomed: { width: WIDE.width / 2, height: WIDE.height / 2 } })) {
  test(`pages, ${name}`, async (t) => {
    const page = await open(t, { viewport });
    for (const [sort, path] of Object.entries(await pages(page))) {
      await t.test(sort, async () => {
        page.complaints = [];
        await page.goto(BASE + path);
        looked.add(new URL(page.url()).pathname);
        assert.deepEqual(await wrong(page, `${sort}-${name}`), []);
        const complaints = page.complaints.filter((text) => !(sort === "missing" && text.includes("404")));
        assert.deepEqual(complaints, []);
      });
    }
  });
}

test("folded parts are accessible too", async (t) => {
  const page = await open(t);
  const { overview, duties, calendar } = await pages(page);
  for (const path of [overview, duties, calendar]) {
    await page.goto(BASE + path);
    for (const summary of await page.locator("main summary").all()) await summary.click();
    assert.deepEqual(await wrong(page), []);
  }
});

for (const [name, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
  test(`pages before logging in and of one's own, ${name}`, async (t) => {
    const page = await open(t, { viewport, role: null });
    const check = async (sort) => {
      looked.add(new URL(page.url()).pathname);
      assert.deepEqual(await wrong(page, `${sort}-${name}`), [], sort);
    };
    await page.goto(`${BASE}/login`);
    await check("doors");
    await enter(page, "系统管理员");
    for (const [sort, path] of Object.entries({ accounts: "/accounts", me: "/me", tokens: "/me/tokens" })) {
      await page.goto(BASE + path);
      await check(sort);
    }
    // One asks for all of a branch, the other lets them pass; the holder gets both halves.
    await enter(page, "机关党委");
    await page.goto(`${BASE}/organisations`);
    const asked = (await page.locator("main a", { hasText: "支部委员会" }).nth(name === "wide" ? 1 : 2).innerText()).trim();
    await enter(page, "系统管理员");
    await page.goto(`${BASE}/accounts`);
    await page.locator("#body").fill(asked);
    await page.getByRole("button", { name: "成批提出" }).click();
    await check("accounts-asked");
    await page.goto(`${BASE}/accounts/codes`);
    await check("codes");
    await enter(page, "安全管理员");
    await page.goto(`${BASE}/accounts`);
    await page.getByRole("button", { name: /放行/ }).last().click();
    await check("accounts-passed");
    const link = await page.locator(".secret").first().innerText();
    await page.goto(`${BASE}/accounts`);
    await page.getByRole("row", { name: /^党员 / }).getByRole("button", { name: "提出新链接" }).click();
    await enter(page, "党员");
    await check("links");
    await page.getByRole("button", { name: "这不是我要的" }).click();
    await page.getByText("已叫停").waitFor();
    await check("links-declined");
    await page.context().clearCookies();
    await page.goto(link.trim());
    await check("invitation");
    await enter(page, "机关党委");
    await page.goto(`${BASE}/`);
    looked.add("/");
    await page.goto(`${BASE}/organisations`);
    await page.locator("main table td a[href^='/people/']").first().click();
    await page.waitForURL(/people/);
    await page.locator(".closed button").first().click();
    await page.locator(".closed .opened").waitFor();
    await check("person-opened");
    await page.context().clearCookies();
    await enter(page, "审计员");
    await page.goto(`${BASE}/log`);
    assert.match(await page.locator("main").innerText(), /查看了人员 …/, "what was opened is told");
    await check("log");
    await page.goto(`${BASE}/log?sort=erased`);
    await check("log-empty");
    await page.context().clearCookies();
    await enter(page, "党员");
    await page.goto(`${BASE}/log`);
    await check("log-forbidden");
    await page.context().clearCookies();
    await enter(page, "机关党委");
    await page.goto(`${BASE}/imports`);
    await check("imports");
    const rows = [["支部名称", "日期", "会议类型", "主题"], ["没有这个支部", "2026-02-30", "党课", "没有这一天"]];
    await page.locator("#files").setInputFiles({ name: "台账.xlsx", mimeType: "application/octet-stream", buffer: workbook("三会一课台账", rows) });
    await page.getByRole("button", { name: "上传并预览" }).click();
    await page.getByText("这是预览").waitFor();
    await check("import");
    await page.getByRole("button", { name: "不写了" }).click();
    await page.goto(`${BASE}/imports`);
    const many = [rows[0], ...Array.from({ length: 60 }, (_, at) => [at % 2 ? "" : `没有这个支部${at}`, "2026-02-30", "茶话会", "没有这一天"])];
    await page.locator("#files").setInputFiles({ name: "规划财务处党支部2026年度三会一课台账（报送稿）.xlsx", mimeType: "application/octet-stream", buffer: workbook("三会一课台账", many) });
    await page.getByRole("button", { name: "上传并预览" }).click();
    await page.getByText("这是预览").waitFor();
    await check("import-many");
    for (const summary of await page.locator("main summary").all()) await summary.click();
    await check("import-many-open");
    await page.getByRole("button", { name: "不写了" }).click();
    await page.goto(`${BASE}/organisations`);
    const branch = (await page.locator("main a", { hasText: "支部委员会" }).first().innerText()).trim();
    await page.goto(`${BASE}/imports`);
    const good = [rows[0], [branch, "2026-11-04", "党课", `看页面时导入的党课，${name}`]];
    await page.locator("#files").setInputFiles({ name: "台账.xlsx", mimeType: "application/octet-stream", buffer: workbook("三会一课台账", good) });
    await page.getByRole("button", { name: "上传并预览" }).click();
    await page.getByText("这是预览").waitFor();
    await page.getByRole("button", { name: "写入", exact: true }).click();
    await page.getByText("已写入。").waitFor();
    await check("import-written");
    await page.goto(`${BASE}/imports`);
    await page.getByRole("link", { name: "撤回…" }).first().click();
    await check("import-undo");
    await page.getByRole("button", { name: "确认撤回" }).click();
    await page.waitForURL(/imports$/);
    await check("imports-undone");
    await page.goto(`${BASE}/ledgers/members`);
    await page.locator("main a[href^='/people/']").nth(3).click();
    await page.getByRole("link", { name: "删除或限制这名人员的信息" }).click();
    await page.waitForURL(/erasure$/);
    await check("erasure");
    await page.locator("label.pick").first().click();
    await page.locator("#note").fill("保存期限表第 3 项，本人已于今年转出");
    await page.getByRole("button", { name: "提出，等另一人放行" }).click();
    await page.getByRole("button", { name: "撤回", exact: true }).waitFor();
    await check("erasure-proposed");
    await page.goto(`${BASE}/erasures`);
    await check("erasures");
    await page.locator("main th a[href$='/erasure']").first().click();
    await page.getByRole("button", { name: "撤回", exact: true }).click();
    await page.waitForURL(/erasures$/);
    await page.context().clearCookies();
    await enter(page, "党支部书记");
    await page.goto(`${BASE}/mine`);
    await check("mine");
    await page.locator(".duty a[href*='/records/new']").first().click();
    await page.waitForURL(/records\/new/);
    for (const summary of await page.locator("main summary").all()) await summary.click();
    await check("entry");
    await page.locator("[name=action][value=save]").last().click();
    await page.locator(".faults, .headline").first().waitFor();
    await check("entry-wrong");
    await page.goto(`${BASE}/mine`);
    await page.locator(".duty h3 a").first().click();
    for (const summary of await page.locator("main section summary").all()) await summary.click();
    await check("settle");
    await page.locator(".side a[href^='/bodies/'], .menu a[href^='/bodies/']").first().evaluate((link) => location.assign(link.href));
    await page.waitForURL(/bodies/);
    await page.locator("section[aria-labelledby=records] th a").first().click();
    await page.waitForURL(/records/);
    await page.getByRole("link", { name: "更正" }).click();
    await page.waitForURL(/correct/);
    await check("correct");
    await page.goto(`${BASE}/ledgers/items?year=2025`);
    const item = page.locator("main a[href^='/items/']").first();
    if (await item.count()) {
      await item.click();
      await check("item");
    }
  });
}

test("the first view is light", async (t) => {
  const page = await open(t);
  const { overview } = await pages(page);
  const fresh = await open(t, { role: null });
  await fresh.context().addCookies(await page.context().cookies());
  const done = [];
  fresh.on("requestfinished", (request) => done.push(request.sizes()));
  await fresh.goto(BASE + overview, { waitUntil: "networkidle" });
  const bytes = (await Promise.all(done)).reduce((sum, size) => sum + size.responseBodySize, 0);
  assert.ok(bytes > 20_000 && bytes <= 150 * 1024, `${bytes} bytes`);
});

test("no page is forgotten", () => {
  const pattern = (path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
  const forgotten = routes().filter((path) => ![...looked].some((address) => pattern(path).test(address)));
  assert.deepEqual(forgotten, [], "pages of the table of routes that no test above looks at");
});
