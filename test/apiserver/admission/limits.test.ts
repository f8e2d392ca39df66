import { describe, expect, it } from 'vitest';
import { parseQuantity, type Quantity } from '../../../schemas/quantity.ts';
import { readAmounts } from '../../../reference/quota/amounts.ts';
import {
  tooLittle,
  tooMuch,
  tooMuchRequested,
  tooUneven,
} from '../../../reference/apiserver/admission/limits/constraints.ts';
import { at, startApi } from '../api-fixture.ts';

function bound(name: string, text: string): { name: string; quantity: Quantity } {
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw new Error(`${text} is no quantity`);
  return { name, quantity };
}

function observed(requests: object, limits: object): Parameters<typeof tooLittle>[0] {
  return { type: 'Container', requests: readAmounts(requests), limits: readAmounts(limits) };
}

describe('bounds', () => {
  it('compare thousandths, and count what is finer as one more', () => {
    expect(tooLittle(observed({ cpu: '500u' }, {}), bound('cpu', '1m'))).toBe('');
    expect(tooMuchRequested(observed({ cpu: '1000001u' }, {}), bound('cpu', '1'))).not.toBe('');
  });

  it('compare whole units where thousandths would not fit into 64 bits', () => {
    const huge = '9223372036854775807';
    expect(tooMuchRequested(observed({ storage: '8Ei' }, {}), bound('storage', huge))).toBe('');
    expect(tooLittle(observed({ storage: '1' }, {}), bound('storage', huge))).not.toBe('');
  });

  it('hold for the limit as for the request', () => {
    expect(tooLittle(observed({ cpu: '1' }, { cpu: '500m' }), bound('cpu', '1'))).toBe(
      'minimum cpu usage per Container is 1, but limit is 500m',
    );
    expect(tooMuch(observed({ cpu: '3' }, { cpu: '2' }), bound('cpu', '2'))).toBe(
      'maximum cpu usage per Container is 2, but request is 3',
    );
  });

  it('say what is missing', () => {
    expect(tooLittle(observed({}, {}), bound('cpu', '1'))).toContain('No request is specified');
    expect(tooMuch(observed({ cpu: '1' }, {}), bound('cpu', '1'))).toContain('No limit is specified');
    expect(tooUneven(observed({ cpu: '1' }, {}), bound('cpu', '1'))).toContain('no limit is specified');
  });

  it('let a ratio be exactly what is allowed', () => {
    expect(tooUneven(observed({ cpu: '2' }, { cpu: '3' }), bound('cpu', '1.5'))).toBe('');
    expect(tooUneven(observed({ cpu: '2' }, { cpu: '3001m' }), bound('cpu', '1.5'))).toContain('1.500500');
  });
});

describe('LimitRanger', () => {
  const home = '/api/v1/namespaces/default';

  it('lets the first LimitRange set a default, and the others what is left', async () => {
    const api = await startApi();
    for (const [name, limit] of [
      ['a', { default: { cpu: '1' } }],
      ['b', { default: { cpu: '2', memory: '1Gi' } }],
    ] as const) {
      const spec = { limits: [{ type: 'Container', ...limit }] };
      await api.send('POST', `${home}/limitranges`, { metadata: { name }, spec });
    }
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    const made = await api.send('POST', `${home}/pods`, { metadata: { name: 'web' }, spec });
    expect(at(made.body, 'spec', 'containers', 0, 'resources')).toEqual({
      limits: { cpu: '1', memory: '1Gi' },
      requests: { cpu: '1', memory: '1Gi' },
    });
    await api.server.stop();
  });

  it('lets what is on its way out be changed', async () => {
    const api = await startApi();
    const claim = {
      metadata: { name: 'data', finalizers: ['example.com/keep'] },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
    };
    await api.send('POST', `${home}/persistentvolumeclaims`, claim);
    await api.send('POST', `${home}/limitranges`, {
      metadata: { name: 'sizes' },
      spec: { limits: [{ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }] },
    });
    const path = `${home}/persistentvolumeclaims/data`;
    const change = { metadata: { labels: { colour: 'red' } } };
    expect((await api.patch(path, 'merge', change)).status).toBe(403);
    await api.send('DELETE', path);
    expect((await api.patch(path, 'merge', change)).status).toBe(200);
    await api.server.stop();
  });
});
