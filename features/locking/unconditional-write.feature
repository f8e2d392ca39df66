@needs-kubeApi
Feature: Writes that name no resource version

  @LOCK-4a
  Scenario Outline: A replace of a <kind> without a resource version overwrites whatever is there
    Given these objects:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: subject, labels: {step: first}}, <rest>}
      """
    And bob patches <ref> by merge:
      """
      {metadata: {labels: {step: second}}}
      """
    When alice replaces <ref> by:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: subject, labels: {step: third}}, <rest>}
      """
    Then it is accepted with 200
    And <ref> is:
      """
      metadata: {labels: !only {step: third}}
      """
    And nothing else changed

    Examples:
      | kind       | apiVersion | ref                | rest                                                                                                                                               |
      | ConfigMap  | v1         | configmap/subject  | data: {}                                                                                                                                           |
      | Secret     | v1         | secret/subject     | data: {}                                                                                                                                           |
      | Pod        | v1         | pod/subject        | spec: {serviceAccountName: default, automountServiceAccountToken: false, containers: [{name: main, image: nginx}]}                                  |
      | Service    | v1         | service/subject    | spec: {ports: [{port: 80}]}                                                                                                                        |
      | Deployment | apps/v1    | deployment/subject | spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx}]}}} |

  @LOCK-4b
  Scenario Outline: A replace of a <kind> without a resource version is refused and changes nothing
    Given these objects:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: subject}, spec: <spec>}
      """
    When alice replaces <ref> by:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: subject, labels: {step: second}}, spec: <spec>}
      """
    Then it is refused with 422 Invalid for:
      | field                    | reason            |
      | metadata.resourceVersion | FieldValueInvalid |
    And nothing else changed

    Examples:
      | kind                | apiVersion             | ref                         | spec                                                        |
      | Lease               | coordination.k8s.io/v1 | lease/subject               | {holderIdentity: one}                                       |
      | PodDisruptionBudget | policy/v1              | poddisruptionbudget/subject | {minAvailable: 1, selector: {matchLabels: {app: web}}} |

  @LOCK-4c
  Scenario: A create that names a resource version is refused and stores nothing
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: "5"}}
      """
    Then the answer is:
      """
      {kind: Status, status: Failure}
      """
    And configmap/settings does not exist
    And nothing else changed

  @LOCK-4d
  Scenario: The resource version zero in a replace means none
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: "0"}, data: {colour: blue}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      metadata: {resourceVersion: !not "0"}
      data: {colour: blue}
      """

  @LOCK-4d
  Scenario: The resource version zero is none for a kind that demands one, too
    Given these objects:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader}, spec: {holderIdentity: one}}
      """
    When alice replaces lease/leader by:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader, resourceVersion: "0"}, spec: {holderIdentity: two}}
      """
    Then it is refused with 422 Invalid for:
      | field                    | reason            |
      | metadata.resourceVersion | FieldValueInvalid |
    And nothing else changed

  @LOCK-4e
  Scenario: A replace of a Lease that does not exist creates it
    When alice replaces lease/leader by:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader}, spec: {holderIdentity: one}}
      """
    Then it is accepted with 201
    And lease/leader is:
      """
      metadata: {uid: !any , resourceVersion: !any }
      spec: {holderIdentity: one}
      """

  @LOCK-4f
  Scenario: A replace of a ConfigMap that does not exist is refused and creates nothing
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then it is refused with 404 NotFound
    And nothing else changed
