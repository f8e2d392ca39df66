@needs-kubeApi
Feature: The resource version of an object

  @LOCK-1a
  Scenario: A created object is answered with a resource version, and a read shows the same one
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    Then the answer is:
      """
      metadata: {resourceVersion: !matches '[1-9][0-9]*'}
      """
    And configmap/settings is:
      """
      metadata: {resourceVersion: "$made.metadata.resourceVersion"}
      """

  @LOCK-1a
  Scenario: A list shows every item with the resource version that a read of it shows
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    When alice lists configmaps
    Then the answer lists:
      | metadata.name | metadata.resourceVersion          |
      | settings      | '$made.metadata.resourceVersion' |

  @LOCK-1b
  Scenario Outline: <write> gives the object a resource version that it never had
    Given alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: main, image: nginx}]}}
      """
    And the answer is remembered as first
    When alice sends:
      """
      PATCH /api/v1/namespaces/home/pods/<target>
      Content-Type: <type>

      <patch>
      """
    Then it is accepted with 200
    And pod/web is:
      """
      metadata: {uid: $first.metadata.uid, resourceVersion: !later-than "$first.metadata.resourceVersion"}
      """
    And nothing else changed

    Examples:
      | write                             | target     | type                                   | patch                                                            |
      | A merge patch of the metadata     | web        | application/merge-patch+json           | {"metadata":{"labels":{"app":"web"}}}                            |
      | A strategic merge patch           | web        | application/strategic-merge-patch+json | {"spec":{"containers":[{"name":"main","image":"nginx:1"}]}}      |
      | A JSON patch                      | web        | application/json-patch+json            | [{"op":"add","path":"/metadata/annotations","value":{"a":"b"}}] |
      | A write of the status subresource | web/status | application/merge-patch+json           | {"status":{"phase":"Running"}}                                   |

  @LOCK-1b
  Scenario: A replace gives the object a resource version that it never had
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then the answer is:
      """
      metadata: {resourceVersion: !later-than "$first.metadata.resourceVersion"}
      data: {colour: blue}
      """
    And nothing else changed

  @LOCK-1c
  Scenario: The answer to a write carries the resource version that a read shows afterwards
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as patched
    Then configmap/settings is:
      """
      metadata: {resourceVersion: "$patched.metadata.resourceVersion"}
      data: {colour: green}
      """

  @LOCK-1c
  Scenario: The answer to a replace carries the resource version that a read shows afterwards
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: green}}
      """
    And the answer is remembered as replaced
    Then configmap/settings is:
      """
      metadata: {resourceVersion: "$replaced.metadata.resourceVersion"}
      data: {colour: green}
      """

  @LOCK-1d
  Scenario: A write leaves the resource version of every other object alone
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {colour: red}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    Then it is accepted
    And nothing else changed

  @LOCK-1e
  Scenario: A list carries a resource version of the collection, not older than any of its items
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as item
    And bob creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: unrelated}}
      """
    When alice lists configmaps
    Then the answer is:
      """
      kind: ConfigMapList
      metadata: {resourceVersion: !later-than "$item.metadata.resourceVersion"}
      """

  @LOCK-1e
  Scenario: A list has a resource version that no earlier write of any resource goes beyond
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And bob creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: unrelated}}
      """
    And the answer is remembered as first
    And bob patches secret/unrelated by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    When alice lists configmaps
    Then the answer is:
      """
      metadata: {resourceVersion: !later-than "$first.metadata.resourceVersion"}
      """
