@needs-kubeApi
Feature: Writes that change nothing

  @LOCK-6a
  Scenario: A replace by what is there already leaves the resource version and makes no event
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    And the answer is remembered as before
    And bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$before.metadata.resourceVersion as W
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      metadata: {resourceVersion: "$before.metadata.resourceVersion"}
      """
    And W sees nothing

  @LOCK-6b
  Scenario Outline: A <notation> patch that changes nothing leaves the resource version and makes no event
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    And the answer is remembered as before
    And bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$before.metadata.resourceVersion as W
    When alice patches configmap/settings by <notation>:
      """
      <patch>
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      metadata: {resourceVersion: "$before.metadata.resourceVersion"}
      """
    And W sees nothing

    Examples:
      | notation        | patch                                                                              |
      | merge           | {}                                                                                 |
      | strategic merge | {metadata: {labels: {app: web}}, data: {colour: red}}                              |
      | json            | [{op: test, path: /data/colour, value: red}, {op: replace, path: /data/colour, value: red}] |
