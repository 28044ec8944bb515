import { bearerToken } from 'rowseal/pg';
import { openedWorkspaces } from '../../../../lib/rowseal.js';

export async function GET(request, { params }) {
  const { withWorkspace, problemResponse } = await openedWorkspaces();
  const { slug } = await params;
  try {
    const token = bearerToken(request.headers.get('authorization'));
    const { rows } = await withWorkspace(token, slug, (tx) =>
      tx.query('select id, title from app.notes order by created_at desc limit 20'),
    );
    return Response.json(rows);
  } catch (error) {
    const refusal = problemResponse(error);
    if (!refusal) throw error;
    return refusal;
  }
}
