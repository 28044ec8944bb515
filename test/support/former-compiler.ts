// node --import: what asks for TypeScript gets that of test/typed-client, as in a project that has not the checkout's own, which has no interface for programs.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const parentURL = pathToFileURL(`${import.meta.dirname}/../typed-client/package.json`).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' ? next(specifier, { ...context, parentURL }) : next(specifier, context),
});
