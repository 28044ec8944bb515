/** What a person answers on the pages of a sign-in. */
export interface Answers {
  email: string;
  password: string;
  /** On the consent page; left out: allow. */
  decision?: 'allow' | 'deny';
  /** Name of the workspace to choose where there is a choice. */
  workspace?: string;
}

/** A page, as a browser has it. */
export interface Page {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string) => text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name] ?? '');
const attribute = (tag: string, name: string) => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
};

/**
 * A browser without scripts: keeps cookies of one server, follows redirects and refreshes, sends forms. Cookies are sent by hand: they are
 * Secure, and browsers take http://localhost for secure.
 *
 * @param origin - the server's.
 */
export function openBrowser(origin: string) {
  const cookies = new Map<string, string>();

  async function request(url: string, form?: Record<string, string>): Promise<Page> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { origin, 'sec-fetch-site': 'same-origin' } : {}),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Follows redirects and refreshes within the server; a page that has neither, or leads elsewhere, is where it ends. */
  async function follow(page: Page): Promise<Page> {
    const refresh = /<meta http-equiv="refresh" content="\d+; ?url=([^"]+)"/.exec(page.text)?.[1];
    const next = page.headers.get('location') ?? (refresh === undefined ? undefined : unescaped(refresh));
    if (!next) return page;
    const url = new URL(next, page.url);
    return url.origin === origin ? follow(await request(url.href)) : page;
  }

  const open = async (url: string) => follow(await request(url));

  /** Sends the form of a page that goes to an address. */
  async function submit(page: Page, action: string, fields: Record<string, string>): Promise<Page> {
    const form = [...page.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].find(
      ([text]) => attribute(text, 'action') === action,
    );
    if (!form) throw new Error(`no form goes to ${action} on ${page.url}: ${page.status} ${page.text}`);
    const hidden = [...form[0].matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? ''] as const,
    );
    return follow(await request(new URL(action, page.url).href, { ...Object.fromEntries(hidden), ...fields }));
  }

  const shows = (page: Page, action: string) => page.text.includes(`action="${action}"`);

  /** The workspace of a name, among those that a consent page offers. */
  function workspaceOn(page: Page, name: string | undefined): Record<string, string> {
    const radios = [
      ...page.text.matchAll(/<input type="radio" name="workspace" value="([^"]+)"[^>]*> <span>([^<]*?) </g),
    ];
    const chosen = radios.find(([, , label]) => label === name)?.[1];
    return chosen === undefined ? {} : { workspace: chosen };
  }

  async function answer(page: Page, { email, password, decision = 'allow', workspace }: Answers): Promise<Page> {
    const signedIn = shows(page, '/sign-in') ? await submit(page, '/sign-in', { email, password }) : page;
    return shows(signedIn, '/consent')
      ? submit(signedIn, '/consent', { decision, ...workspaceOn(signedIn, workspace) })
      : signedIn;
  }

  return {
    cookies,
    request,
    follow,
    open,
    submit,
    /**
     * Goes where an application sends a person, and answers what is asked.
     *
     * @param url - of the authorization endpoint.
     * @param answers - the person's.
     * @returns where the browser is sent in the end.
     */
    authorize: async (url: string, answers: Answers): Promise<URL> => {
      const last = await answer(await open(url), answers);
      const location = last.headers.get('location');
      if (location === null) throw new Error(`stuck at ${last.url}: ${last.status} ${last.text}`);
      return new URL(location);
    },
  };
}

/** A browser of a test. */
export type Browser = ReturnType<typeof openBrowser>;
