import { describe, expect, test } from 'vitest';
import type { AuthorizationMode } from '../../reference/apiserver/authorization/authorization.ts';
import { startApi } from './api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

/** The status that a get of ConfigMaps answers with. */
async function statusFor(modes: readonly AuthorizationMode[], user: string, group: string): Promise<number> {
  const { server, environment } = await startApi({ authorizationModes: modes });
  await environment.settle();
  const peer = { user, groups: [group] };
  const { status } = await server.handle({ method: 'GET', path: configMaps, headers: {}, peer });
  await server.stop();
  return status;
}

describe('authorization modes', () => {
  test.each<[readonly AuthorizationMode[], string, string, number]>([
    [['AlwaysAllow'], 'alice', 'people', 200],
    [['AlwaysDeny'], 'alice', 'people', 403],
    [['RBAC'], 'alice', 'people', 403],
    [['AlwaysDeny', 'AlwaysAllow'], 'alice', 'people', 200],
    [['RBAC', 'AlwaysAllow'], 'alice', 'people', 200],
    [['AlwaysDeny', 'RBAC'], 'alice', 'people', 403],
    [['AlwaysDeny'], 'root', 'system:masters', 200],
    [['AlwaysDeny', 'RBAC'], 'root', 'system:masters', 200],
  ])('%j lets %s of %s have %i', async (modes, user, group, status) => {
    expect(await statusFor(modes, user, group)).toBe(status);
  });
});
