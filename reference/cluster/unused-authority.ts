/**
 * What a cluster publishes as its authority as long as nobody can connect to it: the certificate of an authority whose key was thrown
 * away. A cluster that begins to listen publishes its own in its place.
 */
export const unusedAuthority: string = `-----BEGIN CERTIFICATE-----
MIIBozCCAUmgAwIBAgIUNyLjK89nZnIIkZzss81b0aZ2nP0wCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTcGxpbXNvbGwtaW4tcHJvY2VzczAgFw0yNjExMjEwMzI0MDZa
GA8yMTI2MTAyODAzMjQwNlowHjEcMBoGA1UEAwwTcGxpbXNvbGwtaW4tcHJvY2Vz
czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAX9yWHcZmZ7QQL+7JK2QicfqlVM
M6B2dKFOJ0G1lArTzmT4LydjC8CjQHE+YDsglfjDJfmpV8Q0UIe3F6ymLJ6jYzBh
MB0GA1UdDgQWBBT0uBnK0h2RzeKSVjOWGkcl1JocmjAfBgNVHSMEGDAWgBT0uBnK
0h2RzeKSVjOWGkcl1JocmjAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIC
BDAKBggqhkjOPQQDAgNIADBFAiEAzXKE2sgPlaiY0fYo+fx8rG5JSfNzAKAhntCt
Exgcv8UCIAmmW362M2xoJmnl/Zqae36P9+2mPCOKp4+W6nGGEj75
-----END CERTIFICATE-----
`;
