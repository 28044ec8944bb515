// Graphile's libraries read this when they are first imported: in development they print errors, with values, to the console.
process.env['GRAPHILE_ENV'] ??= 'production';
