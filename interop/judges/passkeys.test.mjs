// A real browser with a virtual authenticator (Chrome DevTools Protocol, WebAuthn domain): a passkey is added, signs in without a
// password, is named and removed; one of another account opens nothing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { start } from '../support/vidimus.mjs';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
