import type { CDPSession, Page } from 'playwright-core';

/** What a screen reader is given for one element. */
interface TreeNode {
  role: string;
  name: string;
  /** What is read after the name: a hint, or what is wrong with the field. */
  description: string;
  properties: ReadonlyMap<string, unknown>;
  children: TreeNode[];
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** What has to have a name even where no key leads to it. */
const CONTROLS = new Set([
  'button',
  'checkbox',
  'combobox',
  'image',
  'link',
  'listbox',
  'option',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'textbox',
]);
/** What gathers others, and has to say what. */
const GROUPS = new Set(['group', 'navigation', 'radiogroup', 'region']);
const LANDMARKS = new Set(['banner', 'contentinfo', 'main', 'navigation', 'region']);

/**
 * Reads the accessibility tree of a page, as Chromium hands it to screen readers (Accessibility.getFullAXTree of its DevTools protocol).
 *
 * @param page - as it is.
 * @returns the root, with what is not ignored below it, in the order of the document.
 */
export async function readTree(page: Page): Promise<TreeNode> {
  let session = sessions.get(page);
  if (!session) {
    session = page.context().newCDPSession(page);
    sessions.set(page, session);
  }
  const { nodes } = await (await session).send('Accessibility.getFullAXTree');
  const known = new Map(nodes.map((node) => [node.nodeId, node]));
  const below = (ids: readonly string[] = []): TreeNode[] =>
    ids.flatMap((id) => {
      const node = known.get(id);
      if (!node) return [];
      const children = below(node.childIds);
      if (node.ignored) return children;
      return {
        role: String(node.role?.value ?? ''),
        name: String(node.name?.value ?? '').trim(),
        description: String(node.description?.value ?? '').trim(),
        properties: new Map(node.properties?.map(({ name, value }) => [name, value.value])),
        children,
      };
    });
  const [root] = below(nodes[0] ? [nodes[0].nodeId] : []);
  if (!root) throw new Error('the page has no accessibility tree');
  return root;
}

/**
 * What somebody who hears a page would miss.
 *
 * @param root - of its accessibility tree.
 * @returns a sentence for each fault; none: it does.
 */
export function treeFaults(root: TreeNode): string[] {
  const all = [...withAncestors(root, [])];
  const of = (role: string) => all.flatMap(({ node }) => (node.role === role ? node : []));
  const isControl = ({ role, properties }: TreeNode) =>
    CONTROLS.has(role) || (role !== 'RootWebArea' && properties.get('focusable') === true);
  const controls = all.filter(({ node }) => isControl(node));
  // What opens and closes is named by what opens it.
  const gathering = all.flatMap(({ node }) =>
    GROUPS.has(node.role) && node.children[0]?.role !== 'DisclosureTriangle' ? node : [],
  );
  const outside = controls.filter(({ ancestors }) => !ancestors.some(({ role }) => LANDMARKS.has(role)));
  return [
    ...(root.name === '' ? ['the page has no title'] : []),
    ...['main', 'banner'].flatMap((role) => (of(role).length === 1 ? [] : `${of(role).length} landmarks are ${role}`)),
    ...headingFaults(of('heading')),
    ...controls.flatMap(({ node }) => (node.name === '' ? `a ${node.role} has no name` : [])),
    ...controls.flatMap(({ node }) => (node.role === 'generic' ? `${node.name} takes the focus, and is nothing` : [])),
    ...outside.map(({ node }) => `${node.role} ${node.name} is in no landmark`),
    ...gathering.flatMap(({ role, name }) => (name === '' ? `a ${role} has no name` : [])),
    ...repeated(gathering).map((each) => `${each} is there twice`),
    ...all.flatMap(({ node }) =>
      isInvalid(node) && node.description === '' ? `${node.name} does not say its error` : [],
    ),
    ...(root.name.startsWith('Error: ') && !of('alert').some(speaks) ? ['the error is announced nowhere'] : []),
    ...of('status').flatMap((node) => (speaks(node) ? [] : 'a status says nothing')),
  ];
}

function* withAncestors(node: TreeNode, ancestors: TreeNode[]): Generator<{ node: TreeNode; ancestors: TreeNode[] }> {
  yield { node, ancestors };
  for (const child of node.children) yield* withAncestors(child, [...ancestors, node]);
}

function headingFaults(headings: TreeNode[]): string[] {
  const levels = headings.map(({ properties }) => Number(properties.get('level')));
  const first = levels.filter((level) => level === 1).length;
  return [
    ...(first === 1 ? [] : [`${first} headings are of level 1`]),
    ...levels.flatMap((level, i) =>
      level > (levels[i - 1] ?? 0) + 1 ? `a heading of level ${level} comes too early` : [],
    ),
    ...headings.flatMap(({ name }) => (name === '' ? ['a heading is empty'] : [])),
  ];
}

const isInvalid = ({ properties }: TreeNode) => !['false', undefined].includes(properties.get('invalid') as string);

/** Whether it is read when it appears. */
const speaks = (node: TreeNode) =>
  ['polite', 'assertive'].includes(String(node.properties.get('live'))) &&
  [...withAncestors(node, [])].some(({ node: { role, name } }) => role === 'StaticText' && name !== '');

function repeated(nodes: TreeNode[]): string[] {
  const names = nodes.map(({ role, name }) => `${role} ${name}`);
  return names.filter((name, i) => names.indexOf(name) < i);
}
