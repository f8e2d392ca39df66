import type { Credentials, KubeconfigUsers } from '../../../client/http/kubeconfig.ts';

/**
 * With which credentials the webhook at `target`, `HOST:PORT`, is called: those of the user whose name is the target; else of the
 * closest `*.DOMAIN`; at port 443 both once more without it; else of the user `*`; else of the current context. Source:
 * apiserver/pkg/util/webhook/authentication.go
 */
export function credentialsFor(
  { byName, current }: KubeconfigUsers,
  target: string,
): Credentials | undefined {
  const targets = target.endsWith(':443') ? [target, target.slice(0, -':443'.length)] : [target];
  for (const name of targets.flatMap(namesFor)) {
    const found = byName.get(name);
    if (found !== undefined) return found;
  }
  return byName.get('*') ?? current;
}

/** A host itself, then whatever lies under its domains, the closest first. */
function namesFor(target: string): readonly string[] {
  const parts = target.split('.');
  return [target, ...parts.slice(1).map((_part, index) => `*.${parts.slice(index + 1).join('.')}`)];
}
