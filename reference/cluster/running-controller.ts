import type { KubeClient } from '../client/kube-client.ts';
import type { RootCertificate } from '../controllers/root-certificate.ts';
import type { SignToken } from '../controllers/token-controller.ts';
import type { Environment } from '../sim/environment.ts';
import type { ControllerName } from './cluster-options.ts';
import { StartError } from './start-error.ts';

/** A controller at work. */
export interface RunningController {
  stop(): void;
}

/** What controllers are told beside what the API tells. */
export interface ControllerFacts {
  readonly client: KubeClient;
  readonly rootCertificate: RootCertificate;
  /** Absent: nobody here has the key of the tokens, and none are put into Secrets. */
  readonly signToken?: SignToken;
}

/** Starts one controller, loading its code only then. */
export async function startController(
  environment: Environment,
  name: ControllerName,
  { client, rootCertificate, signToken }: ControllerFacts,
): Promise<RunningController> {
  switch (name) {
    case 'namespace-controller': {
      const { NamespaceController } = await import('../controllers/namespace-controller.ts');
      return started(new NamespaceController(environment, client));
    }
    case 'service-account-controller': {
      const { ServiceAccountController } = await import('../controllers/service-account-controller.ts');
      return started(new ServiceAccountController(environment, client));
    }
    case 'token-controller': {
      const { TokenController } = await import('../controllers/token-controller.ts');
      if (signToken === undefined)
        throw new StartError('token-controller needs the key that tokens are signed with');
      return started(new TokenController(environment, client, { rootCertificate, signToken }));
    }
    case 'root-certificate-publisher': {
      const { RootCertificatePublisher } = await import('../controllers/root-certificate-publisher.ts');
      return started(new RootCertificatePublisher(environment, client, rootCertificate));
    }
    case 'resource-quota-controller': {
      const { ResourceQuotaController } = await import('../controllers/resource-quota-controller.ts');
      return started(new ResourceQuotaController(environment, client));
    }
    case 'disruption-controller': {
      const { DisruptionController } = await import('../controllers/disruption-controller.ts');
      return started(new DisruptionController(environment, client));
    }
    case 'clusterrole-aggregation-controller': {
      const { ClusterRoleAggregationController } =
        await import('../controllers/clusterrole-aggregation-controller.ts');
      return started(new ClusterRoleAggregationController(environment, client));
    }
    case 'policy-status-controller': {
      const { PolicyStatusController } = await import('../controllers/policy-status-controller.ts');
      return started(new PolicyStatusController(environment, client));
    }
    case 'claim-protection-controller': {
      const { ClaimProtectionController } = await import('../controllers/claim-protection-controller.ts');
      return started(new ClaimProtectionController(environment, client));
    }
    case 'volume-protection-controller': {
      const { VolumeProtectionController } = await import('../controllers/volume-protection-controller.ts');
      return started(new VolumeProtectionController(environment, client));
    }
    case 'garbage-collector': {
      const { GarbageCollector } = await import('../controllers/garbage-collector.ts');
      return started(new GarbageCollector(environment, client));
    }
  }
}

function started<T extends RunningController & { start(): void }>(controller: T): T {
  controller.start();
  return controller;
}
