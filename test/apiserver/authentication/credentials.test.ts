import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn, Rejected, type Opinion } from '../../../reference/apiserver/authentication/authenticator.ts';
import {
  parsePasswordFile,
  parseTokenFile,
} from '../../../reference/apiserver/authentication/credential-file.ts';
import { parseCsv } from '../../../reference/apiserver/authentication/csv.ts';
import { startApi } from '../api-fixture.ts';

const asked = { audiences: [], annotations: new Map<string, string>() };

describe('Several authenticators', () => {
  const opinions = fc.array(fc.constantFrom('knows nothing', 'rejects', 'recognises'));

  it('are asked in turn: the first that recognises counts, whatever others reject', async () => {
    await fc.assert(
      fc.asyncProperty(opinions, async (kinds) => {
        const asks: number[] = [];
        const one = (kind: string, index: number): Opinion => {
          asks.push(index);
          if (kind === 'knows nothing') return undefined;
          return kind === 'rejects'
            ? new Rejected(`wrong ${index}`)
            : { identity: { user: `user ${index}`, groups: [] } };
        };
        const opinion = await inTurn(kinds.map((kind, index) => () => one(kind, index)))('x', asked);
        const first = kinds.indexOf('recognises');
        const rejects = kinds.flatMap((kind, index) => (kind === 'rejects' ? [`wrong ${index}`] : []));
        expect(asks).toEqual(kinds.slice(0, first < 0 ? kinds.length : first + 1).map((_, index) => index));
        if (first >= 0) expect(opinion).toEqual({ identity: { user: `user ${first}`, groups: [] } });
        else if (rejects.length === 0) expect(opinion).toBeUndefined();
        else expect((opinion as Rejected).reason).toContain(rejects.join(', '));
      }),
    );
  });
});

describe('Comma-separated values', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', 'ä') });
  const record = fc
    .array(field, { minLength: 1, maxLength: 4 })
    .filter((fields) => fields.length > 1 || fields[0] !== '');
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(record), fc.boolean(), (records, endsWithBreak) => {
        const text = records
          .map((fields) => fields.map((entry) => (/^[ab ä]*$/.test(entry) ? entry : quoted(entry))).join(','))
          .join('\n');
        expect(parseCsv(endsWithBreak ? `${text}\n` : text).map(({ fields }) => fields)).toEqual(records);
      }),
    );
  });

  it.each(['a"b,c', '"a', '"a"b,c'])('that are not well formed are an error: %s', (text) => {
    expect(() => parseCsv(text)).toThrow(/^line 1: /);
  });

  it('pass over empty lines and count them', () => {
    expect(parseCsv('\r\na,b\r\n\r\n')).toEqual([{ line: 2, fields: ['a', 'b'] }]);
    expect(parseCsv('"a\n",b\nc').map(({ line }) => line)).toEqual([1, 3]);
    expect(() => parseCsv('a\n\nb"')).toThrow(/^line 3: /);
  });
});

describe('A file of tokens', () => {
  it('knows uid and groups, and the last of two with one token', () => {
    const warnings: string[] = [];
    const tokens = parseTokenFile('t1,alice,1,"a,b"\nt1,bob,2\n\n,nobody,3\n', (text) => warnings.push(text));
    expect(warnings).toEqual([
      'the token on line 2 stands on an earlier line too: the later one holds',
      'line 4 has an empty token and is passed over',
    ]);
    expect([...tokens.entries()]).toEqual([
      ['t1', { secret: 't1', identity: { user: 'bob', uid: '2', groups: [] } }],
    ]);
  });

  it('with too few columns is an error that does not tell the token', () => {
    expect(() => parseTokenFile('secret,alice\n')).toThrow(
      'line 1: at least 3 columns are needed (token, user, uid), there are 2',
    );
    expect(() => parsePasswordFile('secret\n')).toThrow('(password, user, uid), there are 1');
  });
});

describe('Credentials', () => {
  const token = 'only-i-know-this';

  it('are nowhere in answers, in the trace, and in the annotations of the audit log', async () => {
    const seen: string[] = [];
    const api = await startApi({
      authorizationModes: ['RBAC'],
      authentication: { tokens: parseTokenFile(`${token},alice,1\n`) },
      filters: {
        beforeAuthentication: [
          async (underway, next) => {
            const answer = await next();
            seen.push(JSON.stringify([...underway.annotations]), JSON.stringify(underway.identity));
            return answer;
          },
        ],
      },
    });
    for (const shown of [token, `${token}x`, `eyJhbGciOiJub25lIn0.${token}.`]) {
      const headers = { authorization: `Bearer ${shown}` };
      const answers = [
        await api.send('GET', '/api/v1/secrets', undefined, headers),
        await api.send('POST', '/api/v1/namespaces/default/configmaps', 'no json', headers),
      ];
      for (const { text, headers: said } of answers) seen.push(text, JSON.stringify(said));
    }
    seen.push(JSON.stringify(api.environment.trace.events));
    expect(seen.join('\n')).not.toContain(token);
    expect(seen.join('\n')).toContain('User \\"alice\\" cannot list resource');
  });
});
