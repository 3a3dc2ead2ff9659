// Every page that a signed-in person can get to, found by following the links; and the look at each.
import { accessible, fits, picture } from './browser.mjs';

const followed = /^\/(portal|account|operator|verify|sign-in|c)(\/|$)/;
const ids = /\/(?:tpl_\w+|[a-z]{2,6}_[0-9a-z]{16,}|\d{8}T\d+-[^/]+)/g;

/** What stands for all pages of its kind: the path with its ids taken out, and the names of what is asked for. */
function shapeOf(path) {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  return pathname.replace(ids, '/one') + (searchParams.has('group') && pathname === '/portal/issue' ? '/group' : '');
}

/** Paths of one page of each kind, as their links are met; without files. */
export async function pagesFrom(page, at, ...starts) {
  const found = new Map();
  const waiting = [...starts];
  while (waiting.length > 0) {
    const path = waiting.shift();
    const shape = shapeOf(path);
    if (found.has(shape)) continue;
    found.set(shape, null);
    const answer = await page.request.get(at + path);
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`);
    if (!answer.headers()['content-type']?.startsWith('text/html') || answer.headers()['content-disposition']) continue;
    found.set(shape, path);
    for (const [, link] of (await answer.text()).matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      const { origin, pathname, search } = new URL(link.replaceAll('&amp;', '&'), at + path);
      if (origin === at && followed.test(pathname)) waiting.push(pathname + search);
    }
  }
  return [...found].filter(([, path]) => path !== null).map(([shape, path]) => ({ name: shape.slice(1).replaceAll('/', '-'), path }));
}

/** What is wrong with how a page looks, light and dark, narrow and wide; pictures are kept. */
export async function look(page, at, { name, path }) {
  const wrong = [];
  const before = page.alarms.length;
  const holds = async (what, check) => {
    try {
      await check();
    } catch (error) {
      wrong.push(`${path} ${what}: ${error.message}`);
    }
  };
  const show = async (width, colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await holds(width, () => fits(page));
  };
  await show(1280, 'light');
  await holds('opens', () => page.goto(at + path));
  await holds('light', () => accessible(page));
  await holds(1280, () => fits(page));
  await picture(page, `${name}-1280-light`);
  await show(1280, 'dark');
  // Nothing but colours is another in the dark.
  await holds('dark', () => accessible(page, { only: ['color-contrast'] }));
  await picture(page, `${name}-1280-dark`);
  await show(768, 'light');
  await show(360, 'light');
  await picture(page, `${name}-360-light`);
  return [...wrong, ...page.alarms.splice(before).map((alarm) => `${path}: ${alarm}`)];
}
