@needs-kubeApi @needs-clock
Feature: Bookmarks, and the end of a watch

  @WATCH-7a @slow
  Scenario: A watch that does not ask for bookmarks gets none
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And alice watches /api/v1/namespaces/home/configmaps?timeoutSeconds=4 as W
    When 5s pass
    Then W sees:
      | type  | object        |
      | ADDED | configmap/one |
      | END   |               |

  @WATCH-7b @WATCH-7c @slow
  Scenario: A watch that asks for bookmarks gets one before it ends, which carries a resource version alone
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And the answer is remembered as one
    And alice watches /api/v1/namespaces/home/configmaps?timeoutSeconds=4&allowWatchBookmarks=true&resourceVersion=$one.metadata.resourceVersion as W
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    And the answer is remembered as two
    When 5s pass
    Then W sees:
      | type     | object        | apiVersion | metadata.name | metadata.uid | data    | metadata.resourceVersion                    |
      | ADDED    | configmap/two | v1         | two           |              |         | '$two.metadata.resourceVersion'             |
      | BOOKMARK | configmap/    | v1         | !absent       | !absent      | !absent | !later-than '$one.metadata.resourceVersion' |
      | END      |               |            |               |              |         |                                             |

  @WATCH-7d @WATCH-3e
  Scenario: A watch from a bookmark goes on exactly after what was seen before it
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And alice watches /api/v1/namespaces/home/configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true as V
    And V sees:
      | type     | object        |
      | ADDED    | configmap/one |
      | BOOKMARK | configmap/    |
    And V's last event is remembered as mark
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    When bob watches /api/v1/namespaces/home/configmaps?resourceVersion=$mark.metadata.resourceVersion as W
    Then W sees:
      | type  | object        |
      | ADDED | configmap/two |

  @WATCH-8a @slow
  Scenario: A watch with a timeout ends cleanly when it has passed
    Given alice lists configmaps
    And the answer is remembered as list
    And alice watches /api/v1/namespaces/home/configmaps?timeoutSeconds=1&resourceVersion=$list.metadata.resourceVersion as W
    When 2s pass
    Then W sees:
      | type |
      | END  |

  @WATCH-8a @slow
  Scenario: A watch with a timeout tells what happens until its time has passed
    Given alice lists configmaps
    And the answer is remembered as list
    And alice watches /api/v1/namespaces/home/configmaps?timeoutSeconds=3&resourceVersion=$list.metadata.resourceVersion as W
    And 2s pass
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    When 2s pass
    Then W sees:
      | type  | object        |
      | ADDED | configmap/one |
      | END   |               |

  @WATCH-8b @slow
  Scenario: A client that resumes after the end of a watch misses and repeats nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And alice watches /api/v1/namespaces/home/configmaps?timeoutSeconds=1 as V
    And V sees:
      | type  | object        |
      | ADDED | configmap/one |
    And V's last event is remembered as seen
    And 2s pass
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
      """
    When alice watches /api/v1/namespaces/home/configmaps?resourceVersion=$seen.metadata.resourceVersion as W
    Then W sees:
      | type  | object        |
      | ADDED | configmap/two |
