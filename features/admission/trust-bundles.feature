@needs-kubeApi
Feature: Which authorities vouch for what a signer signs

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      feature-gates: [ClusterTrustBundle=true]
      runtime-config: [certificates.k8s.io/v1alpha1/clustertrustbundles=true]
      """

  @ADM-14t
  Scenario Outline: Whoever attests for a signer needs the right to attest for him
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: attester}, rules: [{apiGroups: [certificates.k8s.io], resources: [clustertrustbundles], verbs: [create]}, {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [<signer>], verbs: [<verb>]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: attester}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: attester}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When bob sends POST /apis/certificates.k8s.io/v1alpha1/clustertrustbundles:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {generateName: 'example.com:judge:ca-'}, spec: {signerName: example.com/judge, trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      """
    Then it <result>

    Examples:
      | signer            | verb    | result                        |
      | example.com/judge | attest  | is accepted with 201          |
      | example.com/*     | attest  | is accepted with 201          |
      | example.com/other | attest  | is refused with 403 Forbidden |
      | example.com/judge | approve | is refused with 403 Forbidden |

  @ADM-14t
  Scenario: Whoever changes what vouches for a signer needs the right to attest for him
    Given these objects:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: 'example.com:judge:ca'}, spec: {signerName: example.com/judge, trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: writer}, rules: [{apiGroups: [certificates.k8s.io], resources: [clustertrustbundles], verbs: [get, patch, update]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: writer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: writer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When bob sends PATCH /apis/certificates.k8s.io/v1alpha1/clustertrustbundles/example.com:judge:ca:
      """application/merge-patch+json
      {"metadata": {"labels": {"seen": "yes"}}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*user not permitted to attest for signerName "example.com/judge"'
      """
    And nothing else changed

  @ADM-14t
  Scenario: What vouches for no signer is for everybody to say who may write it
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: writer}, rules: [{apiGroups: [certificates.k8s.io], resources: [clustertrustbundles], verbs: [create]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: writer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: writer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When bob creates:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: ours}, spec: {trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      """
    Then it is accepted with 201

  @ADM-14v
  Scenario: Where the server is told to, it serves what is not served otherwise
    When admin sends GET /apis/certificates.k8s.io
    Then it is accepted with 200
    And the answer is:
      """
      versions: [{groupVersion: certificates.k8s.io/v1, version: v1}, {groupVersion: certificates.k8s.io/v1alpha1, version: v1alpha1}]
      preferredVersion: {version: v1}
      """

  @ADM-14v
  Scenario: What vouches for a signer is found by his name
    Given these objects:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: 'example.com:sought:ca', labels: {of: this}}, spec: {signerName: example.com/sought, trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      ---
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: ours, labels: {of: this}}, spec: {trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      """
    When admin sends GET /apis/certificates.k8s.io/v1alpha1/clustertrustbundles?labelSelector=of%3Dthis&fieldSelector=spec.signerName%3Dexample.com/sought
    Then it is accepted with 200
    And the answer lists:
      | metadata.name         |
      | example.com:sought:ca |

  @ADM-14w
  Scenario Outline: <what> vouches for nothing
    When admin creates:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: '<name>'}, spec: {signerName: '<signer>', trustBundle: <bundle>}}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason            |
      | <field> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | what                                  | field            | name                   | signer            | bundle |
      | A bundle without certificates         | spec.trustBundle | ours                   |                   | nothing |
      | A certificate twice                   | spec.trustBundle | ours                   |                   | "-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n" |
      | A certificate of no authority         | spec.trustBundle | ours                   |                   | "-----BEGIN CERTIFICATE-----\\nMIIBcjCCARigAwIBAgIUOxneeJtk+em6FCkqYZDhcKtQU0UwCgYIKoZIzj0EAwIw\\nDzENMAsGA1UEAwwEbGVhZjAgFw0yNjExMjEwNzE1MDdaGA8yMTI2MTAyODA3MTUw\\nN1owDzENMAsGA1UEAwwEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ5d\\nHeA7ANFvoKdQm4vz6GkDF8GbNkvCKmz4qfrtWmXGHc13iB6szzTnU4MVPuywfO9t\\nzbDctwQQeVCN26tzck6jUDBOMB0GA1UdDgQWBBQYiy4l5rqXjg3ZjsH3Tm4pVLvf\\nRzAfBgNVHSMEGDAWgBQYiy4l5rqXjg3ZjsH3Tm4pVLvfRzAMBgNVHRMBAf8EAjAA\\nMAoGCCqGSM49BAMCA0gAMEUCIBYughrMixQnqlDdURY+elLsCBYW9kpiajPvKewB\\nOsYwAiEA6JLnhKWXulYMPeBjTMoTPr/CkW1LdFQaVxiAXby9OMo=\\n-----END CERTIFICATE-----\\n" |
      | A block that is no certificate        | spec.trustBundle | ours                   |                   | "-----BEGIN PUBLIC KEY-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END PUBLIC KEY-----\\n" |
      | A certificate that cannot be read     | spec.trustBundle | ours                   |                   | "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n" |
      | A name with a signer, without one     | metadata.name    | example.com:judge:ca   |                   | "-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n" |
      | A name without the signer             | metadata.name    | ours                   | example.com/judge | "-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n" |
      | A name with another signer            | metadata.name    | example.com:other:ca   | example.com/judge | "-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n" |
      | A signer without a domain             | spec.signerName  | judge:ca               | judge             | "-----BEGIN CERTIFICATE-----\\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\\nFkTmvw==\\n-----END CERTIFICATE-----\\n" |

  @ADM-14w
  Scenario: What vouches for one signer never vouches for another
    Given these objects:
      """
      {apiVersion: certificates.k8s.io/v1alpha1, kind: ClusterTrustBundle, metadata: {name: 'example.com:judge:ca'}, spec: {signerName: example.com/judge, trustBundle: "-----BEGIN CERTIFICATE-----\nMIIBgDCCASWgAwIBAgIUVFc58592IpP6shUxyq7Pxh4XVBAwCgYIKoZIzj0EAwIw\nFDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTA3MTUwN1oYDzIxMjYxMDI4\nMDcxNTA3WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAARC8p45zONbGodnMnpnaveDWbnkzQg5M437Ajw+89zvmFnB24EnGrTh\n0yAvJo7NhdTDE0eV1FPkyq4n6hBaPw/Bo1MwUTAdBgNVHQ4EFgQU/PkWxUBFobFQ\nfkYj2dV3fHuV1LYwHwYDVR0jBBgwFoAU/PkWxUBFobFQfkYj2dV3fHuV1LYwDwYD\nVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzAmmRYBwiieVvPtMcfQh\nSzRtDNU/K+lioo3VYGb1u4ECIQD16D6ZAg9DYnDGEeRr12M9b93Zgb8c+/hNfoTh\nFkTmvw==\n-----END CERTIFICATE-----\n"}}
      """
    When admin sends PATCH /apis/certificates.k8s.io/v1alpha1/clustertrustbundles/example.com:judge:ca:
      """application/merge-patch+json
      {"spec": {"signerName": "example.com/other"}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | metadata.name   | FieldValueInvalid |
      | spec.signerName | FieldValueInvalid |
    And nothing else changed
