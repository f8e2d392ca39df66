import type { Environment } from '../sim/environment.ts';
import { KeptObjects, type KeeperApi } from './kept-objects.ts';

/** Gives every namespace the service account `default`, and gives it back where somebody deletes it. */
export class ServiceAccountController extends KeptObjects<'ServiceAccount'> {
  constructor(environment: Environment, api: KeeperApi) {
    super(environment, api, {
      target: 'ServiceAccount',
      name: 'default',
      wanted: (before) => before ?? { metadata: { name: 'default' } },
      isRight: () => true,
    });
  }
}
