/**
 * `npx cucumber-js` works by itself: for editors, `--name`, `--fail-fast` and the rest of cucumber's habits. A profile
 * per adapter: `npx cucumber-js -p kubeconfig features/locking`. Verdicts and reports are `plimsoll run`'s.
 */
const common = {
  import: ['harness/steps/**/*.ts'],
  publish: false,
};

function profile(...adapters) {
  return { ...common, worldParameters: { adapters, seed: Number(process.env.PLIMSOLL_SEED ?? 1) } };
}

const liveServer = process.env.KUBECONFIG
  ? `kubeconfig?path=${encodeURIComponent(process.env.KUBECONFIG)}`
  : 'kubeconfig';

// eslint-disable-next-line no-restricted-exports -- cucumber takes the profile that is used without -p from here
export default profile('reference');
export const processes = profile('processes');
export const kubeconfig = profile(liveServer);
export const etcd = profile('etcd');
