import { one, wholeAmount } from './amounts.ts';
import { countName, type Evaluator } from './evaluator.ts';
import { objectAt, objectsAt, textAt, type Fields } from './fields.ts';

const count = countName('', 'services');
const names: ReadonlySet<string> = new Set([
  count,
  'services',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Services, and of them the node ports and load balancers that they ask for. */
export const serviceEvaluator: Evaluator = {
  group: '',
  plural: 'services',
  chargesUpdates: true,
  counts: (name) => names.has(name),
  inScope: () => false,
  missing: () => '',
  usage: (service) => {
    const spec = objectAt(service, 'spec');
    return new Map([
      [count, one],
      ['services', one],
      ['services.nodeports', wholeAmount(nodePorts(spec))],
      ['services.loadbalancers', wholeAmount(textAt(spec, 'type') === 'LoadBalancer' ? 1 : 0)],
    ]);
  },
};

/** Admission runs before ports are given out, so what counts is what the service asks for. */
function nodePorts(spec: Fields): number {
  const ports = objectsAt(spec, 'ports');
  const type = textAt(spec, 'type');
  if (type === 'NodePort') return ports.length;
  if (type !== 'LoadBalancer') return 0;
  if (spec['allocateLoadBalancerNodePorts'] !== false) return ports.length;
  return ports.filter(({ nodePort }) => typeof nodePort === 'number' && nodePort !== 0).length;
}
