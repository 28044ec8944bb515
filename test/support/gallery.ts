import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { readTree, treeFaults } from './accessibility-tree.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../test-results/pages');
// All of them, and pictures, with ROWSEAL_LONG=1 (npm run test:long); otherwise each page on a telephone, in light or dark by turns.
const LONG = process.env['ROWSEAL_LONG'] === '1';
const WIDTHS: readonly number[] = LONG ? [320, 768, 1280] : [320];
/** In both of which a page must do. */
export const SCHEMES = ['light', 'dark'] as const;
let inspected = 0;

/** How far a page is wider than its window, what is smaller than a finger, and what text has no room. */
const MEASURE = `(() => {
  const targets = [...document.querySelectorAll('button, .button, .field input, select, summary, fieldset label, .ways a')];
  return {
    sideways: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    squeezed: [...document.querySelectorAll('p, label, legend, span, li')]
      .filter((each) => each.innerText.length > 20 && each.offsetWidth > 0 && each.offsetWidth < 80)
      .map((each) => each.outerHTML),
    small: targets.filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML),
  };
})()`;

const AXE = `axe.run(document).then(({ violations, incomplete }) => ({
  violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
  uncertain: incomplete.map(({ id }) => id),
}))`;

/**
 * Looks at a page in light and dark, from a telephone to a desktop: axe-core must find nothing, nothing may need scrolling sideways, and what
 * is to be touched must be large enough. Its accessibility tree must name, order and announce what is there. Keeps a picture of each with
 * ROWSEAL_LONG=1.
 *
 * @param page - as it is.
 * @param name - of the pictures.
 * @param widths - of the window, in pixels.
 * @param schemes - to look at it in.
 */
export async function inspect(
  page: Page,
  name: string,
  widths = WIDTHS,
  schemes: readonly ('light' | 'dark')[] = LONG ? SCHEMES : SCHEMES.slice(inspected++ % 2).slice(0, 1),
): Promise<void> {
  if (LONG) await mkdir(FOLDER, { recursive: true });
  expect(treeFaults(await readTree(page)), `${name}, as it is heard`).toEqual([]);
  await page.evaluate(axe.source);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 720 });
      expect(await page.evaluate(MEASURE), `${name} at ${width} px`).toEqual({ sideways: 0, squeezed: [], small: [] });
      const picture = path.join(FOLDER, `${name}-${width}-${colorScheme}.png`);
      if (LONG) await page.screenshot({ path: picture, fullPage: true });
    }
    expect(await page.evaluate(AXE), `${name}, ${colorScheme}`).toEqual({ violations: [], uncertain: [] });
  }
  await page.emulateMedia({ colorScheme: null });
}
