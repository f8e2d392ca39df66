import { isIPv4, isIPv6 } from 'node:net';
import { StartError } from '../start-error.ts';
import type { FlagGroup } from './flag-group.ts';

/** Where the server is found. */
export const endpointFlags: FlagGroup = {
  flags: [
    {
      name: 'advertise-address',
      argument: '<address>',
      text: 'where the server is reached from inside the cluster (default: an address of this machine)',
    },
  ],
  read: (given) => {
    const address = given.text('advertise-address');
    if (address === undefined) return {};
    const isUsable =
      (isIPv4(address) && !address.startsWith('127.')) || (isIPv6(address) && address !== '::1');
    if (isUsable) return { advertiseAddress: address };
    throw new StartError(
      `--advertise-address must be an IP address that is not a loopback address, not ${JSON.stringify(address)}`,
    );
  },
};
