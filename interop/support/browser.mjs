// What judges in a real browser share: Chromium, pages that raise an alarm when anything of a stranger's runs, axe, and pictures.
import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { url } from './vidimus.mjs';

export const widths = [360, 768, 1280];
const screenshots = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'artifacts/screenshots');
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser's program, by name on the path; undefined when there is none. */
export const program = process.env.VIDIMUS_BROWSER ?? names.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))).find(isProgram);

/** For a suite's `skip`: the reason why there is no browser; never in CI, where a missing one is a failure. */
export const skip = program || process.env.CI ? false : `no browser: none of ${names.join(', ')} is installed`;

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser of its own, with further switches; close it when done. */
export function openBrowser(...switches) {
  assert.ok(program, `There is no browser: install one of ${names.join(', ')}`);
  // A container has no user namespaces for the sandbox, and little shared memory.
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', ...switches] });
}

/**
 * A page in a context of its own. `page.alarms` lists what must never happen: a call of `alarm()` by a script that somebody
 * smuggled in, a dialog, an uncaught error, anything the content security policy stopped, a request to another place than `at`.
 * `quiet(page)` says that there is nothing in it.
 */
export async function openPage(browser, { width = 1280, scheme = 'light', scripts = true, language = 'en', permissions = [], at = url, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: scripts, locale: language, permissions, ignoreHTTPSErrors: true, reducedMotion: 'reduce', ...more,
  });
  const alarms = [];
  await context.exposeBinding('alarm', (_, what) => alarms.push(`alarm: ${what}`));
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('pageerror', (error) => alarms.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions policy|Refused to|Mixed Content/i.test(message.text())) alarms.push(`policy: ${message.text()}`);
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (/^(https?|wss?|ftp):$/.test(asked.protocol) && asked.origin !== new URL(at).origin) alarms.push(`request: ${request.url()}`);
  });
  return Object.assign(page, { alarms });
}

/** Nothing that must not happen has happened on this page so far. */
export function quiet(page) {
  assert.deepEqual(page.alarms, []);
}

/** axe finds nothing serious or critical on the page as it stands. */
export async function accessible(page, { except = [], only } = {}) {
  // Put in by the debugger, which no content security policy stops.
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], rules: Object.fromEntries(except.map((rule) => [rule, { enabled: false }])), ...(only && { runOnly: only }) };
  const { violations } = await page.evaluate((given) => globalThis.axe.run(document, given), options);
  const bad = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(bad.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`).join('; ')}`), []);
}

/** Nothing sticks out to the side: the page is no wider than the window. */
export async function fits(page) {
  const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: document.documentElement.clientWidth }));
  assert.ok(wide <= window, `The page is ${wide} wide in a window of ${window}`);
}

/** Keeps a picture of the whole page in artifacts/screenshots. */
export async function picture(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/** The page as it stands at every width, light and dark: it fits, axe finds nothing serious, and a picture is kept of each. */
export async function looksGood(page, name, options) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await fits(page);
      await picture(page, `${name}-${width}-${scheme}`);
      if (width !== 768) await accessible(page, options);
    }
  }
}
