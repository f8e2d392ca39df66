import { openIdPaths } from '../authentication/openid-metadata.ts';
import { createOpenApi } from '../openapi/open-api.ts';
import type { PathHandler } from '../pipeline/router.ts';
import { createDiscovery, type DiscoveryOptions } from './discovery.ts';
import { healthAnswer, type HealthCheck } from './health.ts';
import { jsonAnswer, methodRefusal } from './json-answer.ts';
import type { KubernetesVersion } from '../legacy-version.ts';
import { versionDocument } from './version.ts';

export interface PathHandlerOptions extends DiscoveryOptions {
  readonly healthChecks: readonly HealthCheck[];
  /** What `/version` says; absent: the version that is implemented. */
  readonly kubernetesVersion?: KubernetesVersion | undefined;
}

/** Everything that an API server answers beside its resources: discovery, version, health, OpenAPI, the list of paths. */
export function createPathHandlers(options: PathHandlerOptions): readonly PathHandler[] {
  const discovery = createDiscovery(options);
  const openApi = createOpenApi(options.resources);
  return [
    async (request, { path }) => discovery(request, path),
    async (request, { path }) =>
      path === '/version' || path === '/version/'
        ? (methodRefusal(request) ?? jsonAnswer(versionDocument(options.kubernetesVersion)))
        : undefined,
    async (request, path) => healthAnswer(request, path, options.healthChecks),
    openApi,
    async (request, { path }) =>
      path === '/' ? (methodRefusal(request) ?? jsonAnswer({ paths: servedPaths(options) })) : undefined,
  ];
}

function servedPaths(options: PathHandlerOptions): readonly string[] {
  const groupPaths = options.resources().flatMap(({ group, version }) => {
    return group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`];
  });
  const health = ['/healthz', '/livez', '/readyz'].flatMap((endpoint) => [
    endpoint,
    ...options.healthChecks
      .filter(({ endpoints }) => endpoints?.some((each) => `/${each}` === endpoint) ?? true)
      .map(({ name }) => `${endpoint}/${name}`),
  ]);
  return [
    ...new Set([
      '/api',
      '/apis',
      '/metrics',
      '/openapi/v2',
      '/openapi/v3',
      '/version',
      ...openIdPaths,
      ...groupPaths,
      ...health,
    ]),
  ].sort();
}
