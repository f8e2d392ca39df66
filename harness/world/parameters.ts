/**
 * Cucumber's world parameters: how the command line tells the support code what to test. Editors and `npx cucumber-js`
 * give the same through `cucumber.js` profiles.
 */
export interface WorldParameters {
  /** Adapter specifications, stacked: the first that has a port serves it. `kubeconfig?path=config`. */
  readonly adapters: readonly string[];
  readonly seed: number;
  /** To which versions of Kubernetes requirements apply, by id; those without a range are left out. */
  readonly ranges?: Readonly<Record<string, string>>;
  /** So long scenarios may wait for a real clock at a time, in milliseconds; absent: 45 s. */
  readonly patienceMs?: number;
  /** Id of the saboteur that stands in front of the adapters in this run. */
  readonly saboteur?: string;
}
