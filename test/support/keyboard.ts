import type { Page } from 'playwright-core';

/** What has the focus, as a screen reader calls it. Where a page gives it to something, it does so as it draws itself for the first time. */
export const FOCUSED = `(async () => {
  const drawn = () => new Promise(requestAnimationFrame);
  if (document.activeElement === document.body && document.querySelector('[autofocus]')) await drawn().then(drawn);
  const { activeElement: it } = document;
  return (it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText ?? '').trim();
})()`;

/**
 * Presses Tab until something has the focus.
 *
 * @param page - with a keyboard and nothing else.
 * @param name - as a screen reader calls it.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 80; i++) {
    seen.push(await page.evaluate<string>(FOCUSED));
    if (typeof name === 'string' ? seen.at(-1) === name : name.test(seen.at(-1) ?? '')) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never leads to ${name}, but to: ${seen.join(', ')}`);
}

/**
 * Goes to a link or a button, and follows it.
 *
 * @param page - the next one has loaded when this is done.
 * @param name - of the link or the button.
 */
export async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/**
 * Goes to a field, and types in the place of what stands there.
 *
 * @param page - with the field.
 * @param name - of the field.
 * @param text - at once, as it is pasted, but for its first letter: each key is five messages and a picture of the page.
 */
export async function type(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text.slice(0, 1));
  await page.keyboard.insertText(text.slice(1));
}

/**
 * Goes to a box, and ticks it or takes the tick away.
 *
 * @param page - with the box.
 * @param name - of the box.
 */
export async function tick(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Space');
}
