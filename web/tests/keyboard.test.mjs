// A meeting recorded by the keyboard alone: no mouse, no focus set by a program, no field filled but by typing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, NARROW, WIDE, useBrowser } from "./browser.mjs";

const open = useBrowser();

/** Meetings that settle a duty by being held; the other tests take the rest of them. */
const MEETINGS = ["主题党日", "支部党员大会", "党课", "支部委员会会议"];

/** What has the focus: its words, and whether one sees that it has it. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const says = element.labels?.[0] ?? element;
    const looks = (e) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(e);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    // A ticked name is drawn by the text beside its box.
    const drawn = [element, element.nextElementSibling].filter(Boolean).find(looks);
    const box = (drawn ?? element).getBoundingClientRect();
    return {
      tag: element.tagName, id: element.id, name: element.name ?? "", text: (element.getAttribute("aria-label") ?? says.textContent).trim(),
      seen: Boolean(drawn), inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
  });
}

/** The ten fingers: every press is counted, and at every stop the focus must be seen. */
function keyboard(page) {
  const hand = { presses: 0 };
  hand.at = async () => {
    const at = await focused(page);
    assert.ok(at.tag !== "BODY", "the focus is lost");
    assert.ok(at.seen && at.inside, `the focus on ${at.tag} ${at.text.slice(0, 20)} is not seen`);
    return at;
  };
  hand.press = async (key) => {
    hand.presses += 1;
    await page.keyboard.press(key);
  };
  /** Goes on with `key` until the stop that is wanted, in at most so many presses. */
  hand.to = async (what, wanted, most, key = "Tab") => {
    for (let press = 1; press <= most; press++) {
      await hand.press(key);
      const at = await hand.at();
      if (wanted(at)) return at;
    }
    assert.fail(`${what} is more than ${most} presses away`);
  };
  hand.type = (text) => page.keyboard.type(text);
  return hand;
}

/** A meeting that the branch still owes, by the first screen. */
async function owed(page) {
  for (const name of MEETINGS) {
    const duty = page.locator(".duty:not(.late):not(.soft)").filter({ has: page.locator("h3", { hasText: name }) });
    if (await duty.locator("a[href*='/records/new?kind=']").count()) return name;
  }
  return assert.fail("the branch has no meeting left to hold");
}

for (const [width, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
  test(`a meeting is recorded by keyboard alone, ${width}`, async (t) => {
    const page = await open(t, { role: null, viewport });
    const hand = keyboard(page);
    await page.goto(`${BASE}/`);
    await page.waitForURL(/\/login/);
    await hand.to("the door", (at) => at.text === "以党支部书记进入", 4);
    await hand.press("Enter");
    await page.waitForURL(/\/mine/);

    const meeting = await owed(page);
    const skip = await hand.to("the skip link", (at) => at.text === "跳到正文", 1);
    assert.ok(skip);
    await hand.press("Enter");
    await hand.to("记一次会议", (at) => at.text === "记一次会议", 2);
    await hand.press("Enter");
    await page.waitForURL(/\/records\/new/);

    // Kind: the form begins there.
    let at = await hand.at();
    assert.equal(at.name, "kind", "the form begins with the kind");
    if (at.text !== meeting) at = await hand.to(meeting, (at) => at.name === "kind" && at.text === meeting, 6);
    await hand.press("Space");
    await page.locator("#effects", { hasText: "待办 → 已完成" }).waitFor();
    assert.equal((await hand.at()).text, meeting, "the preview leaves the focus where it was");

    // Date: today is there; one part of it goes up and down again.
    await hand.to("the date", (at) => at.id === "date", 8);
    const today = await page.locator("#date").inputValue();
    await hand.press("ArrowUp");
    await hand.press("ArrowDown");
    assert.equal(await page.locator("#date").inputValue(), today);

    // Topic.
    await hand.to("the topic", (at) => at.id === "f:主题", 6);
    await hand.type(`${meeting}，学习和讨论`);

    // Who was not there.
    const absent = await hand.to("the first name", (at) => at.name === "absent", 4);
    await hand.press("Space");
    await page.locator("#attendance", { hasText: /应到 (\d+)，实到 (?!\1)\d+/ }).waitFor();
    assert.equal((await hand.at()).id, absent.id, "a tick leaves the focus where it was");
    assert.match((await hand.at()).text, /没来/);

    // What was decided, by whom, until when.
    await hand.to("what was decided", (at) => at.id === "item1", 60);
    await hand.type("完善学习计划");
    await hand.to("by whom", (at) => at.id === "item1:owner", 1);
    await hand.press("ArrowDown");
    await page.locator("#effects", { hasText: "议定事项 1 项" }).waitFor();
    assert.equal((await hand.at()).id, "item1:owner");
    assert.notEqual(await page.locator("[id='item1:owner']").inputValue(), "");
    await hand.to("until when", (at) => at.id === "item1:due", 1);
    await hand.type("2027-01-15");

    // What it settles is told; then it is saved.
    const save = await hand.to("保存", (at) => at.text === "保存", 4);
    assert.equal(save.tag, "BUTTON");
    await page.locator("#effects", { hasText: "待办 → 已完成" }).waitFor();
    await hand.to("先看会完成什么", (at) => at.text === "先看会完成什么", 1);
    await hand.to("保存, backwards", (at) => at.text === "保存", 1, "Shift+Tab");
    await hand.press("Enter");
    await page.waitForURL(/\/records\/[0-9a-z]{26}$/);
    assert.ok(await page.locator("tr", { hasText: meeting }).filter({ hasText: "已完成" }).count(), "the duty has turned");
    assert.ok(hand.presses <= 75, `${hand.presses} presses`);
    assert.deepEqual(page.complaints, []);
  });
}
