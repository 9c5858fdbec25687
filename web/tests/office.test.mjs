// The work itself: a new site set up, a meeting recorded and the duty turned, corrections, conflicts, imports.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BASE, NARROW, WIDE, enter, useBrowser, wrong } from "./browser.mjs";
import { workbook } from "./workbook.mjs";

const open = useBrowser();
const PASSWORD = "河清海晏时和岁丰";

/** What an authenticator shows now for a key as it is typed: RFC 6238, six figures, half a minute. */
function code(key) {
  const bits = [...key.replace(/\s/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", bytes).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Counts what a person does: clicks, ticks, choices and fields filled in. */
function counted(page) {
  const hand = { done: 0 };
  for (const name of ["click", "fill", "check", "selectOption"]) {
    hand[name] = async (target, ...rest) => {
      hand.done += 1;
      await (typeof target === "string" ? page.locator(target).first() : target)[name](...rest);
    };
  }
  return hand;
}

/** Meetings that settle a duty by being held; which of them are still to come depends on the branch. */
const MEETINGS = ["民主评议党员", "组织生活会", "党课", "支部党员大会", "主题党日", "支部委员会会议"];

/** The first such duty of the first screen that is open and not late: its name, and the way to the form. */
async function openDuty(page) {
  await page.goto(`${BASE}/mine`);
  for (const name of MEETINGS) {
    const duty = page.locator(".duty:not(.late):not(.soft)").filter({ has: page.locator("h3", { hasText: name }) });
    const way = duty.locator(`a[href*='/records/new?kind=']`).first();
    if (await way.count()) return { name, way };
  }
  throw new Error("the demo's branch has no meeting left to hold");
}

test("a meeting is recorded in at most 12 steps, and its duty has turned", async (t) => {
  const page = await open(t, { role: "党支部书记" });
  const hand = counted(page);
  const { name, way } = await openDuty(page);
  await hand.click(way);
  await page.waitForURL(/records\/new/);
  await hand.fill("[id='f:主题']", `${name}，学习和讨论`);
  for (const person of (await page.locator(".person").all()).slice(0, 2)) await hand.click(person);
  await hand.fill("#item1", "完善学习计划");
  await hand.selectOption("select[name='item1:owner']", { index: 1 });
  await hand.fill("[id='item1:due']", "2027-01-15");
  await page.locator("#effects", { hasText: "待办 → 已完成" }).waitFor();
  await hand.click(page.getByRole("button", { name: "保存", exact: true }).last());
  await page.waitForURL(/\/records\/[0-9a-z]{26}$/);
  assert.ok(hand.done <= 12, `${hand.done} steps`);
  const row = page.locator("tr", { hasText: name }).filter({ hasText: "已完成" });
  assert.ok(await row.count(), "the record names the duty that it settled");
  assert.deepEqual(page.complaints, []);
});

test("what decides whether a record counts for the duty stands among the first fields", async (t) => {
  const page = await open(t, { role: "党支部书记" });
  await page.goto(`${BASE}/mine`);
  const [form] = (await page.locator("a[href*='/records/new']").first().getAttribute("href")).split("?");
  const decides = page.locator("[id='f:类型']");
  await page.goto(`${BASE}${form}?${new URLSearchParams({ kind: "请示报告" })}`);
  assert.ok(!(await decides.isVisible()), "it is among the others where no duty asks for it");
  await page.goto(`${BASE}${form}?${new URLSearchParams({ kind: "请示报告", for: "重大事项报告" })}`);
  assert.ok(await decides.isVisible(), "it need not be unfolded first");
});

test("what is told about saving disturbs nobody's typing, however slow the line", async (t) => {
  const page = await open(t, { role: "党支部书记" });
  await (await openDuty(page)).way.click();
  await page.locator("#item1").waitFor();
  let answer;
  const slow = new Promise((resolve) => (answer = resolve));
  await page.route("**/records/new**", async (route) => {
    await slow;
    await route.continue();
  });
  const asked = page.waitForRequest((request) => request.method() === "POST");
  await page.locator("[id='f:主题']").fill("学习和讨论");
  await page.locator("[id='f:主题']").press("Tab");
  await asked;
  await page.locator("#item1").fill("完善学习计划");
  await page.locator(".person input").first().focus();
  await page.keyboard.press("Space");
  await page.locator("[id='item1:due']").pressSequentially("2027-01");
  answer();
  await page.locator("#effects", { hasText: "议定事项 1 项" }).waitFor();
  assert.equal(await page.locator("[id='item1:due']").inputValue(), "2027-01");
  assert.equal(await page.locator("#item1").inputValue(), "完善学习计划");
  assert.ok(await page.locator(".person input").first().isChecked());
});

test("without script, narrow: what is wrong is said at the field, and nothing typed is lost", async (t) => {
  const page = await open(t, { role: "党支部书记", javaScriptEnabled: false, viewport: NARROW });
  await (await openDuty(page)).way.click();
  await page.locator("#item1").fill("编好学习计划");
  await page.locator("[id='item1:due']").fill("下周");
  await page.getByRole("button", { name: "保存", exact: true }).last().click();
  assert.match(await page.locator(".faults").innerText(), /没有写主题/);
  assert.equal(await page.locator("#item1").inputValue(), "编好学习计划");
  assert.equal(await page.locator("[id='item1:due']").inputValue(), "下周");
  await page.locator("[id='f:主题']").fill("学习和讨论");
  await page.locator("[id='item1:due']").fill("2027年1月8日");
  await page.getByRole("button", { name: "先看会完成什么" }).click();
  assert.match(await page.locator("#effects").innerText(), /待办 → 已完成/);
  await page.getByRole("button", { name: "保存", exact: true }).last().click();
  await page.waitForURL(/\/records\/[0-9a-z]{26}$/);
});

test("two people correct one record: the second sees both versions, and nothing is overwritten unseen", async (t) => {
  const [one, two] = [await open(t, { role: "党支部书记" }), await open(t, { role: "党支部书记" })];
  await one.goto(`${BASE}/mine`);
  await one.locator(".side a[href^='/bodies/']").first().click();
  await one.locator("main a[href^='/records/']").first().click();
  await one.waitForURL(/\/records\//);
  const path = `${new URL(one.url()).pathname}/correct`;
  for (const page of [one, two]) await page.goto(BASE + path);
  const topic = "[id='f:主题']";
  await one.locator(topic).fill("先改的人写的主题");
  await one.getByRole("button", { name: "保存", exact: true }).last().click();
  await one.waitForURL(/\/records\/[0-9a-z]{26}$/);
  assert.match(await one.locator("main").innerText(), /更正\s*1 次/);
  await two.locator(topic).fill("后改的人写的主题");
  await two.getByRole("button", { name: "保存", exact: true }).last().click();
  await two.locator(".stale").waitFor();
  assert.match(await two.locator(".stale").innerText(), /先改的人写的主题/);
  assert.equal(await two.locator(topic).inputValue(), "后改的人写的主题");
});

test("a workbook with a bad row: preview, the good rows, and back again", async (t) => {
  const page = await open(t, { role: "机关党委" });
  await page.goto(`${BASE}/organisations`);
  const branch = (await page.locator("main a", { hasText: "支部委员会" }).first().innerText()).trim();
  await page.goto(`${BASE}/imports`);
  const bytes = workbook("三会一课台账", [
    ["支部名称", "日期", "会议类型", "主题"],
    [branch, "2026-11-03", "党课", "导入的党课"],
    [branch, "2026-02-30", "党课", "没有这一天"],
  ]);
  await page.locator("#files").setInputFiles({ name: "台账.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: bytes });
  await page.getByRole("button", { name: "上传并预览" }).click();
  await page.getByText("这是预览，还没有写入").waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, /B3/, "the cell is named");
  await page.getByRole("button", { name: "只写入好的行" }).click();
  await page.getByText("已写入。").waitFor();
  await page.goto(`${BASE}/imports`);
  await page.getByRole("link", { name: "撤回…" }).first().click();
  assert.match(await page.locator("main").innerText(), /1 条记录撤回/, "what it does is said first");
  await page.getByRole("button", { name: "确认撤回" }).click();
  await page.waitForURL(/\/imports$/);
  assert.match(await page.locator("section[aria-labelledby=past] tbody tr").first().innerText(), /已撤回/);
});

test("what one may not do says why, and whom to ask", async (t) => {
  const page = await open(t, { role: "党员" });
  await page.goto(`${BASE}/imports`);
  assert.match(await page.locator("main").innerText(), /不能/);
  await page.goto(`${BASE}/accounts`);
  assert.match(await page.locator("main").innerText(), /不能/);
});

test("a new site: the links from the window, three administrators, the first people", { skip: !process.env.JISHI_BIN && "JISHI_BIN is not set" }, async (t) => {
  const dir = join(mkdtempSync(join(tmpdir(), "jishi-new-")), "site");
  const program = process.env.JISHI_BIN;
  assert.equal(spawnSync(program, ["init", "--data", dir]).status, 0);
  const server = spawn(program, ["serve", "--data", dir, "--port", "0"]);
  t.after(() => server.kill());
  let said = "";
  const links = await new Promise((resolve, reject) => {
    server.stdout.on("data", (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/\S+\/invitations\/\S+(?=\n)/g) ?? [];
      if (found.length === 3) resolve(found);
    });
    server.on("exit", () => reject(new Error(said)));
  });
  const page = await open(t, { role: null });
  /** Both widths of what stands there now: a page that came of a form is not asked for twice. */
  const check = async (sort) => {
    for (const [name, viewport] of Object.entries({ narrow: NARROW, wide: WIDE })) {
      await page.setViewportSize(viewport);
      assert.deepEqual(await wrong(page, `${sort}-${name}`), [], sort);
    }
  };
  const root = new URL(links[0]).origin;
  await page.goto(root);
  assert.match(await page.locator("main").innerText(), /还没有设置/);
  await check("set-up-before");
  for (const [place, link] of links.entries()) {
    await page.goto(link);
    await check(`set-up-${place + 1}`);
    await page.locator("#name").fill(["钱一一", "孙二二", "周三三"][place]);
    await page.locator("#login").fill(["admin", "anquan", "shenji"][place]);
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#again").fill(PASSWORD);
    if (place === 1) await page.locator("label.pick", { hasText: "必须用" }).last().click();
    await page.getByRole("button", { name: "建好账户" }).click();
    await page.waitForURL(/\/login\?done=seat$/);
    const said = await page.locator("main").innerText();
    assert.ok(said.includes("账户建好了") && said.includes("还缺") === place < 2, said);
    await check(`set-up-${place + 1}-done`);
  }
  await page.goto(links[0]);
  assert.match(await page.locator("main").innerText(), /已经用过/);
  await check("set-up-used");
  const logIn = async (password) => {
    await page.locator("#login").fill("admin");
    await page.locator("#password").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
  };
  await page.goto(`${root}/login`);
  await logIn("不对的密码啊啊");
  assert.match(await page.locator("main").innerText(), /登录名或密码不对/);
  await check("log-in-wrong");
  await logIn(PASSWORD);
  await page.getByRole("heading", { name: "设置第二道验证" }).waitFor();
  await check("second-set-up");
  await page.locator("#code").fill(code(await page.locator(".secret").innerText()));
  await page.getByRole("button", { name: "设好，进入" }).click();
  await page.getByRole("heading", { name: "第二道验证设好了" }).waitFor();
  await check("recovery-codes");
  const recovery = await page.locator(".codes code").first().innerText();
  await page.getByRole("link", { name: "抄好了，进入" }).click();
  await page.waitForURL((url) => url.pathname !== "/login/second");
  await page.goto(`${root}/imports`);
  assert.ok(await page.locator("#files").isVisible(), "before anybody has an account, the registers can be brought in");
  await page.goto(`${root}/me`);
  await page.getByRole("button", { name: "退出这里" }).click();
  await page.waitForURL(/\/login/);
  await logIn(PASSWORD);
  await page.getByRole("heading", { name: "再输一次验证码" }).waitFor();
  await check("second");
  await page.locator("#code").fill("不是验证码");
  await page.getByRole("button", { name: "进入" }).click();
  assert.match(await page.locator("[role=alert]").innerText(), /验证码不对/);
  await check("second-wrong");
  await page.locator("#code").fill(recovery);
  await page.getByRole("button", { name: "进入" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
});
