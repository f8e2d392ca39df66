import { registerHooks } from 'node:module';

/** Lets Node load packages that were published for bundlers: imports without an ending, folders for their index. */
registerHooks({
  resolve: (specifier, context, next) => {
    if (!specifier.startsWith('.') || context.parentURL?.includes('/node_modules/') !== true) {
      return next(specifier, context);
    }
    for (const ending of ['', '.js', '/index.js']) {
      try {
        return next(specifier + ending, context);
      } catch {
        // The next ending may fit; the last attempt below gives the error.
      }
    }
    return next(specifier, context);
  },
});
