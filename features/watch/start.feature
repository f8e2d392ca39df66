@needs-kubeApi
Feature: Where a watch begins

  @WATCH-3a
  Scenario: A watch without a resource version begins with what exists, as ADDED
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}, data: {colour: red}}
      """
    And the answer is remembered as made
    And alice patches configmap/two by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as two
    And alice watches /api/v1/namespaces/home/configmaps?resourceVersion=$made.metadata.resourceVersion as V
    And V sees:
      | type     | object        |
      | MODIFIED | configmap/two |
    When bob watches configmaps as W
    Then W sees:
      | type  | object        | metadata.resourceVersion        | data.colour |
      | ADDED | configmap/one | !any                            |             |
      | ADDED | configmap/two | '$two.metadata.resourceVersion' | green       |

  @WATCH-3a
  Scenario: After what exists, a watch without a resource version goes on with the changes
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And bob watches configmaps as W
    When alice deletes configmap/one
    Then W sees:
      | type    | object        |
      | ADDED   | configmap/one |
      | DELETED | configmap/one |

  @WATCH-3b
  Scenario: A watch from resource version zero begins with what exists, as ADDED
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And alice watches configmaps as V
    And V sees:
      | type  | object        |
      | ADDED | configmap/one |
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=0 as W
    Then W sees:
      | type  | object        |
      | ADDED | configmap/one |

  @WATCH-3b
  Scenario: After what exists, a watch from resource version zero goes on with the changes
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And bob watches /api/v1/namespaces/home/configmaps?resourceVersion=0 as W
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    When alice deletes configmap/one
    Then W sees:
      | type    | object        |
      | ADDED   | configmap/one |
      | ADDED   | configmap/two |
      | DELETED | configmap/one |

  @WATCH-3c
  Scenario: A watch from a list's resource version repeats nothing that the list held
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And bob lists configmaps
    And the answer is remembered as list
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$list.metadata.resourceVersion as W
    Then W sees nothing

  @WATCH-3c
  Scenario: A watch from a list's resource version misses nothing that happened between list and watch
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And bob lists configmaps
    And the answer is remembered as list
    And alice deletes configmap/one
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$list.metadata.resourceVersion as W
    Then W sees:
      | type    | object        |
      | DELETED | configmap/one |
      | ADDED   | configmap/two |

  @WATCH-3d
  Scenario: A watch from an object's own resource version begins with the next change
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And the answer is remembered as one
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$one.metadata.resourceVersion as W
    Then W sees:
      | type  | object        |
      | ADDED | configmap/two |

  @WATCH-3e
  Scenario: A watch that asks for initial events is told by a bookmark where they end
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    When bob watches /api/v1/namespaces/home/configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true as W
    Then W sees:
      | type     | object        | metadata.resourceVersion | metadata.annotations.k8s\.io/initial-events-end |
      | ADDED    | configmap/one | !any                     |                                                 |
      | BOOKMARK | configmap/    | !any                     | 'true'                                          |

  @WATCH-3f
  Scenario Outline: A watch with <parameters> is refused
    When alice sends GET /api/v1/namespaces/home/configmaps?watch=true&timeoutSeconds=1&<parameters>
    Then it is refused with 422 Invalid for:
      | field                | reason              |
      | resourceVersionMatch | FieldValueForbidden |

    Examples:
      | parameters                        |
      | sendInitialEvents=true            |
      | resourceVersionMatch=NotOlderThan |

  @WATCH-3g
  Scenario Outline: A watch from the resource version <version> is refused
    When alice sends GET /api/v1/namespaces/home/configmaps?watch=true&timeoutSeconds=1&resourceVersion=<version>
    Then the answer is:
      """
      {kind: Status, status: Failure}
      """

    Examples:
      | version   |
      | yesterday |
      | -1        |

  @WATCH-4a
  Scenario: A watch from an older resource version replays every change since, in order
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {colour: red}}
      """
    And the answer is remembered as one
    And alice patches configmap/one by merge:
      """
      {data: {colour: green}}
      """
    And alice patches configmap/one by merge:
      """
      {data: {colour: blue}}
      """
    And the answer is remembered as blue
    And alice deletes configmap/one
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$one.metadata.resourceVersion as W
    Then W sees:
      | type     | object        | data.colour | metadata.resourceVersion                    |
      | MODIFIED | configmap/one | green       | !later-than '$one.metadata.resourceVersion'  |
      | MODIFIED | configmap/one | blue        | '$blue.metadata.resourceVersion'             |
      | DELETED  | configmap/one | blue        | !later-than '$blue.metadata.resourceVersion' |
