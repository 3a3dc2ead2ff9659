// Drawn pages: qpdf finds the PDF whole, pdftotext and jsqr read back what is on it, and Chromium shows the same page as SVG.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import jsqr from 'jsqr';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { done, liveKey, url } from '../support/vidimus.mjs';

const run = (program, ...args) => execFileSync(program, args, { timeout: 60_000, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const has = (program) => { try { execFileSync('sh', ['-c', `command -v ${program}`]); return true; } catch { return false; } };
const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = [...['qpdf', 'pdftotext', 'pdftoppm'].filter((p) => !has(p)), ...(existsSync(browser) ? [] : ['chromium'])];
const skip = missing.length > 0 && process.env.CI !== 'true' ? `not installed: ${missing.join(', ')}` : false;
const names = { latin: 'Ada Example', arabic: 'محمد المثال', devanagari: 'क्षत्रिय प्रज्ञा' };

const read = (png) => {
  const { data, width, height } = PNG.sync.read(png);
  return jsqr.default ? jsqr.default(new Uint8ClampedArray(data), width, height)?.data : jsqr(new Uint8ClampedArray(data), width, height)?.data;
};

const file = async (path) => {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${liveKey}` } });
  assert.equal(answer.status, 200, `${path}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
};

describe('drawn pages of each shipped template', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidimus-pages-'));
  let page, chrome;
  before(async () => {
    chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] });
    page = await chrome.newPage({ viewport: { width: 1200, height: 1700 } });
  });
  after(async () => {
    await chrome?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const template of ['tpl_classic', 'tpl_modern', 'tpl_academic', 'tpl_badge'])
    test(`${template}: whole, readable, and its code leads to the verify page`, async () => {
      const group = await done('POST', '/v1/groups', { body: { name: 'Safety Training', templateId: template } });
      for (const [script, name] of Object.entries(names)) {
        const { id, verifyUrl } = await done('POST', '/v1/credentials', { body: { groupId: group.id, recipient: { name } } });
        const pdf = join(folder, `${template}-${script}.pdf`);
        writeFileSync(pdf, await file(`/v1/credentials/${id}/document?form=pdf`));
        run('qpdf', '--check', pdf);
        assert.ok(run('pdftotext', '-layout', pdf, '-').includes(name), `${name} is not found in ${template}`);
        assert.equal(JSON.parse(run('qpdf', '--show-attachment=credential.json', pdf)).id, verifyUrl);
        run('pdftoppm', '-r', '150', '-png', '-singlefile', pdf, pdf);
        assert.equal(read(readFileSync(`${pdf}.png`)), verifyUrl, 'the code in the PDF');
        if (script !== 'latin') continue;
        assert.equal(read(await file(`/v1/credentials/${id}/document?form=page-png`)), verifyUrl, 'the code in the PNG');
        const svg = (await file(`/v1/credentials/${id}/document?form=page-svg`)).toString('base64');
        await page.setContent(`<img width="1100" src="data:image/svg+xml;base64,${svg}">`);
        await page.waitForFunction(() => document.images[0].complete && document.images[0].naturalWidth > 0);
        assert.equal(read(await page.screenshot({ fullPage: true })), verifyUrl, 'the code in the browser');
      }
    });
});
