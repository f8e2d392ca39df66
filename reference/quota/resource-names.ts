/** Without a domain of its own, or below `kubernetes.io`: what Kubernetes itself names. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A resource that somebody else named and that pods can ask for, such as `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.');
}
