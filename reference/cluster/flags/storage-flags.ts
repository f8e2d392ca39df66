import { parseAddressRanges, parsePortRange } from '../../apiserver/allocators/address-range.ts';
import { parseEncryptionConfiguration } from '../../apiserver/encryption/encryption-configuration.ts';
import { createValueTransformers } from '../../apiserver/encryption/value-transformers.ts';
import { StartError } from '../start-error.ts';
import type { FlagGroup } from './flag-group.ts';

/** What all servers on one store must agree on. */
export const storageFlags: FlagGroup = {
  flags: [
    {
      name: 'encryption-provider-config',
      argument: '<file>',
      text: 'an EncryptionConfiguration: what is encrypted in the store',
    },
    {
      name: 'service-cluster-ip-range',
      argument: '<cidr>[,<cidr>]',
      text: 'where cluster IPs come from, one range or one of each family (default: 10.96.0.0/12)',
    },
    {
      name: 'service-node-port-range',
      argument: '<first>-<last>',
      text: 'where node ports come from (default: 30000-32767)',
    },
  ],
  read: async (given, { randomBytes }) => {
    const valueTransformers = await given.parsedFile('encryption-provider-config', (content) =>
      createValueTransformers(parseEncryptionConfiguration(content), randomBytes),
    );
    const addresses = given.text('service-cluster-ip-range');
    if (addresses !== undefined && parseAddressRanges(addresses) === undefined) {
      throw new StartError(
        `--service-cluster-ip-range must be a range such as 10.96.0.0/12, of at most 2^20 addresses, or one of each family, not ${JSON.stringify(addresses)}`,
      );
    }
    const ports = given.text('service-node-port-range');
    if (ports !== undefined && parsePortRange(ports) === undefined) {
      throw new StartError(
        `--service-node-port-range must be a range such as 30000-32767, not ${JSON.stringify(ports)}`,
      );
    }
    return {
      ...(valueTransformers === undefined ? {} : { valueTransformers }),
      ...(addresses === undefined ? {} : { serviceClusterIpRange: addresses }),
      ...(ports === undefined ? {} : { serviceNodePortRange: ports }),
    };
  },
};
