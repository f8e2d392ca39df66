@needs-kubeApi
Feature: Patching an object that may have changed

  @LOCK-5a
  Scenario: A patch without a resource version keeps what others have changed meanwhile
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red, size: small}}
      """
    And alice gets configmap/settings
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When alice patches configmap/settings by merge:
      """
      {data: {size: large}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      data: !only {colour: green, size: large}
      """
    And nothing else changed

  @LOCK-5b
  Scenario Outline: A <type> with a stale resource version is refused and changes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When alice patches configmap/settings by <notation>:
      """
      <patch>
      """
    Then it is refused with 409 Conflict
    And nothing else changed

    Examples:
      | type                  | notation        | patch                                                                                                                                                            |
      | merge patch           | merge           | {metadata: {resourceVersion: "$first.metadata.resourceVersion"}, data: {colour: blue}}                                                                           |
      | strategic merge patch | strategic merge | {metadata: {resourceVersion: "$first.metadata.resourceVersion"}, data: {colour: blue}}                                                                           |
      | JSON patch            | json            | [{op: replace, path: /metadata/resourceVersion, value: "$first.metadata.resourceVersion"}, {op: replace, path: /data/colour, value: blue}] |

  @LOCK-5c
  Scenario: A patch with the current resource version is accepted
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    When alice patches configmap/settings by merge:
      """
      {metadata: {resourceVersion: "$first.metadata.resourceVersion"}, data: {colour: blue}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      metadata: {resourceVersion: !later-than "$first.metadata.resourceVersion"}
      data: {colour: blue}
      """

  @LOCK-5e
  Scenario: A JSON patch whose test fails is refused and changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice patches configmap/settings by json:
      """
      [{op: test, path: /data/colour, value: green}, {op: replace, path: /data/colour, value: blue}]
      """
    Then it is refused with 422 Invalid
    And nothing else changed
