@needs-kubeApi
Feature: Preconditions of a deletion

  @LOCK-7a
  Scenario: A delete that names the uid of another object is refused and changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      preconditions: {uid: 00000000-0000-4000-8000-000000000000}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-7b
  Scenario: A delete that names a stale resource version is refused and changes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      preconditions: {resourceVersion: "$first.metadata.resourceVersion"}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-7c
  Scenario: A delete whose preconditions hold deletes the object
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      preconditions: {uid: $first.metadata.uid, resourceVersion: "$first.metadata.resourceVersion"}
      """
    Then it is accepted with 200
    And configmap/settings does not exist

  @LOCK-7d
  Scenario: A delete with the uid of a deleted namesake leaves its successor alone
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as first
    And bob deletes configmap/settings
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      preconditions: {uid: $first.metadata.uid}
      """
    Then it is refused with 409 Conflict
    And nothing else changed
