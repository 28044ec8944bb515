/** Opens Rowseal when the server starts, with its worker, and not with the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { rowseal } = await import('./lib/rowseal.js');
  await rowseal.ready();
}
