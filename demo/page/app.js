// The demo's page: what a browser application writes itself. Who may see and change what, it does not know: it asks, and shows the answer.
import { createClient, RefusedError } from './client/index.ts';

const client = createClient();
const $ = (id) => document.getElementById(id);
/** The workspace that is shown, by its slug. */
let workspace;

/** An element with attributes, handlers and children: texts are never HTML. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function notice(text, isRefusal = false) {
  $('notice').textContent = text;
  $('notice').className = isRefusal ? 'refused' : '';
  $('notice').hidden = text === '';
}

/** What the server refuses, with its code. */
class Refused extends Error {
  constructor(message, code) {
    super(`${message} (${code})`);
  }
}

async function send(path, body) {
  const answer = await client.fetch(path, {
    method: 'POST',
    workspace,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function graphql(query, variables) {
  const { data, errors } = await send('/graphql', { query, variables });
  if (errors) throw new Refused(errors[0].message, errors[0].extensions.code);
  return data;
}

/** Does what a form or a button is for, and says what came of it. */
async function attempt(work, done) {
  try {
    await work();
    await show();
    notice(done);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof RefusedError)) throw error;
    notice(error.message, true);
  }
}

const VIEWER = '{ viewer { rowId email workspaces(first: 20) { nodes { slug name role } } } }';
const PROJECTS = `{
  workspace { members(first: 20) { nodes { rowId email } } }
  allProjects(first: 5) { nodes { rowId name
    tasks: tasksByWorkspaceIdAndProjectId(first: 10) { nodes { rowId workspaceId title
      comments: commentsByWorkspaceIdAndTaskId(first: 10) { nodes { rowId workspaceId body authorId } }
      reminders: remindersByWorkspaceIdAndTaskId(first: 5) { nodes { remindAt } }
    } }
  } }
}`;
const COMMENT = `mutation ($taskId: UUID!, $body: String!) {
  createComment(input: { comment: { taskId: $taskId, body: $body } }) { comment { rowId } }
}`;
const CHANGE = `mutation ($workspaceId: UUID!, $rowId: UUID!, $body: String!) {
  updateCommentByWorkspaceIdAndRowId(
    input: { workspaceId: $workspaceId, rowId: $rowId, commentPatch: { body: $body } }
  ) { comment { rowId } }
}`;

async function show() {
  const { viewer } = await graphql(VIEWER);
  const places = viewer.workspaces.nodes;
  workspace = places.some(({ slug }) => slug === workspace) ? workspace : places[0].slug;
  $('workspace').replaceChildren(
    ...places.map(({ slug, name, role }) => new Option(`${name} (${role})`, slug, false, slug === workspace)),
  );
  $('person').textContent = viewer.email;
  const data = await graphql(PROJECTS);
  const names = new Map(data.workspace.members.nodes.map(({ rowId, email }) => [rowId, email]));
  $('projects').replaceChildren(
    ...data.allProjects.nodes.map(({ name, tasks }) =>
      element('article', {}, element('h2', {}, name), ...tasks.nodes.map((task) => taskOf(task, names))),
    ),
  );
}

function taskOf({ rowId, title, comments, reminders }, names) {
  const reminded = reminders.nodes.map(
    ({ remindAt }) => ` · reminds you on ${new Date(remindAt).toLocaleDateString()}`,
  );
  return element(
    'section',
    {},
    element('h3', {}, title, element('small', {}, ...reminded)),
    element('ul', {}, ...comments.nodes.map((comment) => commentOf(comment, names))),
    element(
      'form',
      { onsubmit: (event) => comment(event, rowId) },
      element('input', { name: 'body', required: '', 'aria-label': `Comment on ${title}`, placeholder: 'Comment' }),
      element('button', {}, 'Add'),
    ),
  );
}

function commentOf({ rowId, workspaceId, body, authorId }, names) {
  const change = async () => {
    const data = await graphql(CHANGE, { workspaceId, rowId, body: `${body} (changed)` });
    if (!data.updateCommentByWorkspaceIdAndRowId.comment)
      throw new Refused('Only its author changes a comment', 'not_found');
  };
  return element(
    'li',
    {},
    body,
    ' ',
    element('small', {}, names.get(authorId) ?? 'somebody who has left'),
    ' ',
    element('button', { onclick: () => attempt(change, 'Changed.'), 'aria-label': `Change “${body}”` }, 'Change'),
  );
}

function comment(event, taskId) {
  event.preventDefault();
  const body = new FormData(event.target).get('body');
  return attempt(() => graphql(COMMENT, { taskId, body }), 'Added.');
}

$('workspace').addEventListener('change', () => {
  workspace = $('workspace').value;
  return attempt(async () => {}, '');
});
$('sign-out').addEventListener('click', () => client.logout());
$('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(event.target));
  return attempt(() => client.login({ email, password }), '');
});
$('invite').addEventListener('submit', (event) => {
  event.preventDefault();
  const email = new FormData(event.target).get('email');
  return attempt(async () => {
    const { code, title } = await send('/v1/invitations', { email, role: 'viewer' });
    if (code) throw new Refused(title, code);
  }, `${email} is invited: the mail is at /dev/mail.`);
});

function change({ status }) {
  const isIn = status === 'signed-in';
  $('sign-in').hidden = isIn;
  $('place').hidden = $('invite').hidden = !isIn;
  if (isIn) return attempt(async () => {}, '');
  workspace = undefined;
  $('projects').replaceChildren();
  notice('');
}
client.onChange(change);
await client.ready().then(({ status }) => status === 'signed-out' && change({ status }));
