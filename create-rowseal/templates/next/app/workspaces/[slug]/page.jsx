import { headers } from 'next/headers';
import { pageToken } from 'rowseal/pg';
import { listNotes } from '../../../lib/notes.js';
import { openedWorkspaces, publicUrl } from '../../../lib/rowseal.js';

export default async function Page({ params }) {
  const { slug } = await params;
  const request = { method: 'GET', headers: await headers() };
  const { withWorkspace, problemResponse } = await openedWorkspaces();
  try {
    const notes = await withWorkspace(pageToken(request, publicUrl), slug, listNotes);
    return (
      <ul>
        {notes.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    );
  } catch (error) {
    const refusal = problemResponse(error);
    if (!refusal) throw error;
    const { title } = await refusal.json();
    const page = /insufficient_user_authentication/.test(refusal.headers.get('www-authenticate'))
      ? 'step-up'
      : 'sign-in';
    return refusal.status === 401 ? (
      <a href={`/auth/${page}?return_to=/workspaces/${slug}`}>Sign in</a>
    ) : (
      <h1>{title}</h1>
    );
  }
}
