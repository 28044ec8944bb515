/** Rowseal reads its SQL from files, and is not bundled. */
export default { serverExternalPackages: ['rowseal'] };
