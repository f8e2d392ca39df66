@needs-kubeApi
Feature: The events of a watch

  @WATCH-1a
  Scenario: The answer to a watch is a stream of JSON documents
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice watches configmaps as W
    Then it is accepted with 200
    And the answer's headers are:
      """
      content-type: !matches 'application/json(;.*)?'
      """
    And W sees:
      | type  | object             | apiVersion |
      | ADDED | configmap/settings | v1         |

  @WATCH-1b
  Scenario: A creation is seen as ADDED with the whole object
    Given bob watches configmaps as W
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    And the answer is remembered as made
    Then W sees:
      | type  | object             | metadata.uid        | metadata.resourceVersion         | metadata.labels   | data               |
      | ADDED | configmap/settings | $made.metadata.uid | '$made.metadata.resourceVersion' | !only {app: web} | !only {colour: red} |

  @WATCH-1c
  Scenario: A change is seen as MODIFIED with the whole new object
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red, size: small}}
      """
    And bob watches configmaps as W
    And W sees:
      | type  | object             |
      | ADDED | configmap/settings |
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as changed
    Then W sees:
      | type     | object             | metadata.resourceVersion            | data                              |
      | MODIFIED | configmap/settings | '$changed.metadata.resourceVersion' | !only {colour: green, size: small} |

  @WATCH-1d
  Scenario: A deletion is seen as DELETED with the last state and the resource version of the deletion
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as last
    And bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$last.metadata.resourceVersion as W
    When alice deletes configmap/settings
    Then W sees:
      | type    | object             | metadata.uid       | metadata.resourceVersion                     | data               |
      | DELETED | configmap/settings | $last.metadata.uid | !later-than '$last.metadata.resourceVersion' | !only {colour: red} |

  @WATCH-1e
  Scenario: A write of the status subresource is seen as MODIFIED with the whole object
    Given alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: main, image: nginx}]}}
      """
    And the answer is remembered as made
    And bob watches /api/v1/namespaces/home/pods?resourceVersion=$made.metadata.resourceVersion as W
    When alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running"}}
      """
    And the answer is remembered as changed
    Then W sees:
      | type     | object  | status.phase | spec.containers.0.image | metadata.uid       | metadata.resourceVersion            |
      | MODIFIED | pod/web | Running      | nginx                   | $made.metadata.uid | '$changed.metadata.resourceVersion' |

  @WATCH-1f
  Scenario: A deletion that waits for a finalizer is seen as MODIFIED, and as DELETED once it is gone
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/hold]}}
      """
    And the answer is remembered as made
    And bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$made.metadata.resourceVersion as W
    And alice deletes configmap/settings
    When alice patches configmap/settings by merge:
      """
      {metadata: {finalizers: null}}
      """
    Then W sees:
      | type     | object             | metadata.deletionTimestamp | metadata.finalizers |
      | MODIFIED | configmap/settings | !any                       | [example.com/hold]  |
      | DELETED  | configmap/settings | !any                       | [example.com/hold]  |

  @WATCH-2
  Scenario: Two watchers of a resource see the same changes in the same order
    Given alice watches configmaps as W
    And bob watches configmaps as V
    When admin creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: three}}
      """
    Then W sees:
      | type  | object          |
      | ADDED | configmap/one   |
      | ADDED | configmap/two   |
      | ADDED | configmap/three |
    And V sees:
      | type  | object          |
      | ADDED | configmap/one   |
      | ADDED | configmap/two   |
      | ADDED | configmap/three |
