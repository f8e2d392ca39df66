/** How a cluster whose Secrets must be encrypted is told to: with a key that is no secret. */
export const encryptionConfiguration: string = JSON.stringify({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources: [
    {
      resources: ['secrets'],
      providers: [
        {
          aescbc: {
            keys: [{ name: 'key1', secret: Buffer.from('plimsoll'.repeat(4)).toString('base64') }],
          },
        },
      ],
    },
  ],
});
