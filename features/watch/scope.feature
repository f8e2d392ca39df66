@needs-kubeApi
Feature: What a watch covers

  @WATCH-5a
  Scenario: A watch of a namespace sees nothing of another namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: other}}
      """
    And alice watches configmaps as W
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: there, namespace: other}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: here}}
      """
    Then W sees:
      | type  | object         |
      | ADDED | configmap/here |
    And W sees nothing

  @WATCH-5b
  Scenario: A watch across all namespaces sees every namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: other}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: probe, namespace: other}}
      """
    And alice lists configmaps
    And the answer is remembered as list
    And alice watches /api/v1/configmaps?labelSelector=owner=$list.metadata.resourceVersion&resourceVersion=$list.metadata.resourceVersion as W
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one, labels: {owner: "$list.metadata.resourceVersion"}}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: other, labels: {owner: "$list.metadata.resourceVersion"}}}
      """
    Then W sees:
      | type  | object        | metadata.namespace |
      | ADDED | configmap/one | home               |
      | ADDED | configmap/two | other              |

  @WATCH-5c
  Scenario: A watch of one name sees that object alone
    Given alice lists configmaps
    And the answer is remembered as list
    And alice watches /api/v1/namespaces/home/configmaps?fieldSelector=metadata.name=one&resourceVersion=$list.metadata.resourceVersion as W
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    Then W sees:
      | type  | object        |
      | ADDED | configmap/one |

  @WATCH-5d
  Scenario: A watch sees nothing of another resource
    Given alice watches configmaps as W
    When bob creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then W sees:
      | type  | object             |
      | ADDED | configmap/settings |
    And W sees nothing

  @WATCH-5e
  Scenario: A cluster-scoped resource is watched like any other
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      """
    And the answer is remembered as owner
    And alice creates:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {owner: $owner.metadata.uid}}}
      """
    And alice watches /api/v1/nodes?labelSelector=owner=$owner.metadata.uid as W
    When bob patches node/n1 by merge:
      """
      {metadata: {labels: {disk: ssd}}}
      """
    Then W sees:
      | type     | object  | metadata.labels.disk |
      | ADDED    | node/n1 | !absent              |
      | MODIFIED | node/n1 | ssd                  |

  @WATCH-5f
  Scenario: A namespace that does not exist yet can be watched
    Given alice watches configmaps in other as W
    And admin creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: other}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: other}}
      """
    Then W sees:
      | type  | object             |
      | ADDED | configmap/settings |
