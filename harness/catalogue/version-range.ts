/** Kubernetes minor versions such as `1.32`, compared number by number. */
function compareVersions(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

/** Whether a version lies in a range such as `>=1.16 <1.24`; every comparison must hold. */
export function versionInRange(version: string, range: string): boolean {
  return range.split(' ').every((part) => {
    const [, operator = '=', bound = ''] = /^([<>]=?|=)(.+)$/.exec(part) ?? [];
    const order = compareVersions(version, bound);
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    if (operator === '>') return order > 0;
    if (operator === '>=') return order >= 0;
    return order === 0;
  });
}

/** The first of the versions that lies in all ranges. */
export function versionWithin(versions: readonly string[], ranges: readonly string[]): string | undefined {
  return versions.find((version) => ranges.every((range) => versionInRange(version, range)));
}
