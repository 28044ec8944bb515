/** Says that this page was left to confirm who somebody is. */
const LEFT = 'rowseal-step-up';
/** Somebody who has just come back and is refused all the same is not sent there again and again. */
const JUST_BACK_MS = 60_000;

/**
 * Leaves the page for the hosted one on which the user confirms who they are, and which leads back here.
 *
 * @param url - of the server.
 * @returns false: nobody was sent there, or they came back to this very page by the browser's own button.
 */
export function hostedStepUp(url: string): () => Promise<boolean> {
  const opened = performance.now();
  let isBack = marked();
  return async () => {
    const { document, location } = globalThis;
    if (!document) return false;
    if (isBack && performance.now() - opened < JUST_BACK_MS) return false;
    isBack = false;
    mark();
    location.assign(`${url}/step-up?return_to=${encodeURIComponent(location.href)}`);
    return new Promise((resolve) => {
      globalThis.addEventListener('pageshow', () => resolve(false), { once: true });
    });
  };
}

/** Whether the page was left for it; once. */
function marked(): boolean {
  try {
    const found = sessionStorage.getItem(LEFT) !== null;
    sessionStorage.removeItem(LEFT);
    return found;
  } catch {
    return false;
  }
}

function mark(): void {
  try {
    sessionStorage.setItem(LEFT, '');
  } catch {
    // Without storage a page that is refused again leaves again: the hosted page is where it ends.
  }
}
